use std::fmt;

use data_encoding::HEXLOWER;
use ring::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384};

use super::{Name, RdataRef, RecordType};

/// The data of a DNSKEY or CDNSKEY record (RFC 4034 section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dnskey<'d> {
    pub flags: u16,
    pub protocol: u8,
    pub algorithm: u8,
    pub key: &'d [u8],
    wire: &'d [u8],
}

/// The data of a DS or CDS record (RFC 4034 section 5.1), displayed as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ds {
    pub key_tag: u16,
    pub algorithm: u8,
    pub digest_type: u8,
    pub digest: Vec<u8>,
}

const RSAMD5: u8 = 1;

impl<'d> Dnskey<'d> {
    /// `None` for other types.
    pub fn read(rdata: RdataRef<'d>) -> Option<Dnskey<'d>> {
        if !matches!(rdata.record_type, RecordType::DNSKEY | RecordType::CDNSKEY) {
            return None;
        }
        let [high, low, protocol, algorithm, key @ ..] = rdata.wire else { return None };
        let flags = u16::from_be_bytes([*high, *low]);
        Some(Dnskey { flags, protocol: *protocol, algorithm: *algorithm, key, wire: rdata.wire })
    }

    /// Whether it may sign the zone (RFC 4034 section 2.1.1).
    pub fn is_zone_key(self) -> bool {
        self.flags & 0x0100 != 0
    }

    /// Whether it is meant for DS records of the parent (RFC 4034 section 2.1.1).
    pub fn is_secure_entry_point(self) -> bool {
        self.flags & 0x0001 != 0
    }

    /// RFC 5011 section 3.
    pub fn is_revoked(self) -> bool {
        self.flags & 0x0080 != 0
    }

    /// Whether, as CDNSKEY, it asks for the end of the delegation's signing (RFC 8078 section 4).
    pub fn is_delete(self) -> bool {
        self.algorithm == 0
    }

    /// RFC 4034 appendix B.
    pub fn key_tag(self) -> u16 {
        if self.algorithm == RSAMD5 {
            let [.., high, low, _] = self.key else { return 0 };
            return u16::from_be_bytes([*high, *low]);
        }
        let word =
            |pair: &[u8]| u32::from(pair[0]) << 8 | u32::from(pair.get(1).copied().unwrap_or_default());
        let sum: u32 = self.wire.chunks(2).map(word).sum();
        (sum + (sum >> 16)) as u16
    }

    /// The size of the modulus of an RSA key (RFC 3110 section 2); `None` for others.
    pub fn rsa_bits(self) -> Option<usize> {
        if !matches!(self.algorithm, 1 | 5 | 7 | 8 | 10) {
            return None;
        }
        let (exponent, rest) = match self.key {
            [0, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
            [length, rest @ ..] => (usize::from(*length), rest),
            [] => return None,
        };
        let modulus = rest.get(exponent..)?;
        let zeros = modulus.iter().take_while(|octet| **octet == 0).count();
        let first = modulus.get(zeros)?;
        Some((modulus.len() - zeros) * 8 - first.leading_zeros() as usize)
    }

    /// The DS of this key of the zone `owner`; `None` for digests that are not computed here.
    pub fn ds(self, owner: &Name, digest_type: u8) -> Option<Ds> {
        let mut context = Context::new(digest_algorithm(digest_type)?);
        context.update(owner.wire());
        context.update(self.wire);
        let digest = context.finish().as_ref().to_vec();
        Some(Ds { key_tag: self.key_tag(), algorithm: self.algorithm, digest_type, digest })
    }
}

impl Ds {
    /// `None` for other types.
    pub fn read(rdata: RdataRef<'_>) -> Option<Ds> {
        if !matches!(rdata.record_type, RecordType::DS | RecordType::CDS) {
            return None;
        }
        let [high, low, algorithm, digest_type, digest @ ..] = rdata.wire else { return None };
        let key_tag = u16::from_be_bytes([*high, *low]);
        Some(Ds { key_tag, algorithm: *algorithm, digest_type: *digest_type, digest: digest.to_vec() })
    }

    /// Whether, as CDS, it asks for the end of the delegation's signing (RFC 8078 section 4).
    pub fn is_delete(&self) -> bool {
        self.algorithm == 0
    }

    /// Whether it says the tag and the algorithm of a key; its digest is another matter.
    pub fn names(&self, key: Dnskey<'_>) -> bool {
        self.algorithm == key.algorithm && self.key_tag == key.key_tag()
    }

    /// Whether it is the DS of a key of the zone `owner`. A digest that is not computed here is
    /// taken for right.
    pub fn matches(&self, key: Dnskey<'_>, owner: &Name) -> bool {
        self.names(key) && key.ds(owner, self.digest_type).is_none_or(|ds| ds.digest == self.digest)
    }
}

impl fmt::Display for Ds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest = HEXLOWER.encode(&self.digest);
        write!(f, "{} {} {} {digest}", self.key_tag, self.algorithm, self.digest_type)
    }
}

/// <https://www.iana.org/assignments/ds-rr-types>, without GOST.
fn digest_algorithm(digest_type: u8) -> Option<&'static Algorithm> {
    match digest_type {
        1 => Some(&SHA1_FOR_LEGACY_USE_ONLY),
        2 => Some(&SHA256),
        4 => Some(&SHA384),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::Rdata;
    use data_encoding::BASE64;

    /// The examples of RFC 4034 section 5.4 and RFC 4509 section 2.3.
    #[test]
    fn the_ds_of_a_key() {
        const KEY: &str = "AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMm\
                           mAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==";
        let wire = [&[1, 0, 3, 5][..], &BASE64.decode(KEY.as_bytes()).unwrap()].concat();
        let rdata = Rdata::from_wire(RecordType::DNSKEY, &wire).unwrap();
        let key = Dnskey::read(rdata.as_ref()).unwrap();
        let owner: Name = "dskey.example.com".parse().unwrap();
        let shown = |digest_type| key.ds(&owner, digest_type).map(|ds| ds.to_string());
        assert_eq!(shown(1).unwrap(), "60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118");
        let sha256 = "60485 5 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a";
        assert_eq!(shown(2).unwrap(), sha256);
        assert_eq!(shown(3), None);
        assert_eq!(key.rsa_bits(), Some(1024));
        assert!(key.is_zone_key() && !key.is_secure_entry_point() && !key.is_revoked());
        let ds = key.ds(&owner, 2).unwrap();
        assert!(ds.matches(key, &owner) && !ds.matches(key, &"other.example".parse().unwrap()));
    }
}
