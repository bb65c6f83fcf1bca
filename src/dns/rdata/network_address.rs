use std::fmt;

use super::field::Field;
use super::hex::{nibble, write_hex};
use super::read::Reader;
use super::strings::{read_text, text_end, write_quoted};
use super::{RdataError, WireError};

/// An NSAP address: `0x` and pairs of hexadecimal digits with dots anywhere
/// (RFC 1706 section 7).
pub(super) struct Nsap;

/// An ATM address: pairs of hexadecimal digits, or `+` and decimal digits, with
/// dots anywhere (AF-DANS-0152.000). Other formats have the generic form only.
pub(super) struct AtmAddress;

/// An X.121 address: a character-string of at least four decimal digits (RFC
/// 1183 section 3.1).
pub(super) struct X121;

impl Field for Nsap {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
        match digits.is_some_and(|digits| append_dotted_hex(digits, reader.wire)) {
            true => Ok(()),
            false => Err(reader.wrong_with(
                format!("`{text}` is no NSAP address"),
                "write `0x` and pairs of hexadecimal digits, with dots where you like",
            )),
        }
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        if at == data.len() { Err(WireError::short(at)) } else { Ok(data.len()) }
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        write_hex(value, f)
    }
}

impl Field for AtmAddress {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let fits = match text.strip_prefix('+') {
            Some(digits) => {
                reader.wire.push(1);
                let start = reader.wire.len();
                reader.wire.extend(digits.bytes().filter(|&octet| octet != b'.'));
                is_decimal(&reader.wire[start..], 1)
            }
            None => {
                reader.wire.push(0);
                append_dotted_hex(text, reader.wire)
            }
        };
        match fits {
            true => Ok(()),
            false => Err(reader.wrong_with(
                format!("`{text}` is no ATM address"),
                "write pairs of hexadecimal digits, or `+` and decimal digits",
            )),
        }
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        match &data[at..] {
            [] | [_] => Err(WireError::short(at)),
            [1, digits @ ..] if !is_decimal(digits, 1) => {
                Err(WireError::new(at + 1, "an E.164 address is not decimal digits"))
            }
            _ => Ok(data.len()),
        }
    }

    fn has_text(&self, value: &[u8]) -> bool {
        value[0] <= 1
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match value {
            [0, octets @ ..] => write_hex(octets, f),
            [_, digits @ ..] => {
                f.write_str("+")?;
                digits.iter().try_for_each(|&digit| fmt::Write::write_char(f, digit.into()))
            }
            [] => Err(fmt::Error),
        }
    }
}

impl Field for X121 {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let token = reader.token()?;
        let start = reader.wire.len();
        read_text(reader, token)?;
        match is_decimal(&reader.wire[start + 1..], 4) {
            true => Ok(()),
            false => Err(reader.wrong(format!("`{}` is not at least four decimal digits", token.text))),
        }
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        let end = text_end(data, at)?;
        match is_decimal(&data[at + 1..end], 4) {
            true => Ok(end),
            false => Err(WireError::new(at, "an X.121 address is not at least four decimal digits")),
        }
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(&value[1..], f)
    }
}

fn is_decimal(digits: &[u8], least: usize) -> bool {
    digits.len() >= least && digits.iter().all(u8::is_ascii_digit)
}

fn append_dotted_hex(text: &str, octets: &mut Vec<u8>) -> bool {
    let start = octets.len();
    let mut high = None;
    for digit in text.bytes().filter(|&octet| octet != b'.') {
        let Some(digit) = nibble(digit) else { return false };
        match high.take() {
            Some(high) => octets.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    high.is_none() && octets.len() > start
}
