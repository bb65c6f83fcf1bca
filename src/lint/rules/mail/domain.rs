//! What a domain is for mail.

use crate::dns::{Name, RecordType};
use crate::lint::rules::address::reach::is_local_zone;
use crate::lint::{Record, Subject, View};
use crate::model::Desired;

/// A record of an MX RRset.
#[derive(Clone)]
pub struct Exchange<'v> {
    pub record: Record<'v>,
    pub preference: u16,
    /// The root in a null MX (RFC 7505 section 3).
    pub host: Name,
}

pub fn exchanges<'v>(mx: Subject<'v>) -> impl Iterator<Item = Exchange<'v>> {
    mx.records().filter_map(|record| {
        let (preference, host) = record.rdata.wire.split_first_chunk::<2>()?;
        Some(Exchange { record, preference: u16::from_be_bytes(*preference), host: Name::from_wire(host)? })
    })
}

/// Whether an MX RRset names a host that takes mail.
pub fn takes_mail(mx: Subject<'_>) -> bool {
    exchanges(mx).any(|exchange| !exchange.host.is_root())
}

/// Whether the Internet may exchange mail with names of a zone: it is neither a
/// reverse zone nor one that is asked only from inside.
pub fn is_public(desired: &Desired) -> bool {
    let apex = desired.zone.apex();
    !is_local_zone(apex) && apex.labels().last() != Some(b"arpa")
}

/// Whether another content of the same zone has, at a name, RRsets that satisfy a condition: a
/// policy for those outside need not be written for those inside.
pub fn is_in_another_view(
    view: &View<'_>,
    desired: &Desired,
    owner: &Name,
    record_type: RecordType,
    is_it: impl Fn(&[u8]) -> bool,
) -> bool {
    if desired.view.is_none() {
        return false;
    }
    let apex = desired.zone.apex();
    let first = view.project.zones.partition_point(|other| other.zone.apex() < apex);
    let others = view.project.zones[first..].iter().take_while(|other| other.zone.apex() == apex);
    let others = others.filter(|other| other.view != desired.view);
    let mut rrsets = others.filter_map(|other| other.zone.get(owner, record_type));
    rrsets.any(|rrset| rrset.rdatas().any(|rdata| is_it(rdata.wire)))
}

/// The highest of the managed zones that a name is in, which decides for the
/// names below where nothing else does.
pub fn highest_zone(view: &View<'_>, name: &Name) -> Option<Name> {
    std::iter::once(name.clone()).chain(name.ancestors()).filter(|apex| view.zone(apex).is_some()).last()
}

/// Whether a name is surely one that is registered, so that nobody's policy stands above it:
/// `example.com`, `example.co.uk`. That it is not known is no answer for longer names.
pub fn is_registered(name: &Name) -> bool {
    let labels: Vec<&[u8]> = name.labels().collect();
    let is_suffix = |second: &[u8], top: &[u8]| {
        top.len() == 2 && SECOND_LEVEL.iter().any(|known| known.as_bytes() == second)
    };
    match labels[..] {
        [second, top] => top != b"arpa" && !is_suffix(second, top),
        [_, second, top] => is_suffix(second, top),
        _ => false,
    }
}

/// Labels below which registries of countries register names.
const SECOND_LEVEL: [&str; 24] = [
    "ac", "co", "com", "edu", "ed", "go", "gob", "gouv", "gov", "govt", "gv", "id", "ltd", "mil", "ne",
    "net", "nom", "or", "org", "plc", "re", "sch", "school", "web",
];

/// The name with labels in front; `None` if it gets too long.
pub fn below(labels: &[&str], domain: &Name) -> Option<Name> {
    Name::from_labels(labels.iter().map(|label| label.as_bytes()).chain(domain.labels())).ok()
}

/// The name behind the first labels.
pub fn behind(owner: &Name, labels: usize) -> Option<Name> {
    (0..labels).try_fold(owner.clone(), |name, _| name.parent())
}

#[cfg(test)]
mod tests {
    use super::is_registered;

    #[test]
    fn registered_names() {
        for (name, expected) in [
            ("example.com", true),
            ("EXAMPLE.Co.Uk", true),
            ("co.uk", false),
            ("go.it", false),
            ("www.example.com", false),
            ("com.com", true),
            ("com", false),
            (".", false),
            ("in-addr.arpa", false),
        ] {
            assert_eq!(is_registered(&name.parse().unwrap()), expected, "{name}");
        }
    }
}
