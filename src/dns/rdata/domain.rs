use std::fmt;

use super::field::Field;
use super::read::Reader;
use super::{RdataError, WireError};
use crate::dns::Name;
use crate::dns::name::{wire_length, write_label};

/// A domain name whose canonical form is in lower case (RFC 4034 section 6.2
/// as updated by RFC 6840 section 5.1).
pub(super) struct LowerName;

/// A domain name that keeps its case on the wire.
pub(super) struct CasedName;

impl Field for LowerName {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        reader.name()
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        name_end(data, at)
    }

    fn canonicalize(&self, value: &[u8], canonical: &mut Vec<u8>) {
        canonical.extend(value.iter().map(u8::to_ascii_lowercase));
    }

    fn names(&self, value: &[u8], found: &mut Vec<Name>) {
        found.extend(Name::from_wire(value));
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_name(value, f)
    }
}

impl Field for CasedName {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        reader.name()
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        name_end(data, at)
    }

    fn names(&self, value: &[u8], found: &mut Vec<Name>) {
        found.extend(Name::from_wire(value));
    }

    fn has_text(&self, value: &[u8]) -> bool {
        is_lower(value)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_name(value, f)
    }
}

pub(super) fn name_end(data: &[u8], at: usize) -> Result<usize, WireError> {
    match wire_length(data.get(at..).unwrap_or_default()) {
        Some(length) => Ok(at + length),
        None => Err(WireError::new(at, "there is no uncompressed name")),
    }
}

/// Whether reading a name, which gives lower case, can yield these octets.
/// Length octets are below 64 and so never letters.
pub(super) fn is_lower(name: &[u8]) -> bool {
    !name.iter().any(u8::is_ascii_uppercase)
}

/// Writes a checked name, absolute.
pub(super) fn write_name(mut name: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if name == [0] {
        return f.write_str(".");
    }
    while let [length @ 1..=63, rest @ ..] = name {
        let (label, behind) = rest.split_at_checked(usize::from(*length)).ok_or(fmt::Error)?;
        write_label(label, f)?;
        f.write_str(".")?;
        name = behind;
    }
    Ok(())
}
