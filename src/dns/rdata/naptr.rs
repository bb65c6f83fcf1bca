use std::fmt;

use super::field::Field;
use super::read::Reader;
use super::strings::{read_text, text_end, write_quoted};
use super::{RdataError, WireError};

/// The regexp of a NAPTR: empty, or a delimited expression and replacement
/// (RFC 3402 section 3.2).
pub(super) struct Substitution;

impl Field for Substitution {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let token = reader.token()?;
        let start = reader.wire.len();
        read_text(reader, token)?;
        match is_substitution(&reader.wire[start + 1..]) {
            true => Ok(()),
            false => Err(reader.wrong_with(
                format!("`{}` is no substitution expression", token.text),
                "write `\"!expression!replacement!\"`, with `i` behind it to ignore case, or `\"\"` for none",
            )),
        }
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        text_end(data, at)
    }

    fn has_text(&self, value: &[u8]) -> bool {
        is_substitution(&value[1..])
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(&value[1..], f)
    }
}

/// Nothing, or three times the delimiter with the first two parts between and
/// at most `i` behind, and no NUL, which no regular expression can hold.
fn is_substitution(text: &[u8]) -> bool {
    let [delimiter, rest @ ..] = text else { return true };
    if matches!(delimiter, b'0'..=b'9' | b'\\' | b'i') || text.contains(&0) {
        return false;
    }
    let mut parts = 0;
    let mut at = 0;
    while at < rest.len() && parts < 2 {
        match rest[at] {
            b'\\' => at += 1,
            octet if octet == *delimiter => parts += 1,
            _ => {}
        }
        at += 1;
    }
    parts == 2 && matches!(rest.get(at..), Some([] | b"i"))
}
