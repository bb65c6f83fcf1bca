use std::fmt;

use super::address::{Ip4, Ip6, write_ip4, write_ip6};
use super::base64::{read_base64, write_base64};
use super::domain::{is_lower, name_end, write_name};
use super::field::{Field, end_after};
use super::number::read_number;
use super::read::Reader;
use super::{RdataError, WireError};
use crate::dns::Name;

/// Gateway type, algorithm, gateway and key of an IPSECKEY (RFC 4025 section 3).
/// Gateway types above 3 have the generic form only.
pub(super) struct IpsecGateway;

/// Discovery-optional bit, relay type and relay of an AMTRELAY (RFC 8777
/// section 4). Relay types above 3 have the generic form only.
pub(super) struct Relay;

impl Field for IpsecGateway {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        reader.label = "gateway type";
        let kind = read_number(reader, 3)? as u8;
        reader.label = "algorithm";
        let algorithm = read_number(reader, 255)? as u8;
        reader.wire.extend_from_slice(&[kind, algorithm]);
        reader.label = "gateway";
        read_target(reader, kind)?;
        reader.label = "public key";
        match reader.has_more() || algorithm == 0 {
            true => read_base64(reader),
            false => Err(reader.missing()),
        }
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        let head = end_after(data, at, 2)?;
        let end = target_end(data, head, data[at])?;
        match end == data.len() && data[at + 1] != 0 && data[at] <= 3 {
            true => Err(WireError::short(end)),
            false => Ok(data.len()),
        }
    }

    fn names(&self, value: &[u8], found: &mut Vec<Name>) {
        if value[0] == 3 {
            found.extend(Name::split_from_wire(&value[2..]).map(|(name, _)| name));
        }
    }

    fn has_text(&self, value: &[u8]) -> bool {
        target_has_text(&value[2..], value[0])
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = target_end(value, 2, value[0]).map_err(|_| fmt::Error)?;
        write!(f, "{} {} ", value[0], value[1])?;
        write_target(&value[2..end], value[0], f)?;
        if end == value.len() {
            return Ok(());
        }
        f.write_str(" ")?;
        write_base64(&value[end..], f)
    }
}

impl Field for Relay {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        reader.label = "discovery-optional bit";
        let optional = read_number(reader, 1)? as u8;
        reader.label = "relay type";
        let kind = read_number(reader, 3)? as u8;
        reader.wire.push(optional << 7 | kind);
        reader.label = "relay";
        read_target(reader, kind)
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        let head = end_after(data, at, 1)?;
        target_end(data, head, data[at] & 0x7f)
    }

    fn names(&self, value: &[u8], found: &mut Vec<Name>) {
        if value[0] & 0x7f == 3 {
            found.extend(Name::from_wire(&value[1..]));
        }
    }

    fn has_text(&self, value: &[u8]) -> bool {
        target_has_text(&value[1..], value[0] & 0x7f)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = value[0] & 0x7f;
        write!(f, "{} {kind} ", value[0] >> 7)?;
        write_target(&value[1..], kind, f)
    }
}

fn read_target(reader: &mut Reader<'_>, kind: u8) -> Result<(), RdataError> {
    match kind {
        0 => match reader.bare()? {
            "." => Ok(()),
            text => Err(reader.wrong_with(
                format!("the {} `{text}` is not `.`, as type 0 wants", reader.label),
                "type 1 is an IPv4 address, 2 an IPv6 address, 3 a name",
            )),
        },
        1 => Ip4.read(reader),
        2 => Ip6.read(reader),
        _ => reader.name(),
    }
}

fn target_end(data: &[u8], at: usize, kind: u8) -> Result<usize, WireError> {
    match kind {
        0 => Ok(at),
        1 => end_after(data, at, 4),
        2 => end_after(data, at, 16),
        3 => name_end(data, at),
        _ => Ok(data.len()),
    }
}

fn target_has_text(value: &[u8], kind: u8) -> bool {
    match kind {
        0..=2 => true,
        3 => name_end(value, 0).is_ok_and(|end| is_lower(&value[..end])),
        _ => false,
    }
}

fn write_target(value: &[u8], kind: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match kind {
        0 => f.write_str("."),
        1 => write_ip4(value, f),
        2 => write_ip6(value, f),
        _ => write_name(value, f),
    }
}
