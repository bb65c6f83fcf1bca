use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::field::{Field, end_after};
use super::number::{big_endian, digits};
use super::read::Reader;
use super::{RdataError, WireError};

/// A moment of a signature: `YYYYMMDDHHmmSS` in UTC, or seconds since 1970
/// modulo 2^32 (RFC 4034 section 3.2).
pub(super) struct SignatureTime;

impl Field for SignatureTime {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let seconds = match text.len() {
            14 => parse_date(text),
            _ => digits(text, u32::MAX.into()).map(|seconds| seconds as u32),
        };
        let seconds = seconds.ok_or_else(|| {
            reader.wrong_with(
                format!("`{text}` is no moment of time"),
                "write `YYYYMMDDHHmmSS` in UTC from 1970 on, or seconds since 1970 up to 4294967295",
            )
        })?;
        reader.wire.extend_from_slice(&seconds.to_be_bytes());
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, 4)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = Timestamp::from_second(big_endian(value) as i64).map_err(|_| fmt::Error)?;
        let moment = TimeZone::UTC.to_datetime(moment);
        write!(f, "{:04}{:02}{:02}", moment.year(), moment.month(), moment.day())?;
        write!(f, "{:02}{:02}{:02}", moment.hour(), moment.minute(), moment.second())
    }
}

/// Seconds since 1970 modulo 2^32; a leap second is that of the next minute.
fn parse_date(text: &str) -> Option<u32> {
    let part = |from: usize, to: usize| digits(text.get(from..to)?, 9999);
    let small = |from: usize| part(from, from + 2).map(|value| value as i8);
    let second = small(12)?;
    let leap = i64::from(second == 60);
    let year = part(0, 4)? as i16;
    let moment =
        DateTime::new(year, small(4)?, small(6)?, small(8)?, small(10)?, second - leap as i8, 0).ok()?;
    let seconds = TimeZone::UTC.to_timestamp(moment).ok()?.as_second() + leap;
    (year >= 1970).then_some(seconds as u32)
}
