use std::fmt;
use std::net::Ipv6Addr;

use super::address::{parse_ip4, write_ip4, write_ip6};
use super::base64::{decode_base64, write_base64};
use super::number::{big_endian, digits};
use super::strings::{write_escaped, write_quoted};
use super::svcparams::{keys_in, parse_key, shown_name};

/// How the value of a parameter of SVCB and HTTPS is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParamKind {
    /// Keys, rising (RFC 9460 section 8).
    Keys,
    /// A list of protocol identifiers, each behind its length (RFC 9460 section 7.1).
    Protocols,
    /// No value.
    Flag,
    Port,
    Ip4s,
    Ip6s,
    Base64,
    /// A URI template with a variable `dns` (RFC 9461 section 5).
    Template,
    /// A list of 16-bit numbers.
    Groups,
    /// Any octets.
    Opaque,
}

pub(super) fn kind_of(key: u16) -> ParamKind {
    match key {
        0 => ParamKind::Keys,
        1 => ParamKind::Protocols,
        2 | 8 => ParamKind::Flag,
        3 => ParamKind::Port,
        4 => ParamKind::Ip4s,
        5 => ParamKind::Base64,
        6 => ParamKind::Ip6s,
        7 => ParamKind::Template,
        9 => ParamKind::Groups,
        _ => ParamKind::Opaque,
    }
}

impl ParamKind {
    /// Whether a parameter may be written with this little: `None` is a key
    /// alone, `Some("")` a key and `=`.
    pub fn allows_absence(self, written: Option<&str>) -> bool {
        match (self, written) {
            (ParamKind::Flag | ParamKind::Opaque, _) => true,
            (ParamKind::Base64, written) => written.is_some(),
            (_, written) => !matches!(written, None | Some("" | "\"\"")),
        }
    }

    /// The wire form of a written value whose escapes have been resolved; not
    /// yet checked. An error goes on from "the parameter `x`".
    pub fn parse(self, written: &[u8]) -> Result<Vec<u8>, String> {
        let mut wire = Vec::new();
        match self {
            ParamKind::Opaque | ParamKind::Template | ParamKind::Flag => wire.extend_from_slice(written),
            ParamKind::Protocols => read_protocols(written, &mut wire)?,
            ParamKind::Base64 => {
                let octets = decode_base64(written).map_err(|_| "is not base64".to_owned())?;
                wire.extend(octets);
            }
            ParamKind::Keys => {
                let mut keys = each(written, "no key", parse_key)?;
                keys.sort_unstable();
                keys.iter().for_each(|key| wire.extend_from_slice(&key.to_be_bytes()));
            }
            ParamKind::Port => {
                let text = std::str::from_utf8(written).unwrap_or_default();
                let port = digits(text, 65535).ok_or("is no number from 0 to 65535")?;
                wire.extend_from_slice(&(port as u16).to_be_bytes());
            }
            ParamKind::Groups => {
                for group in each(written, "no number from 0 to 65535", |text| digits(text, 65535))? {
                    wire.extend_from_slice(&(group as u16).to_be_bytes());
                }
            }
            ParamKind::Ip4s => {
                each(written, "no IPv4 address", parse_ip4)?
                    .iter()
                    .for_each(|octets| wire.extend_from_slice(octets));
            }
            ParamKind::Ip6s => {
                let parse = |text: &str| text.parse().ok().map(|address: Ipv6Addr| address.octets());
                each(written, "no IPv6 address", parse)?
                    .iter()
                    .for_each(|octets| wire.extend_from_slice(octets));
            }
        }
        Ok(wire)
    }

    /// Checks a wire value. An error goes on from "the parameter `x`".
    pub fn check(self, value: &[u8]) -> Result<(), &'static str> {
        let holds = |fits: bool, why: &'static str| if fits { Ok(()) } else { Err(why) };
        match self {
            ParamKind::Opaque | ParamKind::Base64 => Ok(()),
            ParamKind::Flag => holds(value.is_empty(), "has a value"),
            ParamKind::Port => holds(value.len() == 2, "is not two octets"),
            ParamKind::Ip4s => holds(is_list(value, 4), "is not one or more IPv4 addresses"),
            ParamKind::Ip6s => holds(is_list(value, 16), "is not one or more IPv6 addresses"),
            ParamKind::Groups => holds(is_list(value, 2), "is not one or more numbers"),
            ParamKind::Protocols => holds(is_protocols(value), "is not one or more protocols"),
            ParamKind::Template => {
                holds(is_template(value), "is no template: `/` in front and a variable `dns`")
            }
            ParamKind::Keys => {
                holds(is_list(value, 2), "is not one or more keys")?;
                holds(value[..2] != [0, 0], "names itself")?;
                let keys: Vec<u16> = keys_in(value).collect();
                holds(
                    keys.is_sorted_by(|left, right| left < right),
                    "names a key twice or not by rising number",
                )
            }
        }
    }

    /// How the parameter `name` is written.
    pub fn form(self, name: &str) -> String {
        let value = match self {
            ParamKind::Flag => return format!("write `{name}` without a value"),
            ParamKind::Keys => "alpn,port",
            ParamKind::Protocols => "h2,h3",
            ParamKind::Port => "443",
            ParamKind::Ip4s => "192.0.2.1,192.0.2.2",
            ParamKind::Ip6s => "2001:db8::1,2001:db8::2",
            ParamKind::Base64 => "BASE64",
            ParamKind::Template => "/dns-query{?dns}",
            ParamKind::Groups => "29,23",
            ParamKind::Opaque => "VALUE",
        };
        format!("write it as in `{name}={value}`")
    }

    /// Writes `=` and a checked value, or nothing for an empty flag or opaque value.
    pub fn write(self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let opaque = matches!(self, ParamKind::Opaque | ParamKind::Flag);
        if opaque && value.is_empty() {
            return Ok(());
        }
        f.write_str("=")?;
        match self {
            ParamKind::Opaque | ParamKind::Template | ParamKind::Flag => write_quoted(value, f),
            ParamKind::Protocols => write_protocols(value, f),
            ParamKind::Base64 if value.is_empty() => f.write_str("\"\""),
            ParamKind::Base64 => write_base64(value, f),
            ParamKind::Port | ParamKind::Groups => {
                write_list(value.chunks(2), f, |number, f| write!(f, "{}", big_endian(number)))
            }
            ParamKind::Keys => write_list(keys_in(value), f, |key, f| f.write_str(&shown_name(key))),
            ParamKind::Ip4s => write_list(value.chunks(4), f, write_ip4),
            ParamKind::Ip6s => write_list(value.chunks(16), f, write_ip6),
        }
    }
}

/// The items of a comma-separated list.
fn each<T>(written: &[u8], not: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    let text = std::str::from_utf8(written).map_err(|_| "is not plain text".to_owned())?;
    let read = |item| parse(item).ok_or_else(|| format!("has `{item}` in it, which is {not}"));
    text.split(',').map(read).collect()
}

/// A comma-separated list where `\,` and `\\` stand for themselves (RFC 9460
/// appendix A.1).
fn read_protocols(written: &[u8], wire: &mut Vec<u8>) -> Result<(), String> {
    let mut rest = written.iter();
    let mut more = true;
    while more {
        more = false;
        let length_at = wire.len();
        wire.push(0);
        while let Some(&octet) = rest.next() {
            match octet {
                b',' => {
                    more = true;
                    break;
                }
                b'\\' => match rest.next() {
                    Some(&escaped @ (b',' | b'\\')) => wire.push(escaped),
                    _ => return Err("has a `\\` before neither `,` nor `\\`".to_owned()),
                },
                octet => wire.push(octet),
            }
        }
        wire[length_at] = match wire.len() - length_at - 1 {
            0 => return Err("has an empty protocol in it".to_owned()),
            octets @ 1..=255 => octets as u8,
            octets => return Err(format!("has a protocol of {octets} octets in it, 255 are allowed")),
        };
    }
    Ok(())
}

/// The protocols of a checked value.
fn protocols(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (&length, behind) = rest.split_first()?;
        let (protocol, behind) = behind.split_at_checked(length.into())?;
        rest = behind;
        Some(protocol)
    })
}

fn is_protocols(value: &[u8]) -> bool {
    let extent: usize = protocols(value).map(|protocol| protocol.len() + 1).sum();
    !value.is_empty() && extent == value.len() && protocols(value).all(|protocol| !protocol.is_empty())
}

fn is_list(value: &[u8], octets: usize) -> bool {
    !value.is_empty() && value.len().is_multiple_of(octets)
}

fn is_template(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else { return false };
    let expressions = text.split('{').skip(1).filter_map(|behind| behind.split_once('}'));
    let mut variables = expressions.flat_map(|(expression, _)| {
        expression.trim_start_matches(['?', '&', '+', '#', '.', '/', ';']).split(',')
    });
    text.starts_with('/') && variables.any(|variable| variable == "dns")
}

fn write_list<I>(
    items: impl Iterator<Item = I>,
    f: &mut fmt::Formatter<'_>,
    write: impl Fn(I, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        write(item, f)?;
    }
    Ok(())
}

fn write_protocols(value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for (index, protocol) in protocols(value).enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        for octet in
            protocol.chunk_by(|left, right| ![left, right].iter().any(|octet| matches!(octet, b',' | b'\\')))
        {
            match octet {
                b"," => f.write_str("\\\\,")?,
                b"\\" => f.write_str("\\\\\\\\")?,
                plain => write_escaped(plain, f)?,
            }
        }
    }
    f.write_str("\"")
}
