//! What the records of the zones must be to each other: single passes over
//! sorted zones, and look-ups in them.

mod aliases;
mod ownership;
mod targets;
mod visibility;

use super::desired::Desired;
use crate::diagnostic::Problems;
use crate::dns::{Name, RrsetRef, Zone};
use crate::text::Span;

/// Checks all zones of a project, which are sorted by apex.
pub(super) fn check(zones: &[Desired], problems: &mut Problems) {
    let project = Project::new(zones);
    for (index, desired) in zones.iter().enumerate() {
        aliases::check(desired, problems);
        visibility::check(desired, children(&desired.zone, &zones[index + 1..]), problems);
        ownership::check(desired, problems);
        targets::check(desired, &project, problems);
    }
}

/// The zones by apex.
struct Project<'z> {
    by_apex: std::collections::HashMap<&'z [u8], &'z Desired>,
}

impl<'z> Project<'z> {
    fn new(zones: &'z [Desired]) -> Project<'z> {
        Project { by_apex: zones.iter().map(|desired| (desired.zone.apex().wire(), desired)).collect() }
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
fn children(zone: &Zone, behind: &[Desired]) -> Vec<(Vec<u8>, Span)> {
    let child = |other: &Desired| Some((other.zone.apex().key_below(zone.apex())?, other.declared));
    behind.iter().map_while(child).collect()
}

/// Where the first record of an RRset is written.
fn span(desired: &Desired, rrset: RrsetRef<'_>) -> Span {
    desired.provenance.of(rrset).first().map_or(desired.declared, |origin| origin.span)
}

/// The key of a name in wire form below an apex.
fn key_of(name: &[u8], apex: &Name) -> Option<Vec<u8>> {
    Name::from_wire(name)?.key_below(apex)
}
