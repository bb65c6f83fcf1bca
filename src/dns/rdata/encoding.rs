use std::fmt;

use data_encoding::{BASE32HEX_NOPAD, BASE64};

use super::field::Field;
use super::number::big_endian;
use super::read::Reader;
use super::strings::text_end;
use super::{RdataError, WireError};

/// Octets up to the end in hexadecimal, possibly in several tokens; at least one octet.
pub(super) struct Hex;

/// Octets up to the end in base64, possibly in several tokens.
pub(super) struct Base64 {
    pub may_be_empty: bool,
}

/// Base64 up to the end where nothing is written as `-`
/// (draft-durand-doa-over-dns section 3.3).
pub(super) struct Base64OrDash;

/// A key in base64, absent if the flags four octets before say "no key"
/// (RFC 2535 section 3.1.2).
pub(super) struct KeyUnlessNone;

/// A digest in hexadecimal up to the end whose kind is the octet before.
pub(super) struct Digest {
    /// Kind, octets and name of the digests whose size is known.
    pub sizes: &'static [(u8, usize, &'static str)],
    /// The fewest octets of any other.
    pub least: usize,
}

/// Up to 255 octets behind their number: hexadecimal, `-` for none (RFC 5155 section 3.3).
pub(super) struct Salt;

/// 1 to 255 octets behind their number: base32hex without padding (RFC 5155 section 3.3).
pub(super) struct HashedOwner;

impl Field for Hex {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        if !reader.has_more() {
            return Err(reader.missing());
        }
        HexTokens::append(reader)
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        rest_end(data, at, 1)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(value, f)
    }
}

impl Field for Base64 {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        if !reader.has_more() && !self.may_be_empty {
            return Err(reader.missing());
        }
        read_base64(reader)
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        rest_end(data, at, usize::from(!self.may_be_empty))
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_base64(value, f)
    }
}

impl Field for Base64OrDash {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        match reader.peek() {
            None => Err(reader.missing()),
            Some(token) if token.text == "-" => reader.bare().map(|_| ()),
            Some(_) => read_base64(reader),
        }
    }

    fn end(&self, data: &[u8], _at: usize) -> Result<usize, WireError> {
        Ok(data.len())
    }

    fn is_blank(&self, _value: &[u8]) -> bool {
        false
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if value.is_empty() { f.write_str("-") } else { write_base64(value, f) }
    }
}

impl Field for KeyUnlessNone {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let flags_at = reader.wire.len().saturating_sub(4);
        if has_no_key(&reader.wire[flags_at..]) {
            return Ok(());
        }
        Base64 { may_be_empty: false }.read(reader)
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        match has_no_key(&data[at.saturating_sub(4)..at]) {
            true => Ok(at),
            false => rest_end(data, at, 1),
        }
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_base64(value, f)
    }
}

/// Whether the top two bits of the flags are set.
fn has_no_key(head: &[u8]) -> bool {
    head.first().is_some_and(|flags| flags & 0xc0 == 0xc0)
}

impl Field for Digest {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let start = reader.wire.len();
        let kind = reader.wire.last().copied().unwrap_or_default();
        if reader.has_more() {
            HexTokens::append(reader)?;
        } else if self.least > 0 || self.size(kind).is_some() {
            return Err(reader.missing());
        }
        self.check(kind, reader.wire.len() - start).map_err(|message| reader.wrong(message))
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        let kind = data[..at].last().copied().unwrap_or_default();
        self.check(kind, data.len() - at).map_err(|message| WireError::new(at, message))?;
        Ok(data.len())
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(value, f)
    }
}

impl Digest {
    fn size(&self, kind: u8) -> Option<(usize, &'static str)> {
        self.sizes.iter().find(|row| row.0 == kind).map(|row| (row.1, row.2))
    }

    fn check(&self, kind: u8, octets: usize) -> Result<(), String> {
        match self.size(kind) {
            Some((size, name)) if size != octets => {
                Err(format!("a {name} digest has {size} octets, not {octets}"))
            }
            None if octets < self.least => {
                Err(format!("a digest has at least {} octets, not {octets}", self.least))
            }
            _ => Ok(()),
        }
    }
}

impl Field for Salt {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let length_at = reader.wire.len();
        reader.wire.push(0);
        if text != "-" && !append_hex(text, reader.wire) {
            let help = "write pairs of hexadecimal digits without spaces, or `-` for no salt";
            return Err(reader.wrong_with(format!("`{text}` is no salt"), help));
        }
        set_length(reader, length_at, "a salt")
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        text_end(data, at)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if value.len() == 1 { f.write_str("-") } else { write_hex(&value[1..], f) }
    }
}

impl Field for HashedOwner {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let length_at = reader.wire.len();
        reader.wire.push(0);
        match BASE32HEX_NOPAD.decode(text.to_ascii_uppercase().as_bytes()) {
            Ok(hash) if !hash.is_empty() => reader.wire.extend(hash),
            _ => {
                let help = "a hashed owner name is base32hex (digits and the letters a to v) without padding";
                return Err(reader.wrong_with(format!("`{text}` is no hashed owner name"), help));
            }
        }
        set_length(reader, length_at, "a hashed owner name")
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        match text_end(data, at)? {
            end if end == at + 1 => Err(WireError::new(at, "the hashed owner name is empty")),
            end => Ok(end),
        }
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32HEX_NOPAD.encode(&value[1..]).to_ascii_lowercase())
    }
}

fn set_length(reader: &mut Reader<'_>, length_at: usize, what: &str) -> Result<(), RdataError> {
    let octets = reader.wire.len() - length_at - 1;
    reader.wire[length_at] = u8::try_from(octets)
        .map_err(|_| reader.wrong(format!("{what} has {octets} octets, 255 are allowed")))?;
    Ok(())
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

    fn append(reader: &mut Reader<'_>) -> Result<(), RdataError> {
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
fn append_hex(text: &str, octets: &mut Vec<u8>) -> bool {
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

/// Takes one token of base64.
pub(super) fn read_base64_token(reader: &mut Reader<'_>) -> Result<Vec<u8>, RdataError> {
    let text = reader.bare()?;
    match BASE64.decode(text.as_bytes()) {
        Ok(octets) if !octets.is_empty() => Ok(octets),
        _ => Err(reader.wrong(format!("`{text}` is not base64"))),
    }
}

/// Takes all further tokens as one run of base64.
pub(super) fn read_base64(reader: &mut Reader<'_>) -> Result<(), RdataError> {
    let first = reader.next;
    let mut text = String::new();
    while reader.has_more() {
        text.push_str(reader.bare()?);
    }
    let error = match BASE64.decode(text.as_bytes()) {
        Ok(octets) => {
            reader.wire.extend(octets);
            return Ok(());
        }
        Err(error) => error,
    };
    let mut end = 0;
    for index in first..reader.tokens.len() {
        end += reader.tokens[index].text.len();
        if end > error.position || index + 1 == reader.tokens.len() {
            reader.next = index + 1;
            break;
        }
    }
    let message = format!("`{}` is not base64", reader.tokens[reader.next - 1].text);
    let padded = text.len().is_multiple_of(4);
    let help = "the digits do not come in fours: some are missing, or the padding `=`";
    Err(if padded { reader.wrong(message) } else { reader.wrong_with(message, help) })
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

pub(super) fn write_base64(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for block in octets.chunks(768) {
        f.write_str(&BASE64.encode(block))?;
    }
    Ok(())
}

fn rest_end(data: &[u8], at: usize, least: usize) -> Result<usize, WireError> {
    if data.len() < at + least { Err(WireError::short(at)) } else { Ok(data.len()) }
}
