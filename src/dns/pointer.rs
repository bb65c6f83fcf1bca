use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Name, Network};

/// The name that holds the PTR records of an address (RFC 1035 section 3.5,
/// RFC 3596 section 2.5).
pub fn pointer_name(address: IpAddr) -> Name {
    let labels = pointer_labels(address);
    Name::from_labels(labels.iter().map(|label| label.as_bytes())).unwrap_or_else(|_| Name::root())
}

/// The labels of [`pointer_name`].
pub fn pointer_labels(address: IpAddr) -> Vec<String> {
    let (digits, tree): (Vec<String>, _) = match address {
        IpAddr::V4(v4) => (v4.octets().iter().rev().map(u8::to_string).collect(), "in-addr"),
        IpAddr::V6(v6) => {
            let nibbles = v6.octets().into_iter().rev().flat_map(|octet| [octet & 15, octet >> 4]);
            (nibbles.map(|nibble| format!("{nibble:x}")).collect(), "ip6")
        }
    };
    digits.into_iter().chain([tree.to_owned(), "arpa".to_owned()]).collect()
}

/// The name of an address in the reverse zone with this apex; `None` if the
/// address is not of its network.
pub fn pointer_name_in(apex: &Name, address: IpAddr) -> Option<Name> {
    let name = pointer_name(address);
    if name.is_at_or_below(apex) {
        return Some(name);
    }
    let IpAddr::V4(v4) = address else { return None };
    let network = Network::of_reverse_zone(apex).filter(|network| network.holds(address))?;
    let octets = v4.octets();
    let own: Vec<String> =
        octets[usize::from(network.length() / 8)..].iter().rev().map(u8::to_string).collect();
    Name::from_labels(own.iter().map(|label| label.as_bytes()).chain(apex.labels())).ok()
}

/// The address whose PTR records a name holds. In a network that ends inside a
/// label, the label that names it is passed over (RFC 2317, RFC 4183).
pub fn pointed_address(name: &Name) -> Option<IpAddr> {
    let labels: Vec<&str> = name.labels().map(str::from_utf8).collect::<Result<_, _>>().ok()?;
    let (tree, digits) = labels.strip_suffix(&["arpa"])?.split_last()?;
    let digits = digits.iter().rev().filter(|label| !label.contains(['/', '-']));
    match tree.to_ascii_lowercase().as_str() {
        "in-addr" => {
            let octets: Vec<u8> = digits.map(|label| label.parse()).collect::<Result<_, _>>().ok()?;
            Some(Ipv4Addr::from(<[u8; 4]>::try_from(octets).ok()?).into())
        }
        "ip6" => {
            let nibble = |label: &&&str| {
                Some(label)
                    .filter(|label| label.len() == 1)
                    .and_then(|label| u8::from_str_radix(label, 16).ok())
            };
            let nibbles: Vec<u8> = digits.clone().filter_map(|label| nibble(&label)).collect();
            let (pairs, []) = nibbles.as_chunks::<2>() else { return None };
            let octets: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
            let is_whole = digits.count() == nibbles.len();
            is_whole.then(|| Some(Ipv6Addr::from(<[u8; 16]>::try_from(octets).ok()?).into())).flatten()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names_lead_to_each_other() {
        for address in ["192.0.2.1", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::"] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(pointed_address(&pointer_name(address)), Some(address));
        }
        for (name, expected) in [
            ("5.0/25.2.0.192.in-addr.arpa", Some("192.0.2.5")),
            ("5.0-25.2.0.192.in-addr.arpa", Some("192.0.2.5")),
            ("7.129.128-23.20.10.IN-ADDR.arpa", Some("10.20.129.7")),
            ("2.0.192.in-addr.arpa", None),
            ("1.2.0.192.example.com", None),
            ("x.2.0.192.in-addr.arpa", None),
            ("256.2.0.192.in-addr.arpa", None),
            ("8.b.d.0.1.0.0.2.ip6.arpa", None),
            ("arpa", None),
        ] {
            let expected = expected.map(|text| text.parse().unwrap());
            assert_eq!(pointed_address(&name.parse().unwrap()), expected, "{name}");
        }
    }

    #[test]
    fn addresses_have_names_in_their_zones() {
        for (apex, address, expected) in [
            ("160/27.18.20.172.in-addr.arpa", "172.20.18.160", Some("160.160/27.18.20.172.in-addr.arpa.")),
            ("160/27.18.20.172.in-addr.arpa", "172.20.18.191", Some("191.160/27.18.20.172.in-addr.arpa.")),
            ("160/27.18.20.172.in-addr.arpa", "172.20.18.159", None),
            ("160/27.18.20.172.in-addr.arpa", "172.20.18.192", None),
            ("160-19.20.172.in-addr.arpa", "172.20.160.2", Some("2.160.160-19.20.172.in-addr.arpa.")),
            ("128-9.10.in-addr.arpa", "10.129.2.3", Some("3.2.129.128-9.10.in-addr.arpa.")),
            ("2.0.192.in-addr.arpa", "192.0.2.7", Some("7.2.0.192.in-addr.arpa.")),
            ("2.0.192.in-addr.arpa", "192.0.3.7", None),
            ("1/25.2.0.192.in-addr.arpa", "192.0.2.7", None),
            ("0/25.2.0.192.in-addr.arpa", "2001:db8::1", None),
        ] {
            let found = pointer_name_in(&apex.parse().unwrap(), address.parse().unwrap());
            assert_eq!(found.map(|name| name.to_string()).as_deref(), expected, "{apex} {address}");
        }
    }
}
