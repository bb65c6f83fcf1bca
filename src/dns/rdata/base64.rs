use std::fmt;

use data_encoding::BASE64;

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
        if !reader.has_more() && !self.may_be_empty {
            return Err(reader.missing());
        }
        read_base64(reader)
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
    match BASE64.decode(text.as_bytes()) {
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
    let error = match BASE64.decode(text.as_bytes()) {
        Ok(octets) => {
            reader.wire.extend(octets);
            return Ok(());
        }
        Err(error) => error,
    };
    let mut end = 0;
    for index in first..reader.tokens.len() {
        end += reader.tokens[index].text.len();
        if end > error.position || index + 1 == reader.tokens.len() {
            reader.next = index + 1;
            break;
        }
    }
    let message = format!("`{}` is not base64", reader.tokens[reader.next - 1].text);
    let padded = text.len().is_multiple_of(4);
    let help = "the digits do not come in fours: some are missing, or the padding `=`";
    Err(if padded { reader.wrong(message) } else { reader.wrong_with(message, help) })
}

pub(super) fn write_base64(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for block in octets.chunks(768) {
        f.write_str(&BASE64.encode(block))?;
    }
    Ok(())
}
