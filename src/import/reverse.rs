//! Reverse zones (RFC 1035 section 3.5, RFC 3596 section 2.5) as networks, and
//! names in them as addresses.

use std::net::IpAddr;

use crate::dns::{Name, Network, pointed_address, pointer_name_in};

/// The network whose reverse zone has this apex, as the language writes it, and
/// how the zone is named where the network ends inside a label.
pub(super) fn network(apex: &Name) -> Option<(String, Option<&'static str>)> {
    let network = Network::of_reverse_zone(apex).filter(|network| network.length() > 0)?;
    if !network.ends_inside_a_label() {
        return Some((network.to_string(), None));
    }
    let style = if apex.labels().next()?.contains(&b'/') { "rfc2317" } else { "rfc4183" };
    let is_small = style == "rfc4183" || network.length() > 24;
    is_small.then(|| (network.to_string(), Some(style)))
}

/// The address that a name of the reverse zone with this apex stands for.
pub(super) fn address(name: &Name, apex: &Name) -> Option<IpAddr> {
    // In `arpa` no owner is an address.
    let is_reverse = apex.label_count() > 1;
    let address = pointed_address(name).filter(|_| is_reverse)?;
    (pointer_name_in(apex, address).as_ref() == Some(name)).then_some(address)
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
            ("7.2.0.192.in-addr.arpa", "in-addr.arpa", Some("192.0.2.7")),
            ("7.2.0.192.in-addr.arpa", "arpa", None),
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
