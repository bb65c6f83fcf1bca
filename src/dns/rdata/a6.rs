use std::fmt;
use std::net::Ipv6Addr;

use super::address::{Ip6, write_ip6};
use super::domain::{name_end, write_name};
use super::field::{Field, end_after};
use super::number::digits;
use super::read::Reader;
use super::{RdataError, WireError};
use crate::dns::Name;

/// Prefix length, address suffix unless the prefix is whole, and prefix name
/// unless there is no prefix (RFC 2874 section 3.1).
pub(super) struct A6;

impl Field for A6 {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        reader.label = "prefix length";
        let text = reader.bare()?;
        let Some(prefix) = digits(text, 128) else {
            return Err(reader.wrong_form(format!("`{text}` is no number from 0 to 128")));
        };
        let prefix = prefix as u8;
        reader.wire.push(prefix);
        if prefix < 128 {
            reader.label = "address suffix";
            let start = reader.wire.len();
            Ip6.read(reader)?;
            if has_prefix_bits(&reader.wire[start..], prefix) {
                let text = reader.tokens[reader.next - 1].text;
                let message = format!("the address suffix `{text}` has bits in the first {prefix}");
                return Err(reader.wrong_with(message, "the prefix name gives those: write them as zero"));
            }
            reader.wire.drain(start..start + usize::from(prefix / 8));
        }
        if prefix > 0 {
            reader.label = "prefix name";
            reader.name()?;
        }
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        let prefix = *data.get(at).ok_or(WireError::short(at))?;
        if prefix > 128 {
            return Err(WireError::new(at, "the prefix is longer than 128 bits"));
        }
        let end = end_after(data, at + 1, suffix_length(prefix))?;
        if has_prefix_bits(&suffix(&data[at..end]).octets(), prefix) {
            return Err(WireError::new(at + 1, "the address suffix has bits of the prefix"));
        }
        if prefix > 0 { name_end(data, end) } else { Ok(end) }
    }

    fn canonicalize(&self, value: &[u8], canonical: &mut Vec<u8>) {
        let name_at = 1 + suffix_length(value[0]);
        canonical.extend_from_slice(&value[..name_at]);
        canonical.extend(value[name_at..].iter().map(u8::to_ascii_lowercase));
    }

    fn names(&self, value: &[u8], found: &mut Vec<Name>) {
        found.extend(Name::from_wire(&value[1 + suffix_length(value[0])..]));
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = value[0];
        let (address, name) = value.split_at(1 + suffix_length(prefix));
        write!(f, "{prefix}")?;
        if prefix < 128 {
            f.write_str(" ")?;
            write_ip6(&suffix(address).octets(), f)?;
        }
        if prefix > 0 {
            f.write_str(" ")?;
            write_name(name, f)?;
        }
        Ok(())
    }
}

fn suffix_length(prefix: u8) -> usize {
    16 - usize::from(prefix / 8)
}

/// The suffix behind the prefix length, filled up with zeros in front.
fn suffix(value: &[u8]) -> Ipv6Addr {
    let mut octets = [0; 16];
    let length = suffix_length(value[0]);
    octets[16 - length..].copy_from_slice(&value[1..1 + length]);
    Ipv6Addr::from(octets)
}

fn has_prefix_bits(octets: &[u8], prefix: u8) -> bool {
    octets.iter().enumerate().any(|(index, octet)| {
        let bits = usize::from(prefix).saturating_sub(8 * index).min(8);
        octet & !(0xff_u16 >> bits) as u8 != 0
    })
}
