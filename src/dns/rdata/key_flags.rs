use std::fmt;

use super::field::{Field, end_after};
use super::number::{big_endian, digits};
use super::read::Reader;
use super::{RdataError, WireError};

/// The flags of a KEY (RFC 2535 section 3.1.2) or DNSKEY: a number or mnemonics joined by `|`.
pub(super) struct KeyFlags;

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
