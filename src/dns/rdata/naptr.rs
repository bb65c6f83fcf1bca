use std::fmt;

use super::field::Field;
use super::read::Reader;
use super::strings::{read_text, text_end, write_quoted};
use super::{RdataError, WireError};
use crate::dns::Substitution;

/// The regexp of a NAPTR: empty, or a delimited expression and replacement
/// (RFC 3402 section 3.2).
pub(super) struct Regexp;

impl Field for Regexp {
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

/// Nothing, or the three parts.
fn is_substitution(text: &[u8]) -> bool {
    text.is_empty() || Substitution::read(text).is_some()
}
