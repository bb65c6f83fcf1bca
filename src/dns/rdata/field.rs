use std::fmt;

use super::RdataError;
use super::WireError;
use super::read::Reader;
use crate::dns::Name;

/// One kind of field of record data: how it stands in presentation text and on
/// the wire. What comes out of `read` and what `end` accepts is one thing.
pub(super) trait Field: Sync {
    /// Takes its tokens and appends its canonical wire form.
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError>;

    /// Checks the field that begins at `at` in the whole `data` and tells where
    /// it ends. What stands before `at` has been checked.
    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError>;

    /// Appends the canonical form of a checked value.
    fn canonicalize(&self, value: &[u8], canonical: &mut Vec<u8>) {
        canonical.extend_from_slice(value);
    }

    /// Appends the names in a checked value.
    fn names(&self, _value: &[u8], _found: &mut Vec<Name>) {}

    /// Whether presentation text can say this checked value, so that reading it
    /// back gives the same octets.
    fn has_text(&self, _value: &[u8]) -> bool {
        true
    }

    /// Whether nothing at all is written for this checked value.
    fn is_blank(&self, value: &[u8]) -> bool {
        value.is_empty()
    }

    /// Writes a checked value that has a text and is not blank.
    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// The end of a field of a fixed size.
pub(super) fn end_after(data: &[u8], at: usize, octets: usize) -> Result<usize, WireError> {
    let end = at + octets;
    if end > data.len() { Err(WireError::short(at)) } else { Ok(end) }
}

/// The end of a field that is all the rest and has at least this many octets.
pub(super) fn end_at_last(data: &[u8], at: usize, least: usize) -> Result<usize, WireError> {
    if data.len() < at + least { Err(WireError::short(at)) } else { Ok(data.len()) }
}
