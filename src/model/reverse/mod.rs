//! Reverse zones (RFC 1035 section 3.5, RFC 3596 section 2.5).

mod marks;
mod networks;
pub(super) mod pointers;

use std::net::IpAddr;

use crate::dns::{Name, Network, pointer_labels};

/// How zones of networks are named that end inside a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Classless {
    /// `0/25.2.0.192.in-addr.arpa`, for less than 256 addresses.
    Rfc2317,
    /// `0-25.2.0.192.in-addr.arpa`; host bits are masked.
    Rfc4183,
}

impl Classless {
    pub fn parse(text: &str) -> Option<Classless> {
        match text {
            "rfc2317" => Some(Classless::Rfc2317),
            "rfc4183" => Some(Classless::Rfc4183),
            _ => None,
        }
    }
}

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
    /// RFC 2317 names networks of less than 256 addresses only.
    TooLarge,
}

/// Reads `192.0.2.0/24` or `2001:db8::/48`; `None` if the text is no network at
/// all. `classless` names an IPv4 network that ends inside a label.
pub(super) fn network(text: &str, classless: Option<Classless>) -> Option<Result<Name, NetworkError>> {
    let (address, length) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    Some(
        length
            .parse()
            .map_err(|_| NetworkError::Length)
            .and_then(|length| zone_of(address, length, classless)),
    )
}

/// The network around the address, if the text is one of IPv4 that ends inside a label.
pub(super) fn between_labels(text: &str) -> Option<Network> {
    let (_, network) = Network::written(text)?;
    (network.first().is_ipv4() && network.ends_inside_a_label()).then_some(network)
}

fn zone_of(address: IpAddr, length: u8, classless: Option<Classless>) -> Result<Name, NetworkError> {
    let (bits, step) = match address {
        IpAddr::V4(_) => (32, 8),
        IpAddr::V6(_) => (128, 4),
    };
    let network = Network::around(address, length).filter(|network| network.length() > 0);
    let network = network.ok_or(NetworkError::Length)?;
    let between = network.ends_inside_a_label();
    if network.first() != address && !(between && classless == Some(Classless::Rfc4183)) {
        return Err(NetworkError::HostBits(network.to_string()));
    }
    let mut labels = pointer_labels(network.first());
    if between {
        let shorter = length - length % step;
        let separator = match (classless, address) {
            (Some(Classless::Rfc2317), IpAddr::V4(_)) if length < 24 => return Err(NetworkError::TooLarge),
            (Some(Classless::Rfc2317), IpAddr::V4(_)) => '/',
            (Some(Classless::Rfc4183), IpAddr::V4(_)) if length > 8 => '-',
            _ => return Err(NetworkError::Boundary { shorter, longer: shorter + step }),
        };
        let own = usize::from((bits - shorter) / step) - 1;
        labels.drain(..own);
        labels[0] = format!("{}{separator}{length}", labels[0]);
    } else {
        labels.drain(..usize::from((bits - length) / step));
    }
    let name = Name::from_labels(labels.iter().map(|label| label.as_bytes()));
    name.map_err(|_| NetworkError::Length)
}

/// Whether the name lies in one of the two trees of reverse zones.
pub(super) fn is_reverse(name: &Name) -> bool {
    let labels: Vec<&[u8]> = name.labels().collect();
    matches!(labels[..], [.., b"in-addr" | b"ip6", b"arpa"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::pointer_name;

    #[test]
    fn networks_give_zones() {
        let shown = |text: &str| network(text, None).map(|zone| zone.map(|name| name.to_string()));
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
    fn classless_networks_give_zones() {
        let shown =
            |text: &str, style| network(text, Some(style)).map(|zone| zone.map(|name| name.to_string()));
        let (slash, dash) = (Classless::Rfc2317, Classless::Rfc4183);
        let zone = |text: &str| Some(Ok(text.to_owned()));
        let boundary = |shorter, longer| Some(Err(NetworkError::Boundary { shorter, longer }));
        for (text, style, expected) in [
            ("192.0.2.0/25", slash, zone("0/25.2.0.192.in-addr.arpa.")),
            ("192.0.2.128/25", dash, zone("128-25.2.0.192.in-addr.arpa.")),
            ("192.0.2.64/26", slash, zone("64/26.2.0.192.in-addr.arpa.")),
            ("192.0.2.2/31", slash, zone("2/31.2.0.192.in-addr.arpa.")),
            ("192.0.2.2/31", dash, zone("2-31.2.0.192.in-addr.arpa.")),
            ("10.20.128.0/23", dash, zone("128-23.20.10.in-addr.arpa.")),
            ("10.20.128.0/23", slash, Some(Err(NetworkError::TooLarge))),
            ("10.128.0.0/9", dash, zone("128-9.10.in-addr.arpa.")),
            ("192.0.2.1/25", slash, Some(Err(NetworkError::HostBits("192.0.2.0/25".to_owned())))),
            ("192.0.2.1/25", dash, zone("0-25.2.0.192.in-addr.arpa.")),
            ("192.0.2.1/24", dash, Some(Err(NetworkError::HostBits("192.0.2.0/24".to_owned())))),
            ("10.0.0.0/8", dash, zone("10.in-addr.arpa.")),
            ("192.0.2.1/32", slash, zone("1.2.0.192.in-addr.arpa.")),
            ("128.0.0.0/7", dash, boundary(0, 8)),
            ("2001:db8::/33", slash, boundary(32, 36)),
            ("0.0.0.0/0", slash, Some(Err(NetworkError::Length))),
            ("4.5/16", slash, None),
        ] {
            assert_eq!(shown(text, style), expected, "{text} {style:?}");
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
