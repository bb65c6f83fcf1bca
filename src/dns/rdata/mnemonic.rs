use std::fmt;

use super::field::{Field, end_after};
use super::number::{big_endian, digits};
use super::read::Reader;
use super::{RdataError, WireError};

/// A number of one or two octets that may be written as a mnemonic.
pub(super) struct Code {
    pub octets: usize,
    /// What it is: "DNSSEC algorithm".
    pub what: &'static str,
    /// Mnemonics in capitals.
    pub mnemonics: &'static [(&'static str, u16)],
    /// Whether it is written back as a mnemonic.
    pub shown: bool,
}

/// <https://www.iana.org/assignments/dns-sec-alg-numbers>; the two short forms are BIND's.
pub(super) const ALGORITHM: Code = Code {
    octets: 1,
    what: "DNSSEC algorithm",
    mnemonics: &[
        ("RSAMD5", 1),
        ("DH", 2),
        ("DSA", 3),
        ("RSASHA1", 5),
        ("NSEC3DSA", 6),
        ("NSEC3RSASHA1", 7),
        ("RSASHA256", 8),
        ("RSASHA512", 10),
        ("ECCGOST", 12),
        ("ECDSAP256SHA256", 13),
        ("ECDSA256", 13),
        ("ECDSAP384SHA384", 14),
        ("ECDSA384", 14),
        ("ED25519", 15),
        ("ED448", 16),
        ("INDIRECT", 252),
        ("PRIVATEDNS", 253),
        ("PRIVATEOID", 254),
    ],
    shown: false,
};

/// <https://www.iana.org/assignments/ds-rr-types>
pub(super) const DIGEST_TYPE: Code = Code {
    octets: 1,
    what: "digest type",
    mnemonics: &[
        ("SHA-1", 1),
        ("SHA1", 1),
        ("SHA-256", 2),
        ("SHA256", 2),
        ("GOST", 3),
        ("SHA-384", 4),
        ("SHA384", 4),
    ],
    shown: false,
};

/// RFC 4398 section 2.1.
pub(super) const CERTIFICATE_TYPE: Code = Code {
    octets: 2,
    what: "certificate type",
    mnemonics: &[
        ("PKIX", 1),
        ("SPKI", 2),
        ("PGP", 3),
        ("IPKIX", 4),
        ("ISPKI", 5),
        ("IPGP", 6),
        ("ACPKIX", 7),
        ("IACPKIX", 8),
        ("URI", 253),
        ("OID", 254),
    ],
    shown: true,
};

/// RFC 2535 section 3.1.3.
pub(super) const KEY_PROTOCOL: Code = Code {
    octets: 1,
    what: "key protocol",
    mnemonics: &[("NONE", 0), ("TLS", 1), ("EMAIL", 2), ("DNSSEC", 3), ("IPSEC", 4), ("ALL", 255)],
    shown: false,
};

/// RFC 5155 section 11.
pub(super) const NSEC3_HASH: Code =
    Code { octets: 1, what: "NSEC3 hash algorithm", mnemonics: &[("SHA-1", 1)], shown: false };

/// RFC 9859 section 2.2.
pub(super) const NOTIFY_SCHEME: Code =
    Code { octets: 1, what: "DSYNC scheme", mnemonics: &[("NOTIFY", 1)], shown: true };

/// <https://www.iana.org/assignments/protocol-numbers>, the two that have WKS services.
pub(super) const IP_PROTOCOL: Code =
    Code { octets: 1, what: "IP protocol", mnemonics: &[("TCP", 6), ("UDP", 17)], shown: false };

impl Field for Code {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let max = (1 << (8 * self.octets)) - 1;
        let mnemonic = |row: &&(&str, u16)| row.0.eq_ignore_ascii_case(text);
        let value = match digits(text, max) {
            Some(number) => number,
            None => match self.mnemonics.iter().find(mnemonic) {
                Some(row) => row.1.into(),
                None => return Err(self.unknown(reader, text, max)),
            },
        };
        reader.wire.extend_from_slice(&value.to_be_bytes()[8 - self.octets..]);
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, self.octets)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = big_endian(value);
        match self.mnemonics.iter().find(|row| self.shown && u64::from(row.1) == number) {
            Some(row) => f.write_str(row.0),
            None => write!(f, "{number}"),
        }
    }
}

impl Code {
    fn unknown(&self, reader: &Reader<'_>, text: &str, max: u64) -> RdataError {
        let mnemonics: Vec<&str> = self.mnemonics.iter().map(|row| row.0).collect();
        let one_of = if mnemonics.len() > 1 { "one of " } else { "" };
        reader.wrong_with(
            format!("`{text}` is no {}", self.what),
            format!("write a number from 0 to {max}, or {one_of}{}", mnemonics.join(", ")),
        )
    }
}
