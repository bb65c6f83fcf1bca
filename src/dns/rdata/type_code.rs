use std::fmt;

use super::field::{Field, end_after};
use super::number::big_endian;
use super::read::Reader;
use super::{RdataError, WireError};
use crate::dns::RecordType;

/// A record type of two octets.
pub(super) struct TypeCode;

impl Field for TypeCode {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let code = read_type(reader)?;
        reader.wire.extend_from_slice(&code.to_be_bytes());
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, 2)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", RecordType(big_endian(value) as u16))
    }
}

/// Takes a record type: a mnemonic in any case, `TYPEnnn`, or one of the
/// mnemonics of types that are no data.
pub(super) fn read_type(reader: &mut Reader<'_>) -> Result<u16, RdataError> {
    const META: &[(&str, u16)] = &[
        ("OPT", 41),
        ("TKEY", 249),
        ("TSIG", 250),
        ("IXFR", 251),
        ("AXFR", 252),
        ("MAILB", 253),
        ("MAILA", 254),
        ("ANY", 255),
    ];
    let text = reader.bare()?;
    let capitals = text.to_ascii_uppercase();
    let meta = || META.iter().find(|row| row.0 == capitals).map(|row| row.1);
    RecordType::parse(&capitals).map(|record_type| record_type.0).or_else(meta).ok_or_else(|| {
        reader.wrong_with(
            format!("`{text}` is no record type"),
            "a type without a mnemonic is written `TYPEnnn`",
        )
    })
}
