//! What the records of the zones must be to each other: single passes over
//! sorted zones, and look-ups in them.

mod aliases;
mod glue;
mod ownership;
mod policies;
mod signers;
mod targets;
mod visibility;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::desired::{Desired, Origin};
use crate::diagnostic::Problems;
use crate::dns::{Name, RrsetRef};
use crate::text::Span;

/// Checks all zones of a project, which are sorted by apex.
pub(super) fn check(zones: &[Desired], problems: &mut Problems) {
    let mut views: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (index, desired) in zones.iter().enumerate() {
        views.entry(desired.view.as_deref()).or_default().push(index);
    }
    let without_views = by_apex(zones, views.get(&None).into_iter().flatten());
    let of_any_view = by_apex(zones, views.iter().filter(|(view, _)| view.is_some()).flat_map(|(_, of)| of));
    let mut said = BTreeSet::new();
    for of_view in views.values() {
        let of_this = by_apex(zones, of_view.iter());
        let project = Project { without_views: &without_views, of_any_view: &of_any_view, of_view: of_this };
        for &index in of_view {
            let desired = &zones[index];
            aliases::check(desired, problems);
            signers::check(desired, problems);
            visibility::check(desired, children(desired, &zones[index + 1..]), problems);
            ownership::check(desired, problems);
            policies::check(desired, problems);
            targets::check(desired, &project, &mut said, problems);
        }
    }
}

/// The zones by apex that askers of one view see: those of the view, those without views,
/// and of others some view.
struct Project<'p, 'z> {
    without_views: &'p ByApex<'z>,
    of_any_view: &'p ByApex<'z>,
    of_view: ByApex<'z>,
}

type ByApex<'z> = HashMap<&'z [u8], Vec<&'z Desired>>;

fn by_apex<'z>(zones: &'z [Desired], places: impl Iterator<Item = &'z usize>) -> ByApex<'z> {
    let mut found = ByApex::new();
    for desired in places.map(|place| &zones[*place]) {
        found.entry(desired.zone.apex().wire()).or_default().push(desired);
    }
    found
}

impl<'z> Project<'_, 'z> {
    /// The zone that holds the name in wire form: the one with the longest apex. Several, if
    /// it depends on who asks.
    fn zones_of(&self, name: &[u8]) -> &[&'z Desired] {
        let mut rest = name;
        loop {
            let found = [&self.of_view, self.without_views, self.of_any_view].map(|zones| zones.get(rest));
            if let Some(zones) = found.into_iter().flatten().next() {
                return zones;
            }
            let Some((length, behind)) = rest.split_first().filter(|(length, _)| **length > 0) else {
                return &[];
            };
            rest = behind.get(usize::from(*length)..).unwrap_or_default();
        }
    }
}

/// The keys of the zones below this one, given those behind it in canonical
/// order: what lies below a name follows it without a gap (RFC 4034 section 6.1).
fn children(desired: &Desired, behind: &[Desired]) -> Vec<(Vec<u8>, Span)> {
    let apex = desired.zone.apex();
    let views = behind.partition_point(|other| other.zone.apex() == apex);
    let below = behind[views..].iter().take_while(|other| other.zone.apex().is_at_or_below(apex));
    let seen =
        below.filter(|other| desired.view.is_none() || other.view.is_none() || other.view == desired.view);
    seen.filter_map(|other| Some((other.zone.apex().key_below(apex)?, other.declared))).collect()
}

/// Where the first record of an RRset is written.
fn origin(desired: &Desired, rrset: RrsetRef<'_>) -> Origin {
    let first = desired.provenance.of(rrset).first();
    first.copied().unwrap_or(Origin { span: desired.declared, chain: None })
}

/// The key of a name in wire form below an apex.
fn key_of(name: &[u8], apex: &Name) -> Option<Vec<u8>> {
    Name::from_wire(name)?.key_below(apex)
}
