//! What an authoritative server that serves some zones answers to a question
//! (RFC 1034 section 4.3.2, with RFC 4592, RFC 6672 and RFC 8020).

mod answer;
mod expectation;
mod lookup;

use std::collections::{HashMap, HashSet};

use super::{Name, RecordType, RrsetRef, Zone};
pub use answer::{Answer, AnswerRrset, End, Ending, Outcome, Rcode, Referral, Source};
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
        let mut chain = Vec::new();
        let End { name, zone, ending } = self.follow(name, record_type, |step| step.add_to(&mut chain));
        let outcome = match ending {
            Ending::Data { rrsets, source } => {
                let said = rrsets.into_iter().map(|rrset| AnswerRrset::of(&name, rrset, source.clone()));
                Outcome::Data(said.collect())
            }
            Ending::MadeCname { dname, target } => {
                push_new(&mut chain, AnswerRrset::of(&dname.owner(), dname, Source::Owner));
                Outcome::Data(vec![lookup::synthesize(&name, dname, &target)])
            }
            Ending::NameTooLong(dname) => {
                push_new(&mut chain, AnswerRrset::of(&dname.owner(), dname, Source::Owner));
                Outcome::NameTooLong
            }
            Ending::Cut(ns) => match zone {
                Some(zone) => Outcome::Referral(lookup::referral(zone, ns)),
                None => Outcome::Refused,
            },
            Ending::NoData => Outcome::NoData,
            Ending::NxDomain => Outcome::NxDomain,
            Ending::Refused => Outcome::Refused,
            Ending::Outside => Outcome::Outside(name),
            Ending::Loop => Outcome::Loop(name),
            Ending::ChainTooLong => Outcome::ChainTooLong(name),
        };
        Answer { zone: zone.map(|zone| zone.apex().clone()), chain, outcome }
    }

    /// How a question ends, like [`Authority::answer`], in time that does not depend on how many records
    /// there are.
    pub fn end(&self, name: &Name, record_type: RecordType) -> End<'z> {
        self.follow(name, record_type, |_| {})
    }

    fn follow(&self, name: &Name, record_type: RecordType, mut pass: impl FnMut(Step<'_, 'z>)) -> End<'z> {
        let mut name = name.clone();
        let mut asked = HashSet::new();
        loop {
            let Some(zone) = self.zone_for(&name, record_type) else {
                let ending = if asked.is_empty() { Ending::Refused } else { Ending::Outside };
                return End { name, zone: None, ending };
            };
            let ended = |name, ending| End { name, zone: Some(zone), ending };
            let (alias, source, target) = match lookup::find(zone, &name, record_type) {
                Finding::End(ending) => return ended(name, ending),
                Finding::Overflow { dname } => return ended(name, Ending::NameTooLong(dname)),
                Finding::Dname { dname, target } if record_type == RecordType::CNAME => {
                    return ended(name, Ending::MadeCname { dname, target });
                }
                Finding::Dname { dname, target } => (dname, None, target),
                Finding::Cname { cname, source, target } => (cname, Some(source), target),
            };
            if asked.len() == LONGEST_CHAIN {
                return ended(name, Ending::ChainTooLong);
            }
            pass(Step { name: &name, alias, source, target: &target });
            asked.insert(name);
            if asked.contains(&target) {
                return ended(target, Ending::Loop);
            }
            name = target;
        }
    }
}

/// An alias on the way.
struct Step<'s, 'z> {
    name: &'s Name,
    /// A CNAME, or a DNAME above the name.
    alias: RrsetRef<'z>,
    /// Where a CNAME stands.
    source: Option<Source>,
    target: &'s Name,
}

impl Step<'_, '_> {
    fn add_to(self, chain: &mut Vec<AnswerRrset>) {
        let Step { name, alias, source, target } = self;
        match source {
            Some(source) => push_new(chain, AnswerRrset::of(name, alias, source)),
            None => {
                push_new(chain, AnswerRrset::of(&alias.owner(), alias, Source::Owner));
                push_new(chain, lookup::synthesize(name, alias, target));
            }
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
