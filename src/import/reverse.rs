//! Reverse zones (RFC 1035 section 3.5, RFC 3596 section 2.5) as networks, and
//! names in them as addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::dns::Name;

/// The network whose reverse zone has this apex, as the language writes it, and
/// how the zone is named where the network ends inside a label.
pub(super) fn network(apex: &Name) -> Option<(String, Option<&'static str>)> {
    let labels: Vec<&[u8]> = apex.labels().collect();
    match &labels[..] {
        [own @ .., b"in-addr", b"arpa"] => {
            if let Some(classless) = Classless::of(own) {
                let text = format!("{}/{}", classless.network, classless.length);
                return Some((text, Some(classless.style)));
            }
            let octets = octets(own)?;
            let mut whole = [0; 4];
            whole.iter_mut().zip(octets.iter().rev()).for_each(|(place, octet)| *place = *octet);
            Some((format!("{}/{}", Ipv4Addr::from(whole), 8 * octets.len()), None))
        }
        [own @ .., b"ip6", b"arpa"] => {
            let nibbles = nibbles(own)?;
            let bits = from_nibbles(&nibbles) << (128 - 4 * nibbles.len());
            Some((format!("{}/{}", Ipv6Addr::from_bits(bits), 4 * nibbles.len()), None))
        }
        _ => None,
    }
}

/// The address that a name of the reverse zone with this apex stands for.
pub(super) fn address(name: &Name, apex: &Name) -> Option<IpAddr> {
    if apex.labels().last() != Some(b"arpa") {
        return None;
    }
    let labels: Vec<&[u8]> = name.labels().collect();
    match &labels[..] {
        [own @ .., b"in-addr", b"arpa"] => {
            let classless = own.iter().position(|label| label.contains(&b'/') || label.contains(&b'-'));
            let octets: Vec<u8> = match classless {
                None => octets(own).filter(|octets| octets.len() == 4)?,
                Some(at) => {
                    let classless = Classless::of(&own[at..])?;
                    let below = octets(&own[..at])?;
                    let whole = classless.network.octets();
                    let shared = usize::from(classless.length / 8);
                    let octets: Vec<u8> =
                        below.into_iter().chain(whole[..shared].iter().rev().copied()).collect();
                    let is_apex = apex.label_count() == name.label_count() - at;
                    (is_apex && octets.len() == 4 && classless.holds(&octets)).then_some(octets)?
                }
            };
            let [d, c, b, a] = octets[..] else { return None };
            Some(IpAddr::from([a, b, c, d]))
        }
        [own @ .., b"ip6", b"arpa"] => {
            let nibbles = nibbles(own).filter(|nibbles| nibbles.len() == 32)?;
            Some(IpAddr::from(Ipv6Addr::from_bits(from_nibbles(&nibbles))))
        }
        _ => None,
    }
}

/// A network that ends inside a label (RFC 2317, RFC 4183).
struct Classless {
    network: Ipv4Addr,
    /// In bits.
    length: u8,
    style: &'static str,
}

impl Classless {
    /// Of labels like `0/25`, `2`, `0`, `192`.
    fn of(labels: &[&[u8]]) -> Option<Classless> {
        let (first, whole) = labels.split_first()?;
        let first = std::str::from_utf8(first).ok()?;
        let (style, (octet, length)) = match first.split_once('/') {
            Some(parts) => ("rfc2317", parts),
            None => ("rfc4183", first.split_once('-')?),
        };
        let (octet, length) = (number(octet.as_bytes())?, number(length.as_bytes())?);
        let shared = octets(whole)?;
        let ends_inside = usize::from(length / 8) == shared.len() && !length.is_multiple_of(8);
        let is_small = style == "rfc4183" || length > 24;
        if !ends_inside || !is_small || length > 32 {
            return None;
        }
        let mut network = [0; 4];
        network.iter_mut().zip(shared.iter().rev()).for_each(|(place, octet)| *place = *octet);
        *network.get_mut(shared.len())? = octet;
        let network = Ipv4Addr::from(network);
        (masked(network, length) == network).then_some(Classless { network, length, style })
    }

    /// Whether an address, its octets from the last to the first, is in it.
    fn holds(&self, octets: &[u8]) -> bool {
        let [d, c, b, a] = octets else { return false };
        masked(Ipv4Addr::new(*a, *b, *c, *d), self.length) == self.network
    }
}

fn masked(address: Ipv4Addr, length: u8) -> Ipv4Addr {
    Ipv4Addr::from_bits(address.to_bits() & u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0))
}

/// One to four labels that are octets, as they are written: `7`, not `007`.
fn octets(labels: &[&[u8]]) -> Option<Vec<u8>> {
    let octets: Option<Vec<u8>> = labels.iter().map(|label| number(label)).collect();
    octets.filter(|octets| (1..=4).contains(&octets.len()))
}

fn number(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    text.parse::<u8>().ok().filter(|number| number.to_string() == text)
}

fn nibbles(labels: &[&[u8]]) -> Option<Vec<u8>> {
    let nibble = |label: &&[u8]| match label {
        [digit @ (b'0'..=b'9' | b'a'..=b'f')] => char::from(*digit).to_digit(16).map(|digit| digit as u8),
        _ => None,
    };
    let nibbles: Option<Vec<u8>> = labels.iter().map(nibble).collect();
    nibbles.filter(|nibbles| (1..=32).contains(&nibbles.len()))
}

/// The last nibble first.
fn from_nibbles(nibbles: &[u8]) -> u128 {
    nibbles.iter().rev().fold(0, |bits, nibble| bits << 4 | u128::from(*nibble))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        for (apex, expected) in [
            ("2.0.192.in-addr.arpa", Some(("192.0.2.0/24", None))),
            ("10.in-addr.arpa", Some(("10.0.0.0/8", None))),
            ("1.2.0.192.in-addr.arpa", Some(("192.0.2.1/32", None))),
            ("0/25.2.0.192.in-addr.arpa", Some(("192.0.2.0/25", Some("rfc2317")))),
            ("128-26.2.0.192.in-addr.arpa", Some(("192.0.2.128/26", Some("rfc4183")))),
            ("128-23.20.10.in-addr.arpa", Some(("10.20.128.0/23", Some("rfc4183")))),
            ("128/23.20.10.in-addr.arpa", None),
            ("1/25.2.0.192.in-addr.arpa", None),
            ("0-127.2.0.192.in-addr.arpa", None),
            ("02.0.192.in-addr.arpa", None),
            ("256.in-addr.arpa", None),
            ("in-addr.arpa", None),
            ("8.b.d.0.1.0.0.2.ip6.arpa", Some(("2001:db8::/32", None))),
            ("f.8.b.d.0.1.0.0.2.ip6.arpa", Some(("2001:db8:f000::/36", None))),
            ("ip6.arpa", None),
            ("example.com", None),
        ] {
            let found = network(&apex.parse().unwrap());
            assert_eq!(found.as_ref().map(|(text, style)| (text.as_str(), *style)), expected, "{apex}");
        }
    }

    #[test]
    fn addresses() {
        let v6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
        for (name, apex, expected) in [
            ("7.2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa", Some("192.0.2.7")),
            ("7.2.0.192.in-addr.arpa", "192.in-addr.arpa", Some("192.0.2.7")),
            ("2.0.192.in-addr.arpa", "192.in-addr.arpa", None),
            ("7.0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa", Some("192.0.2.7")),
            ("200.0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa", None),
            ("7.0/25.2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa", None),
            ("2.160.160-19.20.172.in-addr.arpa", "160-19.20.172.in-addr.arpa", Some("172.20.160.2")),
            ("07.2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa", None),
            ("x.7.2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa", None),
            (v6, "8.b.d.0.1.0.0.2.ip6.arpa", Some("2001:db8::1")),
            ("7.2.0.192.in-addr.arpa.example.com", "example.com", None),
        ] {
            let found = address(&name.parse().unwrap(), &apex.parse().unwrap());
            assert_eq!(found.map(|address| address.to_string()).as_deref(), expected, "{name} in {apex}");
        }
    }
}
