use std::fmt;

use data_encoding::BASE64;
use memchr::memchr;

use super::field::{Field, end_at_last};
use super::read::Reader;
use super::{RdataError, WireError};

/// Octets up to the end in base64, possibly in several tokens.
pub(super) struct Base64 {
    pub may_be_empty: bool,
}

/// Base64 up to the end where nothing is written as `-`
/// (draft-durand-doa-over-dns section 3.3).
pub(super) struct Base64OrDash;

/// A key in base64, absent if the flags four octets before say "no key"
/// (RFC 2535 section 3.1.2).
pub(super) struct KeyUnlessNone;

impl Field for Base64 {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let start = reader.wire.len();
        read_base64(reader)?;
        match reader.wire.len() == start && !self.may_be_empty {
            true => Err(reader.missing()),
            false => Ok(()),
        }
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_at_last(data, at, usize::from(!self.may_be_empty))
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_base64(value, f)
    }
}

impl Field for Base64OrDash {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        match reader.peek() {
            None => Err(reader.missing()),
            Some(token) if token.text == "-" => reader.bare().map(|_| ()),
            Some(_) => read_base64(reader),
        }
    }

    fn end(&self, data: &[u8], _at: usize) -> Result<usize, WireError> {
        Ok(data.len())
    }

    fn is_blank(&self, _value: &[u8]) -> bool {
        false
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if value.is_empty() { f.write_str("-") } else { write_base64(value, f) }
    }
}

impl Field for KeyUnlessNone {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let flags_at = reader.wire.len().saturating_sub(4);
        if has_no_key(&reader.wire[flags_at..]) {
            return Ok(());
        }
        Base64 { may_be_empty: false }.read(reader)
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        match has_no_key(&data[at.saturating_sub(4)..at]) {
            true => Ok(at),
            false => end_at_last(data, at, 1),
        }
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_base64(value, f)
    }
}

/// Whether the top two bits of the flags are set.
fn has_no_key(head: &[u8]) -> bool {
    head.first().is_some_and(|flags| flags & 0xc0 == 0xc0)
}

/// Takes one token of base64.
pub(super) fn read_base64_token(reader: &mut Reader<'_>) -> Result<Vec<u8>, RdataError> {
    let text = reader.bare()?;
    match decode_base64(text.as_bytes()) {
        Ok(octets) if !octets.is_empty() => Ok(octets),
        _ => Err(reader.wrong(format!("`{text}` is not base64"))),
    }
}

/// Takes all further tokens as one run of base64.
pub(super) fn read_base64(reader: &mut Reader<'_>) -> Result<(), RdataError> {
    let first = reader.next;
    let mut text = String::new();
    while reader.has_more() {
        text.push_str(reader.bare()?);
    }
    let position = match decode_base64(text.as_bytes()) {
        Ok(octets) => {
            reader.wire.extend(octets);
            return Ok(());
        }
        Err(position) => position,
    };
    let mut end = 0;
    let blamed = reader.tokens[first..].iter().position(|token| {
        end += token.text.len();
        end > position
    });
    let blamed = blamed.map_or(reader.tokens.len() - 1, |index| first + index);
    let error = reader.wrong_at(blamed, format!("`{}` is not base64", reader.tokens[blamed].text));
    let incomplete = !text.len().is_multiple_of(4);
    let help = "the digits do not come in fours: some are missing, or the padding `=`";
    Err(RdataError { help: incomplete.then(|| help.to_owned()), ..error })
}

/// The octets, or where the text ceases to be base64: padding ends it.
pub(super) fn decode_base64(text: &[u8]) -> Result<Vec<u8>, usize> {
    let padding = memchr(b'=', text).unwrap_or(text.len());
    match text[padding..].iter().position(|&octet| octet != b'=') {
        Some(behind) => Err(padding + behind),
        None => BASE64.decode(text).map_err(|error| error.position),
    }
}

pub(super) fn write_base64(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for block in octets.chunks(768) {
        f.write_str(&BASE64.encode(block))?;
    }
    Ok(())
}
