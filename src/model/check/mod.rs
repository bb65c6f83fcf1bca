//! What the records of the zones must be to each other: single passes over
//! sorted zones, and look-ups in them.

mod aliases;
mod ownership;
mod policies;
mod signers;
mod targets;
mod visibility;

use std::collections::BTreeSet;

use super::desired::Desired;
use crate::diagnostic::Problems;
use crate::dns::{Name, RecordType, RrsetRef};
use crate::text::Span;

/// Checks all zones of a project, which are sorted by apex.
pub(super) fn check(zones: &[Desired], problems: &mut Problems) {
    let views: BTreeSet<Option<&str>> = zones.iter().map(|desired| desired.view.as_deref()).collect();
    for view in views {
        let project = Project::new(zones, view);
        for (index, desired) in
            zones.iter().enumerate().filter(|(_, desired)| desired.view.as_deref() == view)
        {
            aliases::check(desired, problems);
            signers::check(desired, problems);
            visibility::check(desired, children(desired, &zones[index + 1..]), problems);
            ownership::check(desired, problems);
            policies::check(desired, problems);
            targets::check(desired, &project, problems);
        }
    }
}

/// The zones by apex that askers of one view see: those of the view, and those without views.
struct Project<'z> {
    by_apex: std::collections::HashMap<&'z [u8], &'z Desired>,
}

impl<'z> Project<'z> {
    fn new(zones: &'z [Desired], view: Option<&str>) -> Project<'z> {
        let seen = zones.iter().filter(|desired| desired.view.is_none() || desired.view.as_deref() == view);
        Project { by_apex: seen.map(|desired| (desired.zone.apex().wire(), desired)).collect() }
    }

    /// The zone that holds the name in wire form: the one with the longest apex.
    fn zone_of(&self, name: &[u8]) -> Option<&'z Desired> {
        let mut rest = name;
        loop {
            if let Some(desired) = self.by_apex.get(rest) {
                return Some(desired);
            }
            let length = *rest.first()? as usize;
            if length == 0 {
                return None;
            }
            rest = rest.get(length + 1..)?;
        }
    }
}

/// The keys of the zones below this one, given those behind it in canonical
/// order: what lies below a name follows it without a gap (RFC 4034 section 6.1).
fn children(desired: &Desired, behind: &[Desired]) -> Vec<(Vec<u8>, Span)> {
    let below = behind
        .iter()
        .map_while(|other| other.zone.apex().key_below(desired.zone.apex()).map(|key| (key, other)));
    let seen = below.filter(|(key, other)| {
        let in_view = desired.view.is_none() || other.view.is_none() || other.view == desired.view;
        !key.is_empty() && in_view
    });
    seen.map(|(key, other)| (key, other.declared)).collect()
}

/// Where the first record of an RRset is written.
fn span(desired: &Desired, rrset: RrsetRef<'_>) -> Span {
    desired.provenance.of(rrset).first().map_or(desired.declared, |origin| desired.provenance.blame(*origin))
}

/// Whether `ignore` or `manage` leave the RRset to others.
fn left_to_others(desired: &Desired, owner: &Name, record_type: RecordType) -> bool {
    desired.scope.ignores(owner, record_type).is_some() || !desired.scope.manages(owner)
}

/// The key of a name in wire form below an apex.
fn key_of(name: &[u8], apex: &Name) -> Option<Vec<u8>> {
    Name::from_wire(name)?.key_below(apex)
}
