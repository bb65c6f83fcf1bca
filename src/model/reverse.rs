//! Reverse zones (RFC 1035 section 3.5, RFC 3596 section 2.5).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::dns::Name;

/// Why a text that looks like a network names no zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NetworkError {
    /// More bits than the family has, or none.
    Length,
    /// There are bits behind the prefix; the network without them.
    HostBits(String),
    /// The prefix does not end between two labels; the next shorter and the
    /// next longer one that does.
    Boundary { shorter: u8, longer: u8 },
}

/// Reads `192.0.2.0/24` or `2001:db8::/48`; `None` if the text is no network at all.
pub(super) fn network(text: &str) -> Option<Result<Name, NetworkError>> {
    let (address, length) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let Ok(length) = length.parse::<u8>() else {
        return Some(Err(NetworkError::Length));
    };
    let (bits, step) = match address {
        IpAddr::V4(_) => (32, 8),
        IpAddr::V6(_) => (128, 4),
    };
    if length == 0 || length > bits {
        return Some(Err(NetworkError::Length));
    }
    let masked = match address {
        IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & (u32::MAX << (32 - length)))),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << (128 - length)))),
    };
    if masked != address {
        return Some(Err(NetworkError::HostBits(format!("{masked}/{length}"))));
    }
    if length % step != 0 {
        let shorter = length - length % step;
        return Some(Err(NetworkError::Boundary { shorter, longer: shorter + step }));
    }
    let labels = pointer_labels(address);
    let own = usize::from((bits - length) / step);
    let name = Name::from_labels(labels[own..].iter().map(|label| label.as_bytes()));
    Some(name.map_err(|_| NetworkError::Length))
}

/// The name that holds the PTR records of an address.
pub(super) fn pointer_name(address: IpAddr) -> Name {
    let labels = pointer_labels(address);
    Name::from_labels(labels.iter().map(|label| label.as_bytes())).unwrap_or_else(|_| Name::root())
}

/// Whether the name lies in one of the two trees of reverse zones.
pub(super) fn is_reverse(name: &Name) -> bool {
    let labels: Vec<&[u8]> = name.labels().collect();
    matches!(labels[..], [.., b"in-addr" | b"ip6", b"arpa"])
}

fn pointer_labels(address: IpAddr) -> Vec<String> {
    let (digits, tree): (Vec<String>, _) = match address {
        IpAddr::V4(v4) => (v4.octets().iter().rev().map(u8::to_string).collect(), "in-addr"),
        IpAddr::V6(v6) => {
            let nibbles = v6.octets().into_iter().rev().flat_map(|octet| [octet & 15, octet >> 4]);
            (nibbles.map(|nibble| format!("{nibble:x}")).collect(), "ip6")
        }
    };
    digits.into_iter().chain([tree.to_owned(), "arpa".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_give_zones() {
        let shown = |text: &str| network(text).map(|zone| zone.map(|name| name.to_string()));
        let zone = |text: &str| Some(Ok(text.to_owned()));
        for (text, expected) in [
            ("192.0.2.0/24", zone("2.0.192.in-addr.arpa.")),
            ("10.0.0.0/8", zone("10.in-addr.arpa.")),
            ("192.0.2.1/32", zone("1.2.0.192.in-addr.arpa.")),
            ("2001:db8::/32", zone("8.b.d.0.1.0.0.2.ip6.arpa.")),
            ("2001:db8:1:f::/64", zone("f.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.")),
            ("192.0.2.128/25", Some(Err(NetworkError::Boundary { shorter: 24, longer: 32 }))),
            ("2001:db8::/33", Some(Err(NetworkError::Boundary { shorter: 32, longer: 36 }))),
            ("192.0.2.1/24", Some(Err(NetworkError::HostBits("192.0.2.0/24".to_owned())))),
            ("192.0.2.0/33", Some(Err(NetworkError::Length))),
            ("0.0.0.0/0", Some(Err(NetworkError::Length))),
            ("0/25.2.0.192.in-addr.arpa", None),
            ("example.com", None),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_give_names() {
        for (address, expected) in [
            ("192.0.2.7", "7.2.0.192.in-addr.arpa."),
            ("2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa."),
        ] {
            assert_eq!(pointer_name(address.parse().unwrap()).to_string(), expected);
        }
    }
}
