use std::fmt;

use super::field::{Field, end_after};
use super::number::{big_endian, digits};
use super::read::Reader;
use super::{RdataError, WireError};
use crate::dns::RecordType;

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

/// A record type of two octets.
pub(super) struct TypeCode;

/// The flags of a KEY (RFC 2535 section 3.1.2) or DNSKEY: a number or mnemonics joined by `|`.
pub(super) struct KeyFlags;

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

impl Field for KeyFlags {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let flags = digits(text, 65535).map(|number| number as u16).or_else(|| parse_flags(text));
        let flags = flags.ok_or_else(|| {
            reader.wrong_with(
                format!("`{text}` is no set of key flags"),
                "write a number from 0 to 65535, such as 256 for a zone-signing and 257 for a key-signing key",
            )
        })?;
        reader.wire.extend_from_slice(&flags.to_be_bytes());
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, 2)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", big_endian(value))
    }
}

/// Mnemonics of flag fields, each field at most once.
fn parse_flags(text: &str) -> Option<u16> {
    /// Mnemonic, value, and the bits of its field.
    const FLAGS: &[(&str, u16, u16)] = &[
        ("NOCONF", 0x4000, 0xc000),
        ("NOAUTH", 0x8000, 0xc000),
        ("NOKEY", 0xc000, 0xc000),
        ("FLAG2", 0x2000, 0x2000),
        ("EXTEND", 0x1000, 0x1000),
        ("FLAG4", 0x0800, 0x0800),
        ("FLAG5", 0x0400, 0x0400),
        ("USER", 0x0000, 0x0300),
        ("ZONE", 0x0100, 0x0300),
        ("HOST", 0x0200, 0x0300),
        ("NTYP3", 0x0300, 0x0300),
        ("FLAG8", 0x0080, 0x0080),
        ("FLAG9", 0x0040, 0x0040),
        ("FLAG10", 0x0020, 0x0020),
        ("FLAG11", 0x0010, 0x0010),
        ("KSK", 0x0001, 0x0001),
    ];
    let mut flags = 0;
    let mut taken = 0;
    for mnemonic in text.split('|') {
        let (value, bits) = match FLAGS.iter().find(|row| row.0.eq_ignore_ascii_case(mnemonic)) {
            Some(row) => (row.1, row.2),
            None => (signatory(mnemonic)?, 0x000f),
        };
        if taken & bits != 0 {
            return None;
        }
        flags |= value;
        taken |= bits;
    }
    Some(flags)
}

/// `SIG0` to `SIG15`.
fn signatory(mnemonic: &str) -> Option<u16> {
    let (head, number) = mnemonic.split_at_checked(3)?;
    head.eq_ignore_ascii_case("SIG").then(|| digits(number, 15)).flatten().map(|value| value as u16)
}
