use std::fmt;

use super::field::{Field, end_after};
use super::read::Reader;
use super::{RdataError, WireError};
use crate::dns::Ttl;

/// A number of `N` octets in network order, written in decimal.
pub(super) struct Number<const N: usize>;

pub(super) const U8: Number<1> = Number;
pub(super) const U16: Number<2> = Number;
pub(super) const U32: Number<4> = Number;

/// A 32-bit number of seconds that may be written with units.
pub(super) struct Seconds;

impl<const N: usize> Field for Number<N> {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let value = read_number(reader, (1 << (8 * N)) - 1)?;
        reader.wire.extend_from_slice(&value.to_be_bytes()[8 - N..]);
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, N)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", big_endian(value))
    }
}

impl Field for Seconds {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let seconds = match digits(text, u32::MAX.into()) {
            Some(seconds) => seconds as u32,
            None => Ttl::parse_seconds(text).ok_or_else(|| {
                reader.wrong_with(
                    format!("`{text}` is no duration"),
                    "write seconds up to 4294967295 such as `3600`, or units such as `1h30m`",
                )
            })?,
        };
        reader.wire.extend_from_slice(&seconds.to_be_bytes());
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, 4)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", big_endian(value))
    }
}

/// Takes a decimal number up to `max`.
pub(super) fn read_number(reader: &mut Reader<'_>, max: u64) -> Result<u64, RdataError> {
    let text = reader.bare()?;
    digits(text, max).ok_or_else(|| reader.wrong_form(format!("`{text}` is no number from 0 to {max}")))
}

/// Decimal digits only, leading zeros allowed, up to `max`.
pub(super) fn digits(text: &str, max: u64) -> Option<u64> {
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    let mut value = 0u64;
    for octet in text.bytes() {
        let digit = octet.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    (value <= max).then_some(value)
}

/// The number that up to 8 octets in network order are.
pub(super) fn big_endian(value: &[u8]) -> u64 {
    value.iter().fold(0, |number, &octet| number << 8 | u64::from(octet))
}
