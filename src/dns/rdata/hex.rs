use std::fmt;

use super::field::{Field, end_at_last};
use super::number::big_endian;
use super::read::Reader;
use super::{RdataError, WireError};

/// Octets up to the end in hexadecimal, possibly in several tokens; at least one octet.
pub(super) struct Hex;

impl Field for Hex {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let start = reader.wire.len();
        HexTokens::append(reader)?;
        if reader.wire.len() == start { Err(reader.missing()) } else { Ok(()) }
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_at_last(data, at, 1)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(value, f)
    }
}

/// Where the hexadecimal digits of a value stand.
pub(super) struct HexTokens {
    first: usize,
}

impl HexTokens {
    /// Takes all further tokens as one run of hexadecimal digits.
    pub fn read(reader: &mut Reader<'_>, octets: &mut Vec<u8>) -> Result<HexTokens, RdataError> {
        let first = reader.next;
        let mut high = None;
        let mut count = 0usize;
        while reader.has_more() {
            let text = reader.bare()?;
            for octet in text.bytes() {
                let Some(digit) = nibble(octet) else {
                    let help = hex_help(text);
                    return Err(RdataError {
                        help,
                        ..reader.wrong(format!("`{text}` is not hexadecimal digits"))
                    });
                };
                count += 1;
                match high.take() {
                    Some(high) => octets.push(high << 4 | digit),
                    None => high = Some(digit),
                }
            }
        }
        match high {
            None => Ok(HexTokens { first }),
            Some(_) => Err(reader.wrong(format!("the number of hexadecimal digits is odd: {count}"))),
        }
    }

    pub fn append(reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let mut octets = std::mem::take(reader.wire);
        let result = HexTokens::read(reader, &mut octets);
        *reader.wire = octets;
        result.map(|_| ())
    }

    /// The token in which the octet `at` begins, or the last one.
    pub fn token_of(&self, reader: &Reader<'_>, at: usize) -> usize {
        let mut digits = 0;
        for (index, token) in reader.tokens.iter().enumerate().skip(self.first) {
            digits += token.text.len();
            if digits > 2 * at {
                return index;
            }
        }
        reader.tokens.len() - 1
    }
}

fn hex_help(text: &str) -> Option<String> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    if let Some(digits) = digits {
        return Some(format!("write it without `0x`: `{digits}`"));
    }
    text.contains(':').then(|| format!("write it without colons: `{}`", text.replace(':', "")))
}

/// Appends what pairs of hexadecimal digits stand for; at least one pair.
pub(super) fn append_hex(text: &str, octets: &mut Vec<u8>) -> bool {
    for pair in text.as_bytes().chunks(2) {
        match (nibble(pair[0]), pair.get(1).and_then(|&low| nibble(low))) {
            (Some(high), Some(low)) => octets.push(high << 4 | low),
            _ => return false,
        }
    }
    !text.is_empty()
}

/// Takes one token of hexadecimal digits.
pub(super) fn read_hex_token(reader: &mut Reader<'_>) -> Result<Vec<u8>, RdataError> {
    let text = reader.bare()?;
    let mut octets = Vec::with_capacity(text.len() / 2);
    match append_hex(text, &mut octets) {
        true => Ok(octets),
        false => Err(reader.wrong(format!("`{text}` is not pairs of hexadecimal digits"))),
    }
}

pub(super) fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

pub(super) fn write_hex(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for eight in octets.chunks(8) {
        write!(f, "{:01$x}", big_endian(eight), 2 * eight.len())?;
    }
    Ok(())
}
