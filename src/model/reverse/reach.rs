//! Which addresses have their names in which reverse zone.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::masked;
use crate::dns::{Name, classless_network, pointer_name_in};
use crate::model::draft::Drafts;

/// The network of a reverse zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Reach {
    /// The address with no bit set behind the prefix.
    pub first: IpAddr,
    pub length: u8,
}

impl Reach {
    /// `None` if no address has its name in a zone with this apex.
    pub fn of(apex: &Name) -> Option<Reach> {
        let reach = match classless_network(apex) {
            Some((network, length)) => Reach { first: network.into(), length },
            None => whole_labels(apex)?,
        };
        // A label like `010` is no octet.
        pointer_name_in(apex, reach.first).map(|_| reach)
    }

    /// The network of so many bits that holds the address.
    fn around(address: IpAddr, length: u8) -> Option<Reach> {
        let most = if address.is_ipv4() { 32 } else { 128 };
        (length <= most).then(|| Reach { first: masked(address, length), length })
    }

    pub fn holds(self, address: IpAddr) -> bool {
        Reach::around(address, self.length) == Some(self)
    }
}

/// The network of an apex whose labels are octets or nibbles.
fn whole_labels(apex: &Name) -> Option<Reach> {
    let labels: Vec<&str> = apex.labels().map(str::from_utf8).collect::<Result<_, _>>().ok()?;
    let (tree, digits) = labels.strip_suffix(&["arpa"])?.split_last()?;
    match *tree {
        "in-addr" if digits.len() <= 4 => {
            let mut octets = [0; 4];
            for (octet, label) in octets.iter_mut().zip(digits.iter().rev()) {
                *octet = label.parse().ok()?;
            }
            Some(Reach { first: Ipv4Addr::from(octets).into(), length: 8 * digits.len() as u8 })
        }
        "ip6" if digits.len() <= 32 => {
            let mut bits = 0;
            for (at, label) in digits.iter().rev().enumerate() {
                bits |= u128::from(u8::from_str_radix(label, 16).ok()?) << (124 - 4 * at);
            }
            Some(Reach { first: Ipv6Addr::from_bits(bits).into(), length: 4 * digits.len() as u8 })
        }
        _ => None,
    }
}

/// The reverse zones of a project.
pub(super) struct Networks {
    zones: HashMap<Reach, Vec<usize>>,
    lengths: BTreeSet<u8>,
}

impl Networks {
    pub fn of(drafts: &Drafts<'_>) -> Networks {
        let mut zones: HashMap<Reach, Vec<usize>> = HashMap::new();
        for (place, draft) in drafts.all.iter().enumerate() {
            let is_zone = draft.view.is_none() && draft.declared.is_some();
            if let Some(reach) = Reach::of(draft.builder.apex()).filter(|_| is_zone) {
                zones.entry(reach).or_default().push(place);
            }
        }
        let lengths = zones.keys().map(|reach| reach.length).collect();
        Networks { zones, lengths }
    }

    /// Whether a smaller network of the project holds the address, in a zone that those see
    /// who ask in this view.
    pub fn have_closer(
        &self,
        reach: Reach,
        address: IpAddr,
        view: Option<&str>,
        drafts: &Drafts<'_>,
    ) -> bool {
        let is_seen = |place: &usize| {
            view.is_none_or(|view| {
                drafts.views(*place).next().is_none() || drafts.view_named(*place, view).is_some()
            })
        };
        let mut closer = self.lengths.range(reach.length + 1..);
        closer.any(|length| {
            let zones = Reach::around(address, *length).and_then(|reach| self.zones.get(&reach));
            zones.is_some_and(|zones| zones.iter().any(is_seen))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apexes_reach_networks() {
        for (apex, expected) in [
            ("in-addr.arpa", Some(("0.0.0.0", 0))),
            ("10.in-addr.arpa", Some(("10.0.0.0", 8))),
            ("7.2.0.192.in-addr.arpa", Some(("192.0.2.7", 32))),
            ("1.7.2.0.192.in-addr.arpa", None),
            ("010.in-addr.arpa", None),
            ("+1.in-addr.arpa", None),
            ("x.10.in-addr.arpa", None),
            ("128/25.2.0.192.in-addr.arpa", Some(("192.0.2.128", 25))),
            ("160-19.20.172.in-addr.arpa", Some(("172.20.160.0", 19))),
            ("ip6.arpa", Some(("::", 0))),
            ("8.b.d.0.1.0.0.2.ip6.arpa", Some(("2001:db8::", 32))),
            ("0b.d.0.1.0.0.2.ip6.arpa", None),
            ("example.com", None),
            ("arpa", None),
            (".", None),
        ] {
            let expected = expected.map(|(first, length)| Reach { first: first.parse().unwrap(), length });
            assert_eq!(Reach::of(&apex.parse().unwrap()), expected, "{apex}");
        }
    }
}
