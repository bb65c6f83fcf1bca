//! Records at and below a zone cut: only NS, DS and glue are seen there.

use std::collections::HashSet;

use super::glue::{meant, name_servers};
use super::key_of;
use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::{Name, RecordType, RrsetRef};
use crate::model::codes;
use crate::model::desired::Desired;
use crate::text::Span;

/// `children` are the keys of the project's zones below this one.
pub(super) fn check(desired: &Desired, children: Vec<(Vec<u8>, Span)>, problems: &mut Problems) {
    let zone = &desired.zone;
    let mut cuts: Vec<(Vec<u8>, Span)> = zone
        .iter()
        .filter(|rrset| rrset.record_type() == RecordType::NS && !rrset.is_at_apex())
        .map(|rrset| (rrset.owner_key().to_vec(), desired.blame(rrset)))
        .collect();
    cuts.extend(children);
    cuts.sort();
    cuts.dedup_by(|next, first| next.0.starts_with(&first.0));
    if cuts.is_empty() {
        return;
    }
    for (cut, said) in &cuts {
        let owner = Name::from_key(cut, zone.apex());
        if owner.is_wildcard() {
            let headline = format!("`{}` is a wildcard and has NS records", owner.with_unicode());
            let error = Diagnostic::error(&codes::NS_AT_WILDCARD, *said, headline);
            problems.push(error.help("delegate each name by itself"));
        }
    }
    let servers = name_servers(zone);
    for (cut, said) in &cuts {
        let servers = Servers {
            named: &servers,
            misspelt: misspelt(desired, cut, &servers),
            is_unread: desired.provenance.is_unread(cut),
        };
        for rrset in zone.at_or_below(cut) {
            let at_cut = rrset.owner_key() == &cut[..];
            if is_visible(rrset, at_cut, &servers) {
                continue;
            }
            let headline = format!(
                "`{} {}` is never visible: it lies in a zone of its own",
                rrset.owner().with_unicode(),
                rrset.record_type()
            );
            for origin in desired.provenance.of(rrset) {
                let error = desired.provenance.ways().error(&codes::NEVER_VISIBLE, *origin, &*headline);
                let error = error.other(*said, "delegated here");
                problems.push(error.help("only NS, DS and the addresses of its name servers stand here; write the rest in that zone"));
            }
        }
    }
}

/// Those whose addresses may stand below a delegation.
struct Servers<'s> {
    named: &'s HashSet<Vec<u8>>,
    misspelt: HashSet<Vec<u8>>,
    /// A line of the delegation could not be understood, so it may name any.
    is_unread: bool,
}

impl Servers<'_> {
    fn contains(&self, key: &[u8]) -> bool {
        self.is_unread || self.named.contains(key) || self.misspelt.contains(key)
    }
}

fn is_visible(rrset: RrsetRef<'_>, at_cut: bool, servers: &Servers<'_>) -> bool {
    match rrset.record_type() {
        RecordType::NS | RecordType::DS => at_cut,
        RecordType::A | RecordType::AAAA => servers.contains(rrset.owner_key()),
        _ => false,
    }
}

/// The names in there whose glue is there by a name that was misspelt, which is said of the delegation.
fn misspelt(desired: &Desired, cut: &[u8], servers: &HashSet<Vec<u8>>) -> HashSet<Vec<u8>> {
    let zone = &desired.zone;
    let delegation = zone.at_key(cut).filter(|rrset| rrset.record_type() == RecordType::NS);
    let targets = delegation.flat_map(|rrset| rrset.rdatas()).filter_map(|ns| key_of(ns.wire, zone.apex()));
    let lacking = targets.filter(|key| !zone.at_key(key).any(|rrset| rrset.record_type().is_address()));
    lacking.filter_map(|key| meant(zone, cut, &key, servers)).collect()
}
