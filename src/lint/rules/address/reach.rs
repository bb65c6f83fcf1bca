//! From where an address can be reached (RFC 6890 and the IANA registries of
//! special-purpose addresses).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::dns::Name;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Global,
    Unspecified,
    Loopback,
    LinkLocal,
    /// Of a private network, or shared behind a carrier's NAT.
    Private,
    Multicast,
    Documentation,
    /// Of a protocol or reserved.
    Reserved,
}

impl Reach {
    /// As an end of "the address is".
    pub fn words(self) -> &'static str {
        match self {
            Reach::Global => "reached from everywhere",
            Reach::Unspecified => "no address of a host",
            Reach::Loopback => "that of the asking machine itself",
            Reach::LinkLocal => "reached only on its own link",
            Reach::Private => "reached only inside a private network",
            Reach::Multicast => "a multicast group",
            Reach::Documentation => "for use in manuals only",
            Reach::Reserved => "reserved",
        }
    }
}

pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach4(address),
        IpAddr::V6(address) => reach6(address),
    }
}

fn reach4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [0, 0, 0, 0] => Reach::Unspecified,
        [127, ..] => Reach::Loopback,
        [169, 254, ..] => Reach::LinkLocal,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Reach::Private,
        [224..=239, ..] => Reach::Multicast,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Reach::Documentation,
        // Anycast of the protocols themselves (RFC 7723, RFC 8155, RFC 7535, RFC 7534).
        [192, 0, 0, 9 | 10] | [192, 31, 196, _] | [192, 175, 48, _] => Reach::Global,
        [0, ..] | [192, 0, 0, _] | [198, 18 | 19, ..] | [240..=255, ..] => Reach::Reserved,
        _ => Reach::Global,
    }
}

fn reach6(address: Ipv6Addr) -> Reach {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return match reach4(mapped) {
            Reach::Global => Reach::Reserved,
            special => special,
        };
    }
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Reach::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Loopback,
        [0xfe80..=0xfebf, ..] => Reach::LinkLocal,
        [0xfc00..=0xfdff, ..] => Reach::Private,
        [0xff00..=0xffff, ..] => Reach::Multicast,
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Reach::Documentation,
        // What lies outside of the unicast space that is given out, and the discard prefix.
        [0..=0x1fff, ..] if !is_nat64(address) => Reach::Reserved,
        [0x4000..=0xfbff, ..] | [0xfec0..=0xfeff, ..] => Reach::Reserved,
        _ => Reach::Global,
    }
}

/// The well-known prefix (RFC 6052 section 2.1).
fn is_nat64(address: Ipv6Addr) -> bool {
    address.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0]
}

/// Whether a zone is asked only from inside by its very name (RFC 6761, RFC
/// 6762, RFC 8375 and `internal.`, which ICANN reserved in 2024).
pub fn is_local_zone(apex: &Name) -> bool {
    let names = ["internal", "local", "localhost", "test", "lan", "home", "corp", "home.arpa"];
    is_below(apex, &names)
}

/// Whether the name of a zone is one for manuals (RFC 6761 section 6.5).
pub fn is_example_zone(apex: &Name) -> bool {
    is_below(apex, &["example", "example.com", "example.net", "example.org", "example.edu"])
}

fn is_below(apex: &Name, names: &[&str]) -> bool {
    names.iter().any(|name| name.parse::<Name>().is_ok_and(|name| apex.is_at_or_below(&name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_zones() {
        for (address, expected) in [
            ("8.8.8.8", Reach::Global),
            ("0.0.0.0", Reach::Unspecified),
            ("127.0.0.1", Reach::Loopback),
            ("169.254.1.1", Reach::LinkLocal),
            ("172.15.255.255", Reach::Global),
            ("172.16.0.0", Reach::Private),
            ("172.31.255.255", Reach::Private),
            ("172.32.0.0", Reach::Global),
            ("100.64.0.1", Reach::Private),
            ("198.51.100.1", Reach::Documentation),
            ("198.18.0.1", Reach::Reserved),
            ("239.1.1.1", Reach::Multicast),
            ("255.255.255.255", Reach::Reserved),
            ("2606:4700::1", Reach::Global),
            ("::", Reach::Unspecified),
            ("::1", Reach::Loopback),
            ("::ffff:10.0.0.1", Reach::Private),
            ("::ffff:8.8.8.8", Reach::Reserved),
            ("fe80::1", Reach::LinkLocal),
            ("fd00::1", Reach::Private),
            ("ff02::1", Reach::Multicast),
            ("2001:db8::1", Reach::Documentation),
            ("3fff::1", Reach::Documentation),
            ("64:ff9b::1", Reach::Global),
            ("100::1", Reach::Reserved),
        ] {
            assert_eq!(reach(address.parse().unwrap()), expected, "{address}");
        }
        for (apex, expected) in
            [("corp.internal", true), ("home.arpa", true), ("arpa", false), ("internal.example.com", false)]
        {
            assert_eq!(is_local_zone(&apex.parse().unwrap()), expected, "{apex}");
        }
    }
}
