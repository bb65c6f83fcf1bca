use std::fmt;

use memchr::memchr2;

use super::field::{Field, end_after};
use super::read::Reader;
use super::{RdataError, Token, WireError};
use crate::dns::name::read_escape;

/// A character-string: up to 255 octets behind their number (RFC 1035 section 3.3).
pub(super) struct Text;

/// A character-string or nothing (RFC 1183 section 3.2).
pub(super) struct OptionalText;

/// One or more character-strings up to the end (RFC 1035 section 3.3.14).
pub(super) struct Texts;

/// Octets up to the end, as one text of any length (RFC 7553 section 4.4,
/// RFC 8659 section 4.1).
pub(super) struct LongText {
    pub may_be_empty: bool,
}

impl Field for Text {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let token = reader.token()?;
        read_text(reader, token)
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        text_end(data, at)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(&value[1..], f)
    }
}

impl Field for OptionalText {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        if reader.has_more() { Text.read(reader) } else { Ok(()) }
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        if at == data.len() { Ok(at) } else { text_end(data, at) }
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Text.write(value, f)
    }
}

impl Field for Texts {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        Text.read(reader)?;
        while reader.has_more() {
            Text.read(reader)?;
        }
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        let mut end = text_end(data, at)?;
        while end < data.len() {
            end = text_end(data, end)?;
        }
        Ok(end)
    }

    fn write(&self, mut value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut space = "";
        while let [length, rest @ ..] = value {
            let (text, behind) = rest.split_at_checked(usize::from(*length)).ok_or(fmt::Error)?;
            f.write_str(space)?;
            write_quoted(text, f)?;
            (space, value) = (" ", behind);
        }
        Ok(())
    }
}

impl Field for LongText {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let token = reader.token()?;
        let start = reader.wire.len();
        unescape(reader, token)?;
        if reader.wire.len() == start && !self.may_be_empty {
            return Err(reader.wrong(format!("the {} is empty", reader.label)));
        }
        Ok(())
    }

    fn end(&self, data: &[u8], _at: usize) -> Result<usize, WireError> {
        Ok(data.len())
    }

    fn has_text(&self, value: &[u8]) -> bool {
        self.may_be_empty || !value.is_empty()
    }

    fn is_blank(&self, _value: &[u8]) -> bool {
        false
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(value, f)
    }
}

/// Appends the character-string a token is.
pub(super) fn read_text(reader: &mut Reader<'_>, token: Token<'_>) -> Result<(), RdataError> {
    let length_at = reader.wire.len();
    reader.wire.push(0);
    unescape(reader, token)?;
    match reader.wire.len() - length_at - 1 {
        octets @ 0..=255 => {
            reader.wire[length_at] = octets as u8;
            Ok(())
        }
        octets => Err(reader.wrong_with(
            format!("a character-string has {octets} octets, 255 are allowed"),
            "split it into several strings: `\"first part\" \"second part\"`",
        )),
    }
}

/// Appends the octets a token stands for.
fn unescape(reader: &mut Reader<'_>, token: Token<'_>) -> Result<(), RdataError> {
    append_unescaped(token, reader.wire).map_err(|(message, help)| reader.wrong_with(message, help))
}

/// Appends the octets of a token with its escapes resolved (RFC 1035 section
/// 5.1). The error is a message and a help.
pub(super) fn append_unescaped(token: Token<'_>, octets: &mut Vec<u8>) -> Result<(), (String, &'static str)> {
    let mut rest = token.text.as_bytes();
    while let Some(plain) = memchr2(b'\\', b'"', rest) {
        octets.extend_from_slice(&rest[..plain]);
        if rest[plain] == b'"' {
            let help = "put spaces around a quoted text, or write `\\\"` for the character";
            return Err((format!("`{}` has a quote inside", token.text), help));
        }
        let Some((octet, width)) = read_escape(&rest[plain + 1..]) else {
            let help = "`\\` wants three decimal digits up to 255, or the character it protects";
            return Err((format!("`{}` has a broken escape", token.text), help));
        };
        octets.push(octet);
        rest = &rest[plain + 1 + width..];
    }
    octets.extend_from_slice(rest);
    Ok(())
}

/// The end of the character-string at `at`.
pub(super) fn text_end(data: &[u8], at: usize) -> Result<usize, WireError> {
    let length = *data.get(at).ok_or(WireError::short(at))?;
    end_after(data, at, 1 + usize::from(length))
}

/// Writes octets as a quoted text.
pub(super) fn write_quoted(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    write_escaped(octets, f)?;
    f.write_str("\"")
}

/// Writes octets as they stand between quotes.
pub(super) fn write_escaped(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let is_plain = |octet: &u8| matches!(octet, 0x20..=0x7e) && *octet != b'"' && *octet != b'\\';
    for run in octets.chunk_by(|left, right| is_plain(left) && is_plain(right)) {
        match (run, std::str::from_utf8(run)) {
            (&[octet @ (b'"' | b'\\')], _) => write!(f, "\\{}", char::from(octet))?,
            ([octet], _) if !is_plain(octet) => write!(f, "\\{octet:03}")?,
            (_, Ok(plain)) => f.write_str(plain)?,
            (_, Err(_)) => return Err(fmt::Error),
        }
    }
    Ok(())
}
