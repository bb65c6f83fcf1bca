use std::fmt;

use super::base64::{read_base64_token, write_base64};
use super::domain::{is_lower, name_end, write_name};
use super::field::{Field, end_after};
use super::hex::{read_hex_token, write_hex};
use super::number::{big_endian, read_number};
use super::read::Reader;
use super::{RdataError, WireError};
use crate::dns::Name;

/// Algorithm, host identity tag, public key and rendezvous servers of a HIP
/// record (RFC 8005 section 5): the lengths of tag and key come first on the wire.
pub(super) struct HostIdentity;

impl Field for HostIdentity {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        reader.label = "public key algorithm";
        let algorithm = read_number(reader, 255)? as u8;
        reader.label = "host identity tag";
        let tag = read_hex_token(reader)?;
        let tag_length = u8::try_from(tag.len())
            .map_err(|_| reader.wrong(format!("the tag has {} octets, 255 are allowed", tag.len())))?;
        reader.label = "public key";
        let key = read_base64_token(reader)?;
        let key_length = u16::try_from(key.len())
            .map_err(|_| reader.wrong(format!("the key has {} octets, 65535 are allowed", key.len())))?;
        reader.wire.extend_from_slice(&[tag_length, algorithm]);
        reader.wire.extend_from_slice(&key_length.to_be_bytes());
        reader.wire.extend_from_slice(&tag);
        reader.wire.extend_from_slice(&key);
        reader.label = "rendezvous server";
        while reader.has_more() {
            reader.name()?;
        }
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        let head = end_after(data, at, 4)?;
        let (tag, key) = lengths(&data[at..]);
        if tag == 0 || key == 0 {
            return Err(WireError::new(at, "the tag or the key is empty"));
        }
        let mut end = end_after(data, head, tag + key)?;
        while end < data.len() {
            end = name_end(data, end)?;
        }
        Ok(end)
    }

    fn names(&self, value: &[u8], found: &mut Vec<Name>) {
        let mut rest = servers(value);
        while let Some((name, behind)) = Name::split_from_wire(rest) {
            found.push(name);
            rest = behind;
        }
    }

    fn has_text(&self, value: &[u8]) -> bool {
        is_lower(servers(value))
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tag, key) = lengths(value);
        write!(f, "{} ", value[1])?;
        write_hex(&value[4..4 + tag], f)?;
        f.write_str(" ")?;
        write_base64(&value[4 + tag..4 + tag + key], f)?;
        let mut rest = servers(value);
        while !rest.is_empty() {
            let end = name_end(rest, 0).map_err(|_| fmt::Error)?;
            f.write_str(" ")?;
            write_name(&rest[..end], f)?;
            rest = &rest[end..];
        }
        Ok(())
    }
}

/// Of the tag and of the key.
fn lengths(value: &[u8]) -> (usize, usize) {
    (value[0].into(), big_endian(&value[2..4]) as usize)
}

fn servers(value: &[u8]) -> &[u8] {
    let (tag, key) = lengths(value);
    value.get(4 + tag + key..).unwrap_or_default()
}
