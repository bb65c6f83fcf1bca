//! The form any type can have: `\# length hex` (RFC 3597 section 5).

use std::fmt;

use super::hex::{HexTokens, write_hex};
use super::number::digits;
use super::read::Reader;
use super::{RdataError, Token, wire};
use crate::dns::RecordType;

/// Reads from the token `\#` on; the data of a known type is checked and
/// brought into canonical form.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<(), RdataError> {
    reader.next = 1;
    reader.label = "length";
    let text = reader.bare()?;
    let Some(length) = digits(text, 65535) else {
        return Err(reader.wrong(format!("`{text}` is no length from 0 to 65535")));
    };
    reader.label = "data";
    let mut data = Vec::with_capacity(length as usize);
    let hex = HexTokens::read(reader, &mut data)?;
    if data.len() as u64 != length {
        let message = format!("the length is {length} and the octets behind it are {}", data.len());
        return Err(reader.wrong_at(1, message));
    }
    wire::canonicalize(reader.record_type, &data, reader.wire).map_err(|error| RdataError {
        token: Some(hex.token_of(reader, error.at)),
        message: format!("the data is not that of {}: {error}", reader.record_type),
        help: None,
    })
}

/// The error for text in a form that the type does not have.
pub(super) fn wanted(record_type: RecordType, tokens: &[Token<'_>]) -> RdataError {
    let message = match tokens.is_empty() {
        true => "the data is missing".to_owned(),
        false => format!("{record_type} has no form of its own"),
    };
    let help = format!("{record_type} is written `\\# length hex` (RFC 3597)");
    RdataError { token: (!tokens.is_empty()).then_some(0), message, help: Some(help) }
}

pub(super) fn write(data: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\\# {}", data.len())?;
    if !data.is_empty() {
        f.write_str(" ")?;
        write_hex(data, f)?;
    }
    Ok(())
}
