use std::fmt;

use ring::digest::{Context, SHA256};

use crate::dns::Records;

/// The first 16 octets of a SHA-256 (FIPS 180-4), shown as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Of an RRset's type, TTL and RDATA; the owner is not in it.
    pub fn of(records: &Records) -> Fingerprint {
        let mut digest = Digest::new();
        digest.records(records);
        digest.finish()
    }

    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Fingerprint> {
        let octets = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
        octets.try_into().ok().map(Fingerprint)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// A fingerprint being made of several parts, each with its length in front.
pub(super) struct Digest(Context);

impl Digest {
    pub(super) fn new() -> Digest {
        Digest(Context::new(&SHA256))
    }

    pub(super) fn part(&mut self, octets: &[u8]) {
        self.0.update(&(octets.len() as u64).to_be_bytes());
        self.0.update(octets);
    }

    pub(super) fn records(&mut self, records: &Records) {
        self.part(&records.record_type().0.to_be_bytes());
        self.part(&records.ttl().seconds().to_be_bytes());
        self.part(&(records.data().len() as u64).to_be_bytes());
        for rdata in records.data() {
            self.part(rdata.wire());
        }
    }

    pub(super) fn finish(self) -> Fingerprint {
        let mut octets = [0; 16];
        octets.copy_from_slice(&self.0.finish().as_ref()[..16]);
        Fingerprint(octets)
    }
}
