use std::fmt;

use super::field::Field;
use super::hex::{HexTokens, write_hex};
use super::read::Reader;
use super::{RdataError, WireError};

/// A digest in hexadecimal up to the end whose kind is the octet before.
pub(super) struct Digest {
    /// Kind, octets and name of the digests whose size is known.
    pub sizes: &'static [(u8, usize, &'static str)],
    /// The fewest octets of any other.
    pub least: usize,
}

impl Field for Digest {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let start = reader.wire.len();
        let kind = reader.wire.last().copied().unwrap_or_default();
        if reader.has_more() {
            HexTokens::append(reader)?;
        } else if self.least > 0 || self.size(kind).is_some() {
            return Err(reader.missing());
        }
        self.check(kind, reader.wire.len() - start).map_err(|message| reader.wrong(message))
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        let kind = data[..at].last().copied().unwrap_or_default();
        self.check(kind, data.len() - at).map_err(|message| WireError::new(at, message))?;
        Ok(data.len())
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(value, f)
    }
}

impl Digest {
    fn size(&self, kind: u8) -> Option<(usize, &'static str)> {
        self.sizes.iter().find(|row| row.0 == kind).map(|row| (row.1, row.2))
    }

    fn check(&self, kind: u8, octets: usize) -> Result<(), String> {
        match self.size(kind) {
            Some((size, name)) if size != octets => {
                Err(format!("a {name} digest has {size} octets, not {octets}"))
            }
            None if octets < self.least => {
                Err(format!("a digest has at least {} octets, not {octets}", self.least))
            }
            _ => Ok(()),
        }
    }
}
