use std::fmt;

use data_encoding::BASE32HEX_NOPAD;

use super::field::Field;
use super::hex::{append_hex, write_hex};
use super::read::Reader;
use super::strings::text_end;
use super::{RdataError, WireError};

/// Up to 255 octets behind their number: hexadecimal, `-` for none (RFC 5155 section 3.3).
pub(super) struct Salt;

/// 1 to 255 octets behind their number: base32hex without padding (RFC 5155 section 3.3).
pub(super) struct HashedOwner;

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
