use std::fmt;

use super::field::{Field, end_after};
use super::number::{big_endian, digits};
use super::read::Reader;
use super::{RdataError, WireError};

/// Latitude, longitude, altitude, and the size and the two precisions that may
/// be left out (RFC 1876). Other versions than 0 have the generic form only.
pub(super) struct Location;

/// Thousandths of an arc second in a degree.
const DEGREE: u64 = 3_600_000;
/// What latitude and longitude 0 are on the wire.
const EQUATOR: u64 = 1 << 31;
/// Centimetres from the lowest altitude up to the WGS 84 spheroid.
const BASE: u64 = 10_000_000;

impl Field for Location {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        reader.label = "latitude";
        let latitude = read_angle(reader, 90, ["N", "S"])?;
        reader.label = "longitude";
        let longitude = read_angle(reader, 180, ["E", "W"])?;
        reader.label = "altitude";
        let altitude = read_altitude(reader)?;
        let [mut size, mut horizontal, mut vertical] = [0x12, 0x16, 0x13];
        for (label, value) in [
            ("size", &mut size),
            ("horizontal precision", &mut horizontal),
            ("vertical precision", &mut vertical),
        ] {
            reader.label = label;
            if reader.has_more() {
                *value = read_size(reader)?;
            }
        }
        reader.wire.extend_from_slice(&[0, size, horizontal, vertical]);
        for number in [latitude, longitude, altitude] {
            reader.wire.extend_from_slice(&number.to_be_bytes());
        }
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        match *data.get(at).ok_or(WireError::short(at))? {
            0 => {}
            _ => return Ok(data.len()),
        }
        let end = end_after(data, at, 16)?;
        for (index, size) in data[at + 1..at + 4].iter().enumerate() {
            if size >> 4 > 9 || size & 15 > 9 {
                return Err(WireError::new(at + 1 + index, "a size of a LOC record is not of two digits"));
            }
        }
        for (index, degrees) in [(at + 4, 90), (at + 8, 180)] {
            if big_endian(&data[index..index + 4]).abs_diff(EQUATOR) > degrees * DEGREE {
                return Err(WireError::new(index, format!("an angle is above {degrees} degrees")));
            }
        }
        Ok(end)
    }

    fn has_text(&self, value: &[u8]) -> bool {
        value[0] == 0 && value[1..4].iter().all(|&size| size >> 4 > 0 || size == 0)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_angle(big_endian(&value[4..8]), ['N', 'S'], f)?;
        write_angle(big_endian(&value[8..12]), ['E', 'W'], f)?;
        let altitude = big_endian(&value[12..16]);
        if altitude < BASE {
            f.write_str("-")?;
        }
        write_metres(altitude.abs_diff(BASE), f)?;
        for size in &value[1..4] {
            f.write_str(" ")?;
            write_metres(u64::from(size >> 4) * 10u64.pow(u32::from(size & 15)), f)?;
        }
        Ok(())
    }
}

fn read_angle(reader: &mut Reader<'_>, most: u64, sides: [&str; 2]) -> Result<u32, RdataError> {
    let scales = [(most, 0, DEGREE), (59, 0, DEGREE / 60), (59_999, 3, 1)];
    let names = ["degrees", "minutes", "seconds"];
    let mut angle = 0;
    for (index, ((max, decimals, scale), name)) in scales.into_iter().zip(names).enumerate() {
        let text = reader.bare()?;
        if index > 0
            && let Some(value) = side(text, sides, angle)
        {
            return Ok(value);
        }
        let Some(number) = fixed(text, decimals, max) else {
            let top = if decimals == 0 { max.to_string() } else { "59.999".to_owned() };
            let help =
                format!("write `degrees [minutes [seconds]]` and then `{}` or `{}`", sides[0], sides[1]);
            return Err(reader.wrong_with(format!("`{text}` is not {name} from 0 to {top}"), help));
        };
        angle += number * scale;
        if angle > most * DEGREE {
            return Err(reader.wrong(format!("the {} is above {most} degrees", reader.label)));
        }
    }
    let text = reader.bare()?;
    side(text, sides, angle)
        .ok_or_else(|| reader.wrong(format!("`{text}` is neither `{}` nor `{}`", sides[0], sides[1])))
}

fn side(text: &str, sides: [&str; 2], angle: u64) -> Option<u32> {
    if text.eq_ignore_ascii_case(sides[0]) {
        u32::try_from(EQUATOR + angle).ok()
    } else if text.eq_ignore_ascii_case(sides[1]) {
        u32::try_from(EQUATOR - angle).ok()
    } else {
        None
    }
}

fn read_altitude(reader: &mut Reader<'_>) -> Result<u32, RdataError> {
    let text = reader.bare()?;
    let value = match text.strip_prefix('-') {
        Some(depth) => fixed(without_unit(depth), 2, BASE).map(|depth| BASE - depth),
        None => {
            let height = without_unit(text.strip_prefix('+').unwrap_or(text));
            fixed(height, 2, u64::from(u32::MAX) - BASE).map(|height| BASE + height)
        }
    };
    value.and_then(|value| u32::try_from(value).ok()).ok_or_else(|| {
        reader.wrong_with(
            format!("`{text}` is no altitude"),
            "write metres from -100000.00 to 42849672.95, with at most two decimals",
        )
    })
}

/// A size in centimetres as one digit and a power of ten.
fn read_size(reader: &mut Reader<'_>) -> Result<u8, RdataError> {
    let text = reader.bare()?;
    let Some(size) = fixed(without_unit(text), 2, 9_000_000_000) else {
        return Err(reader.wrong_with(
            format!("`{text}` is no {}", reader.label),
            "write metres from 0 to 90000000.00, with at most two decimals",
        ));
    };
    let mut power = 0;
    let mut digit = size;
    while digit > 9 && digit.is_multiple_of(10) {
        (digit, power) = (digit / 10, power + 1);
    }
    if digit > 9 {
        return Err(reader.wrong_with(
            format!("the {} `{text}` has more than one digit", reader.label),
            "a LOC record holds one digit and zeros: `1m`, `20m`, `0.3m` (RFC 1876 section 2)",
        ));
    }
    Ok((digit as u8) << 4 | power)
}

fn without_unit(text: &str) -> &str {
    text.strip_suffix(['m', 'M']).unwrap_or(text)
}

/// A decimal with up to `decimals` places, times ten to their power, up to `max`.
fn fixed(text: &str, decimals: usize, max: u64) -> Option<u64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let scale = |places: usize| 10u64.pow(places as u32);
    let missing = decimals.checked_sub(fraction.len())?;
    let fraction = if fraction.is_empty() { 0 } else { digits(fraction, max)? * scale(missing) };
    let value = digits(whole, max)?.checked_mul(scale(decimals))?.checked_add(fraction)?;
    (value <= max).then_some(value)
}

fn write_angle(value: u64, sides: [char; 2], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let angle = value.abs_diff(EQUATOR);
    let side = sides[usize::from(value < EQUATOR)];
    let (degrees, minutes, thousandths) = (angle / DEGREE, angle / 60_000 % 60, angle % 60_000);
    write!(f, "{degrees} {minutes} {}.{:03} {side} ", thousandths / 1000, thousandths % 1000)
}

fn write_metres(centimetres: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}.{:02}m", centimetres / 100, centimetres % 100)
}
