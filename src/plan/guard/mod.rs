//! What a plan may do only with consent. On by default, on zones of any size.

mod kind;

use std::collections::HashSet;

use super::order::is_swap;
use super::zone_plan::Sides;
use super::{Cause, Change, Edit, Observed, ZonePlan};
use crate::dns::{Name, RecordType, RrsetKey, Zone};
pub use kind::{ALL, GuardKind};

/// From where on removals are many: `delete-many` in `zonal.toml`.
///
/// Let `ours` be the RRsets found that this project may touch, without SOA and
/// apex NS, and `removed` those that would go, without swaps of a CNAME for
/// other types. The guard refuses if `removed` is more than `count`, or if it
/// is at least two and more than `percent` of `ours`. So one removal always
/// passes; the last one of a zone is caught by `empty-zone`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Percent of the RRsets that are ours.
    pub percent: u32,
    /// RRsets.
    pub count: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { percent: 30, count: 10 }
    }
}

/// A guard that stands in the way of a zone's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    pub kind: GuardKind,
    pub apex: Name,
    pub instance: String,
    /// A sentence without a full stop, with numbers.
    pub message: String,
    /// The RRsets it is about, in canonical order; empty if it is the zone.
    pub keys: Vec<RrsetKey>,
}

impl Guard {
    /// What to do, a sentence without a full stop.
    pub fn help(&self) -> String {
        let zone = self.apex.to_string();
        let zone = zone.strip_suffix('.').filter(|zone| !zone.is_empty()).unwrap_or(&zone);
        format!("if this is intended, push with `--allow {}={zone}` or write an `[[ack]]`", self.kind)
    }
}

/// Which guards a single change concerns, whatever the rest of the plan does.
pub(super) fn risks(change: &Change, apex: &Name) -> Vec<GuardKind> {
    let at_apex = &change.key.owner == apex;
    let loses = matches!(&change.edit, Edit::Replace { old, new } if old.data() != new.data())
        || matches!(change.edit, Edit::Remove(_));
    let mut risks = Vec::new();
    match change.key.record_type {
        RecordType::NS if at_apex && loses => risks.push(GuardKind::ApexNs),
        RecordType::MX if at_apex && loses => risks.push(GuardKind::Mx),
        RecordType::SOA if at_apex && change.edit.before().is_some() => risks.push(GuardKind::Soa),
        RecordType::DS if loses || matches!(change.edit, Edit::Add(_)) => risks.push(GuardKind::Ds),
        _ => {}
    }
    if change.cause == Cause::Drift {
        risks.push(GuardKind::Unexplained);
    }
    risks
}

/// All guards that a zone's plan raises, the worst first. A plan without
/// changes raises none.
pub(super) fn raised(plan: &ZonePlan, sides: Sides<'_>, observed: &Zone) -> Vec<Guard> {
    if plan.is_empty() {
        return Vec::new();
    }
    let found = Found::new(plan, sides, observed);
    GuardKind::ALL
        .iter()
        .filter_map(|&kind| {
            let (message, mut keys) = found.says(kind)?;
            keys.sort();
            Some(Guard { kind, apex: plan.apex.clone(), instance: plan.instance.clone(), message, keys })
        })
        .collect()
}

/// What the guards look at.
struct Found<'a> {
    plan: &'a ZonePlan,
    sides: Sides<'a>,
    present: bool,
    /// RRsets found, without SOA and apex NS.
    live: usize,
    /// Those of them that this project may touch.
    ours: usize,
    removed: Vec<RrsetKey>,
    added: usize,
}

impl<'a> Found<'a> {
    fn new(plan: &'a ZonePlan, sides: Sides<'a>, observed: &Zone) -> Found<'a> {
        let apex = observed.apex();
        let is_frame = |key: &RrsetKey| {
            &key.owner == apex && matches!(key.record_type, RecordType::SOA | RecordType::NS)
        };
        let live = sides.observed.content().unwrap_or(0);
        let left: HashSet<&RrsetKey> = plan
            .left_alone
            .iter()
            .filter(|left| left.values.is_empty() && !is_frame(&left.key))
            .map(|left| &left.key)
            .filter(|key| observed.get(&key.owner, key.record_type).is_some())
            .collect();
        let counted = || plan.changes().filter(|change| !is_frame(&change.key));
        let removals = counted().filter(|change| matches!(change.edit, Edit::Remove(_)));
        Found {
            plan,
            sides,
            present: matches!(sides.observed, Observed::Present { .. }),
            live,
            ours: live - left.len(),
            removed: removals.map(|change| change.key.clone()).collect(),
            added: counted().filter(|change| matches!(change.edit, Edit::Add(_))).count(),
        }
    }

    fn says(&self, kind: GuardKind) -> Option<(String, Vec<RrsetKey>)> {
        match kind {
            GuardKind::AbsentBefore => self.absent_before(),
            GuardKind::LiveEmpty => self.live_empty(),
            GuardKind::EmptyZone => self.empty_zone(),
            GuardKind::DeleteMany => self.delete_many(),
            GuardKind::ApexNs => self.risky(kind, "the name servers of the zone would change"),
            GuardKind::Ds => self.risky(kind, "DS records would change; a wrong one makes the child bogus"),
            GuardKind::Mx => self.risky(kind, "mail for the zone's own name would go elsewhere or nowhere"),
            GuardKind::Soa => self.risky(kind, "the SOA would change"),
            GuardKind::Unexplained => {
                self.risky(kind, "the live zone moved, and no difference to the base revision explains it")
            }
        }
    }

    fn absent_before(&self) -> Option<(String, Vec<RrsetKey>)> {
        let before = self.sides.before.filter(|_| !self.present)?;
        let message = format!(
            "{} answers that the zone is absent, and it had {} after the last push",
            self.plan.instance,
            rrsets(before.rrsets)
        );
        Some((message, Vec::new()))
    }

    fn live_empty(&self) -> Option<(String, Vec<RrsetKey>)> {
        let before = self.sides.before.filter(|before| before.rrsets > 0)?;
        (self.present && self.live == 0 && self.added > 0).then(|| {
            let had = rrsets(before.rrsets);
            (format!("the zone was found without records, and it had {had} after the last push"), Vec::new())
        })
    }

    fn empty_zone(&self) -> Option<(String, Vec<RrsetKey>)> {
        let remaining = self.ours - self.removed.len().min(self.ours) + self.added;
        (self.ours > 0 && remaining == 0 && !self.removed.is_empty()).then(|| {
            let message = match self.ours {
                1 => "the only RRset of the zone would be removed".to_owned(),
                ours => format!("all {} of the zone would be removed", rrsets(ours)),
            };
            (message, self.removed.clone())
        })
    }

    fn delete_many(&self) -> Option<(String, Vec<RrsetKey>)> {
        let owners = self.plan.changes.chunk_by(|a, b| a.change.key.owner == b.change.key.owner);
        let swapped: HashSet<&Name> = owners
            .filter(|owner| is_swap(owner.iter().map(|planned| &planned.change)))
            .map(|owner| &owner[0].change.key.owner)
            .collect();
        let removed: Vec<RrsetKey> =
            self.removed.iter().filter(|key| !swapped.contains(&key.owner)).cloned().collect();
        let Limits { percent, count } = self.sides.limits;
        let share = removed.len() as u128 * 100 > u128::from(percent) * self.ours as u128;
        let many = removed.len() > count || (removed.len() >= 2 && share);
        many.then(|| {
            let message = format!(
                "{} of {} would be removed, more than {percent} % or {count}",
                removed.len(),
                rrsets(self.ours)
            );
            (message, removed)
        })
    }

    fn risky(&self, kind: GuardKind, message: &str) -> Option<(String, Vec<RrsetKey>)> {
        let concerned = self.plan.changes.iter().filter(|planned| planned.risks.contains(&kind));
        let keys: Vec<RrsetKey> = concerned.map(|planned| planned.change.key.clone()).collect();
        (self.present && !keys.is_empty()).then(|| (message.to_owned(), keys))
    }
}

fn rrsets(count: usize) -> String {
    match count {
        1 => "1 RRset".to_owned(),
        count => format!("{count} RRsets"),
    }
}
