use std::fmt;
use std::net::Ipv6Addr;

use super::address::{parse_ip4, write_ip4, write_ip6};
use super::field::{Field, end_after};
use super::number::{big_endian, digits};
use super::read::Reader;
use super::{RdataError, WireError};

/// Address prefixes up to the end: `[!]family:address/prefix` (RFC 3123).
/// Other families than 1 and 2 have the generic form only.
pub(super) struct Prefixes;

impl Field for Prefixes {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        while reader.has_more() {
            let text = reader.bare()?;
            let item = parse(text).map_err(|why| {
                reader.wrong_with(
                    format!("`{text}` is no address prefix: {why}"),
                    "write `1:192.0.2.0/24` for IPv4, `2:2001:db8::/32` for IPv6, with `!` in front to exclude it",
                )
            })?;
            reader.wire.extend_from_slice(&item);
        }
        Ok(())
    }

    fn end(&self, data: &[u8], mut at: usize) -> Result<usize, WireError> {
        while at < data.len() {
            let head = end_after(data, at, 4)?;
            let (family, prefix) = (big_endian(&data[at..at + 2]), data[at + 2]);
            let end = end_after(data, head, usize::from(data[at + 3] & 0x7f))?;
            let most = match family {
                1 => 32,
                2 => 128,
                _ => 255,
            };
            if prefix > most {
                return Err(WireError::new(at + 2, format!("a prefix is longer than {most} bits")));
            }
            if end - head > usize::from(most / 8) && most < 255 {
                return Err(WireError::new(at + 3, "an address has too many octets"));
            }
            if end > head && data[end - 1] == 0 {
                return Err(WireError::new(end - 1, "an address ends in a zero octet"));
            }
            at = end;
        }
        Ok(at)
    }

    fn has_text(&self, value: &[u8]) -> bool {
        items(value).all(|item| matches!(item.family, 1 | 2))
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in items(value).enumerate() {
            let space = if index == 0 { "" } else { " " };
            let sign = if item.excluded { "!" } else { "" };
            write!(f, "{space}{sign}{}:", item.family)?;
            let mut octets = [0; 16];
            octets.get_mut(..item.address.len()).ok_or(fmt::Error)?.copy_from_slice(item.address);
            if item.family == 1 {
                write_ip4(&octets[..4], f)?
            } else {
                write_ip6(&octets, f)?
            }
            write!(f, "/{}", item.prefix)?;
        }
        Ok(())
    }
}

struct Item<'w> {
    family: u64,
    prefix: u8,
    excluded: bool,
    address: &'w [u8],
}

fn items(mut rest: &[u8]) -> impl Iterator<Item = Item<'_>> {
    std::iter::from_fn(move || {
        let (&[high, low, prefix, length], behind) = rest.split_first_chunk()?;
        let (address, behind) = behind.split_at_checked(usize::from(length & 0x7f))?;
        rest = behind;
        Some(Item { family: big_endian(&[high, low]), prefix, excluded: length & 0x80 != 0, address })
    })
}

fn parse(text: &str) -> Result<Vec<u8>, &'static str> {
    let (excluded, plain) = match text.strip_prefix('!') {
        Some(plain) => (0x80, plain),
        None => (0, text),
    };
    let (family, plain) = plain.split_once(':').ok_or("there is no `family:`")?;
    let (address, prefix) = plain.split_once('/').ok_or("there is no `/prefix`")?;
    let (family, address, most) = match family {
        "1" => (1, parse_ip4(address).ok_or("the address is no IPv4 address")?.to_vec(), 32),
        "2" => {
            let address: Ipv6Addr = address.parse().map_err(|_| "the address is no IPv6 address")?;
            (2, address.octets().to_vec(), 128)
        }
        _ => return Err("the family is neither 1 nor 2"),
    };
    let prefix = digits(prefix, most).ok_or("the prefix is longer than the address, or no number")?;
    let used = address.iter().rposition(|&octet| octet != 0).map_or(0, |last| last + 1);
    let mut item = vec![0, family, prefix as u8, excluded | used as u8];
    item.extend_from_slice(&address[..used]);
    Ok(item)
}
