use std::fmt;

use super::field::{Field, end_after};
use super::hex::nibble;
use super::read::Reader;
use super::{RdataError, WireError};

/// A 64-bit locator or node identifier, four groups of hexadecimal digits
/// (RFC 6742 sections 2.1.1 and 2.3.1).
pub(super) struct Locator64;

/// An EUI of `N` octets: pairs of hexadecimal digits with `-` between
/// (RFC 7043 sections 3.2 and 4.2).
pub(super) struct Eui<const N: usize>;

impl Field for Locator64 {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let value = parse_groups(text).ok_or_else(|| {
            reader.wrong_with(
                format!("`{text}` is no 64-bit identifier"),
                "four groups of one to four hexadecimal digits, such as `2001:db8:1140:1000`",
            )
        })?;
        reader.wire.extend_from_slice(&value.to_be_bytes());
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, 8)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, group) in value.chunks(2).enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            write!(f, "{colon}{:02x}{:02x}", group[0], group[1])?;
        }
        Ok(())
    }
}

impl<const N: usize> Field for Eui<N> {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        if parse_pairs(text.as_bytes(), N, reader.wire).is_none() {
            let help = match text.contains(':') {
                true => format!("separate the octets by `-`: `{}`", text.replace(':', "-")),
                false => format!("{N} pairs of hexadecimal digits with `-` between"),
            };
            return Err(reader.wrong_with(format!("`{text}` is no EUI-{}", 8 * N), help));
        }
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, N)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, octet) in value.iter().enumerate() {
            let dash = if index == 0 { "" } else { "-" };
            write!(f, "{dash}{octet:02x}")?;
        }
        Ok(())
    }
}

fn parse_groups(text: &str) -> Option<u64> {
    let mut value = 0;
    let mut groups = 0;
    for group in text.split(':') {
        if groups == 4 || !(1..=4).contains(&group.len()) {
            return None;
        }
        let mut number = 0;
        for octet in group.bytes() {
            number = number << 4 | u64::from(nibble(octet)?);
        }
        value = value << 16 | number;
        groups += 1;
    }
    (groups == 4).then_some(value)
}

fn parse_pairs(text: &[u8], count: usize, wire: &mut Vec<u8>) -> Option<()> {
    if text.len() != 3 * count - 1 {
        return None;
    }
    for pair in text.chunks(3) {
        if pair.get(2).is_some_and(|&separator| separator != b'-') {
            return None;
        }
        wire.push(nibble(pair[0])? << 4 | nibble(pair[1])?);
    }
    Some(())
}
