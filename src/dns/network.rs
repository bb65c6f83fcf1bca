use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Name;

/// The addresses that share their first bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    /// No bit is set behind the prefix.
    first: IpAddr,
    length: u8,
}

impl Network {
    /// The network of so many bits that holds an address; `None` if its family has
    /// fewer.
    pub fn around(address: IpAddr, length: u8) -> Option<Network> {
        let mask = |width: u8| u128::MAX.checked_shl(u32::from(width - length)).unwrap_or(0);
        let first = match address {
            IpAddr::V4(v4) if length <= 32 => Ipv4Addr::from_bits(v4.to_bits() & mask(32) as u32).into(),
            IpAddr::V6(v6) if length <= 128 => Ipv6Addr::from_bits(v6.to_bits() & mask(128)).into(),
            _ => return None,
        };
        Some(Network { first, length })
    }

    /// Reads `192.0.2.1/24`: the address as it is written, and the network around it.
    pub fn written(text: &str) -> Option<(IpAddr, Network)> {
        let (address, length) = text.split_once('/')?;
        let address = address.parse().ok()?;
        Some((address, Network::around(address, length.parse().ok()?)?))
    }

    /// The network whose addresses have their names in the reverse zone with this
    /// apex (RFC 1035 section 3.5, RFC 3596 section 2.5); with `0/25` or `0-25` in
    /// front, one that ends inside a label (RFC 2317, RFC 4183).
    pub fn of_reverse_zone(apex: &Name) -> Option<Network> {
        let labels: Vec<&str> = apex.labels().map(str::from_utf8).collect::<Result<_, _>>().ok()?;
        match &labels[..] {
            [own @ .., "in-addr", "arpa"] => match own {
                [first, whole @ ..] if first.contains(['/', '-']) => classless(first, whole),
                _ => Network::around(Ipv4Addr::from(octets(own)?).into(), 8 * own.len() as u8),
            },
            [own @ .., "ip6", "arpa"] => {
                let bits = nibbles(own)?;
                Network::around(Ipv6Addr::from_bits(bits).into(), 4 * own.len() as u8)
            }
            _ => None,
        }
    }

    pub fn first(self) -> IpAddr {
        self.first
    }

    /// How many bits the addresses share.
    pub fn length(self) -> u8 {
        self.length
    }

    pub fn holds(self, address: IpAddr) -> bool {
        Network::around(address, self.length) == Some(self)
    }

    /// Whether the names of its addresses share no whole number of labels.
    pub fn ends_inside_a_label(self) -> bool {
        !self.length.is_multiple_of(if self.first.is_ipv4() { 8 } else { 4 })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.length)
    }
}

fn classless(first: &str, whole: &[&str]) -> Option<Network> {
    let (octet, length) = first.split_once(['/', '-'])?;
    let (octet, length) = (number(octet)?, number(length)?);
    let mut address = octets(whole)?;
    *address.get_mut(whole.len())? = octet;
    let network = Network::around(Ipv4Addr::from(address).into(), length)?;
    let is_right = network.ends_inside_a_label() && usize::from(length / 8) == whole.len() && length > 8;
    (is_right && network.first == Ipv4Addr::from(address)).then_some(network)
}

/// Up to four labels that are octets, in the order of an address, and zeros behind.
fn octets(labels: &[&str]) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    for (at, label) in labels.iter().rev().enumerate() {
        *octets.get_mut(at)? = number(label)?;
    }
    Some(octets)
}

/// As it is written in names: `7`, not `007`.
fn number(digits: &str) -> Option<u8> {
    digits.parse::<u8>().ok().filter(|number| number.to_string() == digits)
}

/// Up to 32 labels that are nibbles, in the order of an address, and zeros behind.
fn nibbles(labels: &[&str]) -> Option<u128> {
    let mut bits = 0;
    for (at, label) in labels.iter().rev().enumerate() {
        let [digit @ (b'0'..=b'9' | b'a'..=b'f')] = label.as_bytes() else { return None };
        let nibble = char::from(*digit).to_digit(16)?;
        bits |= u128::from(nibble) << 124_usize.checked_sub(4 * at)?;
    }
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::Network;

    fn network(text: &str) -> Network {
        Network::written(text).unwrap().1
    }

    #[test]
    fn networks_hold_addresses_of_their_family() {
        for (text, address, expected) in [
            ("192.0.2.1/32", "192.0.2.1", true),
            ("192.0.2.1/32", "192.0.2.2", false),
            ("192.0.2.0/25", "192.0.2.127", true),
            ("192.0.2.0/25", "192.0.2.128", false),
            ("0.0.0.0/0", "255.255.255.255", true),
            ("0.0.0.0/0", "::", false),
            ("::/0", "ffff::", true),
            ("::/0", "1.2.3.4", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("2001:db8::1/128", "2001:db8::1", true),
        ] {
            assert_eq!(network(text).holds(address.parse().unwrap()), expected, "{text} {address}");
            assert_eq!(network(text).to_string(), text);
        }
        assert_eq!(network("192.0.2.129/25").to_string(), "192.0.2.128/25");
        for text in ["192.0.2.1/33", "::/129", "192.0.2.1", "192.0.2.1/", "x/24", "192.0.2/24"] {
            assert_eq!(Network::written(text), None, "{text}");
        }
    }

    #[test]
    fn reverse_zones_are_of_networks() {
        for (apex, expected) in [
            ("in-addr.arpa", Some("0.0.0.0/0")),
            ("10.in-addr.arpa", Some("10.0.0.0/8")),
            ("2.0.192.in-addr.arpa", Some("192.0.2.0/24")),
            ("7.2.0.192.in-addr.arpa", Some("192.0.2.7/32")),
            ("1.7.2.0.192.in-addr.arpa", None),
            ("010.in-addr.arpa", None),
            ("+1.in-addr.arpa", None),
            ("x.10.in-addr.arpa", None),
            ("256.in-addr.arpa", None),
            ("128/25.2.0.192.in-addr.arpa", Some("192.0.2.128/25")),
            ("128-23.20.10.in-addr.arpa", Some("10.20.128.0/23")),
            ("160-19.20.172.in-addr.arpa", Some("172.20.160.0/19")),
            ("1/25.2.0.192.in-addr.arpa", None),
            ("0-127.2.0.192.in-addr.arpa", None),
            ("0-24.2.0.192.in-addr.arpa", None),
            ("0-25.0.192.in-addr.arpa", None),
            ("0-7.in-addr.arpa", None),
            ("0/25.1.2.0.192.in-addr.arpa", None),
            ("ip6.arpa", Some("::/0")),
            ("8.b.d.0.1.0.0.2.ip6.arpa", Some("2001:db8::/32")),
            ("f.8.b.d.0.1.0.0.2.ip6.arpa", Some("2001:db8:f000::/36")),
            ("0b.d.0.1.0.0.2.ip6.arpa", None),
            ("example.com", None),
            ("arpa", None),
            (".", None),
        ] {
            let found = Network::of_reverse_zone(&apex.parse().unwrap());
            assert_eq!(found.map(|network| network.to_string()).as_deref(), expected, "{apex}");
        }
    }
}
