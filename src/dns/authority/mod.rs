//! What an authoritative server that serves some zones answers to a question
//! (RFC 1034 section 4.3.2, with RFC 4592, RFC 6672 and RFC 8020).

mod answer;
mod expectation;
mod lookup;

use std::collections::{HashMap, HashSet};

use super::{Name, RecordType, Zone};
pub use answer::{Answer, AnswerRrset, Outcome, Rcode, Referral, Source};
pub use expectation::{Difference, Expectation};
use lookup::Finding;

/// How many aliases are followed for one question: as many as BIND follows,
/// which fails with SERVFAIL behind them. Knot gives five at a time.
pub const LONGEST_CHAIN: usize = 11;

/// Zones served together. A name is answered for by the zone whose apex is the
/// nearest at or above it, so that a served child zone goes before its parent's
/// zone cut. Aliases are followed through all of the zones, which a resolver
/// that asks the server does; BIND and Knot themselves stop at a zone's border.
pub struct Authority<'z> {
    /// By the apex' wire form.
    zones: HashMap<&'z [u8], &'z Zone>,
}

impl<'z> Authority<'z> {
    /// The apexes are distinct; of two zones with one apex the later is served.
    /// An apex exists even in an empty zone.
    pub fn new(zones: impl IntoIterator<Item = &'z Zone>) -> Authority<'z> {
        Authority { zones: zones.into_iter().map(|zone| (zone.apex().wire(), zone)).collect() }
    }

    /// The zone that answers for `name`: that of the nearest apex at or above
    /// it, for DS strictly above it if there is such a one (RFC 4035 section
    /// 3.1.4.1).
    pub fn zone_for(&self, name: &Name, record_type: RecordType) -> Option<&'z Zone> {
        let mut enclosing = suffixes(name.wire()).filter_map(|apex| self.zones.get(apex).copied());
        let nearest = enclosing.next()?;
        if record_type == RecordType::DS && nearest.apex() == name {
            return Some(enclosing.next().unwrap_or(nearest));
        }
        Some(nearest)
    }

    /// Answers a question of class IN. `record_type` is one of zone data or ANY,
    /// which gets every RRset of the name; the other types that only questions
    /// have never find anything.
    pub fn answer(&self, name: &Name, record_type: RecordType) -> Answer {
        let mut name = name.clone();
        let mut chain: Vec<AnswerRrset> = Vec::new();
        let mut asked = HashSet::new();
        loop {
            let Some(zone) = self.zone_for(&name, record_type) else {
                let outcome = if chain.is_empty() { Outcome::Refused } else { Outcome::Outside(name) };
                return Answer { zone: None, chain, outcome };
            };
            let ended = |chain, outcome| Answer { zone: Some(zone.apex().clone()), chain, outcome };
            let (dname, cname, target) = match lookup::find(zone, &name, record_type) {
                Finding::End(outcome) => return ended(chain, outcome),
                Finding::Overflow { dname } => {
                    push_new(&mut chain, dname);
                    return ended(chain, Outcome::NameTooLong);
                }
                Finding::Dname { dname, cname, .. } if record_type == RecordType::CNAME => {
                    push_new(&mut chain, dname);
                    return ended(chain, Outcome::Data(vec![cname]));
                }
                Finding::Dname { dname, cname, target } => (Some(dname), cname, target),
                Finding::Cname { cname, target } => (None, cname, target),
            };
            if asked.len() == LONGEST_CHAIN {
                return ended(chain, Outcome::ChainTooLong(name));
            }
            for rrset in dname.into_iter().chain([cname]) {
                push_new(&mut chain, rrset);
            }
            asked.insert(name);
            if asked.contains(&target) {
                return ended(chain, Outcome::Loop(target));
            }
            name = target;
        }
    }
}

/// A DNAME that is passed twice is said once.
fn push_new(chain: &mut Vec<AnswerRrset>, rrset: AnswerRrset) {
    if !chain.contains(&rrset) {
        chain.push(rrset);
    }
}

/// The wire forms of a name and of all above it, the root last.
fn suffixes(wire: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::successors(Some(wire), |wire| match wire.first() {
        None | Some(0) => None,
        Some(&length) => Some(&wire[usize::from(length) + 1..]),
    })
}

#[cfg(test)]
mod tests;
