//! RDATA: a record type and its canonical wire bytes, and the way between
//! those and presentation text.
//!
//! Each type is a row of fields in [`layout`]; `read`, `write` and `wire` walk
//! that row. Types without a row, and any type on request, use `\# length hex`
//! (RFC 3597 section 5).
//!
//! Text is held to what a record can sensibly say; wire data only to its
//! layout, since a server may hold anything. A value that text cannot say is
//! written in the generic form.

mod a6;
mod address;
mod apl;
mod base64;
mod bitmap;
mod caa;
mod digest;
mod domain;
mod error;
mod field;
mod gateway;
mod generic;
mod gpos;
mod hex;
mod hip;
mod identifier;
mod key_flags;
mod layout;
mod loc;
mod mnemonic;
mod naptr;
mod network_address;
mod nsec3;
mod number;
mod read;
mod strings;
mod svcparams;
mod svcvalue;
mod time;
mod type_code;
mod wire;
mod wks;
mod write;

use std::cmp::Ordering;
use std::fmt;
use std::net::IpAddr;

use super::RecordType;
pub use error::{RdataError, WireError};
pub use read::{Names, Token};
pub(super) use svcparams::params as service_params;

/// The data of one record: its type and its wire form in the canonical form of
/// RFC 4034 section 6.2 (no compression; names of the types listed there in
/// lower case). Equality and order are those of RFC 4034 section 6.3.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rdata {
    record_type: RecordType,
    wire: Box<[u8]>,
}

/// Borrowed [`Rdata`]. The wire form is canonical: it came out of an [`Rdata`],
/// out of [`Rdata::read_into`] or out of [`Rdata::canonicalize_into`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RdataRef<'d> {
    pub record_type: RecordType,
    pub wire: &'d [u8],
}

impl Rdata {
    /// Reads presentation text that has been cut into tokens.
    pub fn read(
        record_type: RecordType,
        tokens: &[Token<'_>],
        names: &dyn Names,
    ) -> Result<Rdata, RdataError> {
        let mut wire = Vec::new();
        Rdata::read_into(record_type, tokens, names, &mut wire)?;
        Ok(Rdata { record_type, wire: wire.into() })
    }

    /// Like [`Rdata::read`], appending the canonical wire form to `wire`. After
    /// an error `wire` is as long as before.
    pub fn read_into(
        record_type: RecordType,
        tokens: &[Token<'_>],
        names: &dyn Names,
        wire: &mut Vec<u8>,
    ) -> Result<(), RdataError> {
        let start = wire.len();
        read::read(record_type, tokens, names, wire).inspect_err(|_| wire.truncate(start))
    }

    /// Checks uncompressed wire data against the layout of its type and brings
    /// it into canonical form.
    pub fn from_wire(record_type: RecordType, wire: &[u8]) -> Result<Rdata, WireError> {
        let mut canonical = Vec::with_capacity(wire.len());
        Rdata::canonicalize_into(record_type, wire, &mut canonical)?;
        Ok(Rdata { record_type, wire: canonical.into() })
    }

    /// Like [`Rdata::from_wire`], appending to `canonical`.
    pub fn canonicalize_into(
        record_type: RecordType,
        wire: &[u8],
        canonical: &mut Vec<u8>,
    ) -> Result<(), WireError> {
        let start = canonical.len();
        wire::canonicalize(record_type, wire, canonical).inspect_err(|_| canonical.truncate(start))
    }

    /// The type whose data this is.
    pub fn record_type(&self) -> RecordType {
        self.record_type
    }

    /// The canonical wire form, at most 65535 octets.
    pub fn wire(&self) -> &[u8] {
        &self.wire
    }

    /// The same, borrowed.
    pub fn as_ref(&self) -> RdataRef<'_> {
        RdataRef { record_type: self.record_type, wire: &self.wire }
    }
}

impl RdataRef<'_> {
    /// The same, owned.
    pub fn to_rdata(self) -> Rdata {
        Rdata { record_type: self.record_type, wire: self.wire.into() }
    }

    /// The address of A or AAAA data.
    pub fn address(self) -> Option<IpAddr> {
        match self.record_type {
            RecordType::A => <[u8; 4]>::try_from(self.wire).ok().map(IpAddr::from),
            RecordType::AAAA => <[u8; 16]>::try_from(self.wire).ok().map(IpAddr::from),
            _ => None,
        }
    }

    /// The names inside it, in order (the targets of MX, SRV, CNAME, ...).
    pub fn names(self) -> Vec<super::Name> {
        wire::names(self.record_type, self.wire)
    }
}

impl Ord for Rdata {
    fn cmp(&self, other: &Rdata) -> Ordering {
        (self.record_type, &self.wire).cmp(&(other.record_type, &other.wire))
    }
}

impl PartialOrd for Rdata {
    fn partial_cmp(&self, other: &Rdata) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Presentation form on one line, names absolute; reading it back gives the
/// same RDATA. Where text cannot say a value (a name in capitals that keeps
/// them, data no one would write), it is the generic form of RFC 3597.
impl fmt::Display for RdataRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write::write(self.record_type, self.wire, f)
    }
}

impl fmt::Display for Rdata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl fmt::Debug for RdataRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rdata({} {self})", self.record_type)
    }
}

impl fmt::Debug for Rdata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}
