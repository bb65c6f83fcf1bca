use std::fmt;

use super::field::Field;
use super::read::Reader;
use super::type_code::read_type;
use super::{RdataError, WireError};
use crate::dns::RecordType;

/// A set of record types up to the end, in windows (RFC 4034 section 4.1.2).
pub(super) struct TypeBitmap {
    pub may_be_empty: bool,
}

/// A set of record types below 128 up to the end (RFC 2535 section 5.2).
pub(super) struct OldTypeBitmap;

impl Field for TypeBitmap {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        if !reader.has_more() && !self.may_be_empty {
            return Err(reader.missing());
        }
        let mut types = Vec::new();
        while reader.has_more() {
            types.push(read_type(reader)?);
        }
        types.sort_unstable();
        for window in types.chunk_by(|left, right| left >> 8 == right >> 8) {
            let mut bits = [0u8; 32];
            let mut length = 0;
            for code in window {
                let low = usize::from(code & 0xff);
                bits[low / 8] |= 0x80 >> (low % 8);
                length = low / 8 + 1;
            }
            reader.wire.extend_from_slice(&[(window[0] >> 8) as u8, length as u8]);
            reader.wire.extend_from_slice(&bits[..length]);
        }
        Ok(())
    }

    fn end(&self, data: &[u8], mut at: usize) -> Result<usize, WireError> {
        if at == data.len() && !self.may_be_empty {
            return Err(WireError::short(at));
        }
        let mut last = None;
        while at < data.len() {
            let &[window, length] =
                data.get(at..at + 2).and_then(|head| head.as_array()).ok_or(WireError::short(at))?;
            let end = at + 2 + usize::from(length);
            if last.is_some_and(|last| window <= last) {
                return Err(WireError::new(at, "the windows of the type bitmap do not rise"));
            }
            if !(1..=32).contains(&length) {
                return Err(WireError::new(at + 1, "a window of the type bitmap has not 1 to 32 octets"));
            }
            match data.get(at + 2..end).and_then(<[u8]>::last) {
                None => return Err(WireError::short(at + 2)),
                Some(0) => {
                    return Err(WireError::new(end - 1, "a window of the type bitmap ends in a zero octet"));
                }
                Some(_) => (at, last) = (end, Some(window)),
            }
        }
        Ok(at)
    }

    fn write(&self, mut value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut space = "";
        while let [window, length, rest @ ..] = value {
            let (bits, behind) = rest.split_at_checked(usize::from(*length)).ok_or(fmt::Error)?;
            for low in set_bits(bits) {
                write!(f, "{space}{}", RecordType(u16::from(*window) << 8 | low))?;
                space = " ";
            }
            value = behind;
        }
        Ok(())
    }
}

impl Field for OldTypeBitmap {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let mut bits = [0u8; 16];
        let mut length = 0;
        while reader.has_more() {
            let code = usize::from(read_type(reader)?);
            if !(1..128).contains(&code) {
                return Err(reader.wrong("an NXT record holds types from 1 to 127 only".to_owned()));
            }
            bits[code / 8] |= 0x80 >> (code % 8);
            length = length.max(code / 8 + 1);
        }
        reader.wire.extend_from_slice(&bits[..length]);
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        match &data[at..] {
            [] => Ok(at),
            bits if bits.len() > 16 => {
                Err(WireError::new(at + 16, "the type bitmap is longer than 16 octets"))
            }
            [0x80..=0xff, ..] => Err(WireError::new(at, "the type bitmap has the bit of type 0")),
            [.., 0] => Err(WireError::new(data.len() - 1, "the type bitmap ends in a zero octet")),
            _ => Ok(data.len()),
        }
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut space = "";
        for code in set_bits(value) {
            write!(f, "{space}{}", RecordType(code))?;
            space = " ";
        }
        Ok(())
    }
}

/// The numbers of the bits that are set, from the top bit of the first octet.
pub(super) fn set_bits(bits: &[u8]) -> impl Iterator<Item = u16> {
    bits.iter().enumerate().flat_map(|(index, octet)| {
        (0..8).filter(move |bit| octet & (0x80 >> bit) != 0).map(move |bit| (index * 8 + bit) as u16)
    })
}
