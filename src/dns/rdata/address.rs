use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::field::{Field, end_after};
use super::read::Reader;
use super::{RdataError, WireError};
use crate::dns::{RecordType, Ttl};

pub(super) struct Ip4;
pub(super) struct Ip6;

impl Field for Ip4 {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let octets = parse_ip4(text).ok_or_else(|| not_ip4(reader, text))?;
        reader.wire.extend_from_slice(&octets);
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, 4)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ip4(value, f)
    }
}

impl Field for Ip6 {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        let address: Ipv6Addr = text.parse().map_err(|_| not_ip6(reader, text))?;
        reader.wire.extend_from_slice(&address.octets());
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        end_after(data, at, 16)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ip6(value, f)
    }
}

/// Four decimal numbers up to 255 without leading zeros.
pub(super) fn parse_ip4(text: &str) -> Option<[u8; 4]> {
    let mut octets = [0u8; 4];
    let mut part = 0;
    let mut value = 0u16;
    let mut width = 0;
    for octet in text.bytes() {
        match octet {
            b'0'..=b'9' if width == 0 || value > 0 => {
                value = value * 10 + u16::from(octet - b'0');
                width += 1;
                if value > 255 {
                    return None;
                }
            }
            b'.' if width > 0 && part < 3 => {
                octets[part] = value as u8;
                (part, value, width) = (part + 1, 0, 0);
            }
            _ => return None,
        }
    }
    octets[3] = value as u8;
    (part == 3 && width > 0).then_some(octets)
}

pub(super) fn write_ip4(value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        &[a, b, c, d] => write!(f, "{a}.{b}.{c}.{d}"),
        _ => Err(fmt::Error),
    }
}

pub(super) fn write_ip6(value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match <[u8; 16]>::try_from(value) {
        Ok(octets) => write!(f, "{}", Ipv6Addr::from(octets)),
        Err(_) => Err(fmt::Error),
    }
}

fn not_ip4(reader: &Reader<'_>, text: &str) -> RdataError {
    let message = format!("`{text}` is no IPv4 address");
    let for_a = reader.record_type == RecordType::A;
    let help = if text.parse::<Ipv6Addr>().is_ok() {
        if for_a { "an IPv6 address goes into an AAAA record" } else { "that is an IPv6 address" }
    } else if let Some((address, _)) =
        text.split_once('/').filter(|(address, _)| parse_ip4(address).is_some())
    {
        return reader.wrong_with(message, format!("write the address without a prefix length: `{address}`"));
    } else if text.parse::<u32>().is_err() && Ttl::parse(text).is_some() {
        "a TTL stands before the type"
    } else if let Some(plain) = without_zeros(text) {
        return reader.wrong_with(message, format!("write it without leading zeros: `{plain}`"));
    } else if text.bytes().any(|octet| octet.is_ascii_alphabetic()) {
        if for_a { "a name goes into a CNAME record" } else { "write an address here, not a name" }
    } else {
        "four numbers from 0 to 255 with dots between, such as `192.0.2.1`"
    };
    reader.wrong_with(message, help)
}

fn not_ip6(reader: &Reader<'_>, text: &str) -> RdataError {
    let message = format!("`{text}` is no IPv6 address");
    let for_aaaa = reader.record_type == RecordType::AAAA;
    let help = if parse_ip4(text).is_some() {
        if for_aaaa { "an IPv4 address goes into an A record" } else { "that is an IPv4 address" }
    } else if let Some((address, _)) = text.split_once('/').filter(|(address, _)| address.contains(':')) {
        return reader.wrong_with(message, format!("write the address without a prefix length: `{address}`"));
    } else if let Some((address, _)) = text.split_once('%') {
        return reader.wrong_with(message, format!("write the address without a zone index: `{address}`"));
    } else if !text.contains(':') && text.contains(|letter: char| letter.is_ascii_alphabetic()) {
        if for_aaaa { "a name goes into a CNAME record" } else { "write an address here, not a name" }
    } else {
        "up to eight groups of hexadecimal digits with colons between, such as `2001:db8::1`"
    };
    reader.wrong_with(message, help)
}

fn without_zeros(text: &str) -> Option<String> {
    let parts: Option<Vec<u8>> = text.split('.').map(|part| part.parse().ok()).collect();
    match parts?.as_slice() {
        &[a, b, c, d] => Some(Ipv4Addr::new(a, b, c, d).to_string()),
        _ => None,
    }
}
