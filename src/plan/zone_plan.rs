use std::collections::HashSet;

use super::guard::{self, Guard, GuardKind, Limits};
use super::{
    Capabilities, Cause, Change, Difference, Edit, Fingerprint, Irregularity, Observed, Part, Place,
};
use crate::dns::{Name, Rdata, RecordType, Records, RrsetKey, RrsetRef, Ttl, Zone};
use crate::model::{Desired, Soa};
use crate::text::{Sources, Span};

/// Everything that a plan for one zone at one instance follows from.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    pub desired: &'a Desired,
    /// Must be of the same apex.
    pub observed: &'a Observed,
    pub capabilities: &'a Capabilities,
    /// The name of the instance in `zonal.toml`.
    pub instance: &'a str,
    /// The zone at the base revision: tells configuration from drift.
    pub base: Option<&'a Desired>,
    /// Turns spans into places for the reader.
    pub sources: Option<&'a Sources>,
    pub limits: Limits,
    /// What the journal last knew, if this project served the zone before.
    pub before: Option<Before>,
}

/// How a zone stood at the end of the last run that touched it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// How many RRsets it had, the SOA and the apex NS not counted.
    pub rrsets: usize,
}

impl<'a> Sides<'a> {
    /// Without a base revision, places or a journal, and with the default limits.
    pub fn new(
        desired: &'a Desired,
        observed: &'a Observed,
        capabilities: &'a Capabilities,
        instance: &'a str,
    ) -> Sides<'a> {
        let limits = Limits::default();
        Sides { desired, observed, capabilities, instance, base: None, sources: None, limits, before: None }
    }
}

/// What has to happen to one zone at one instance.
#[derive(Debug, Clone, PartialEq)]
pub struct ZonePlan {
    pub apex: Name,
    pub instance: String,
    /// What was found; `None` where the zone is absent.
    pub read: Option<Read>,
    /// In the order in which they go out.
    pub changes: Vec<Planned>,
    /// Observed data that the plan does not touch, in canonical order.
    pub left_alone: Vec<LeftAlone>,
    /// What the reader found odd, touchable or not.
    pub irregular: Vec<Irregularity>,
    /// How many API requests the changes take, once a writer has been asked.
    pub requests: Option<usize>,
    /// Whether the provider applies all changes together or none.
    pub atomic: bool,
    /// What is dangerous about it, before any consent.
    pub guards: Vec<Guard>,
}

/// A zone as it was found, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The serial of the SOA (RFC 1035 section 3.3.13), if there is a SOA.
    pub serial: Option<u32>,
    pub rrsets: usize,
    pub records: usize,
}

/// A change with what a reader wants to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub change: Change,
    /// The fingerprint of the RRset that was read; `None` for an addition.
    pub read: Option<Fingerprint>,
    /// Where the wanted records are written, each place once.
    pub places: Vec<Place>,
    pub risks: Vec<GuardKind>,
    /// For how many seconds after the write resolvers may serve the old answer:
    /// the old TTL, for a new name the negative TTL (RFC 2308 section 5).
    pub stale_seconds: u32,
}

/// An RRset, or some of its records, that the plan does not touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAlone {
    pub key: RrsetKey,
    pub why: Why,
    /// The records, where it is not the whole RRset.
    pub values: Vec<Rdata>,
}

/// Why something is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// An `ignore` line covers it; with that line's reason.
    Ignored { reason: Option<String> },
    /// There are `manage` lines and none covers it.
    Unmanaged,
    /// Writing it would lose what only the provider can express.
    Irregular { what: String },
    /// The provider makes it itself.
    Generated,
    /// Only the provider says it: its SOA or its apex NS.
    Theirs,
    /// An SOA or apex NS that the project does not declare.
    Undeclared,
}

impl ZonePlan {
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The bare changes, in order.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().map(|planned| &planned.change)
    }
}

/// Compares a zone as it is with a zone as it is wanted. What the scope, the
/// capabilities or an irregularity forbid is left alone and said to be.
pub fn plan_zone(sides: &Sides<'_>) -> ZonePlan {
    let sides = *sides;
    let empty = Zone::empty(sides.desired.zone.apex().clone());
    let observed = sides.observed.zone().unwrap_or(&empty);
    let mut comparison = Comparison::new(sides, observed);
    comparison.soa();
    for difference in super::differences(observed, &sides.desired.zone) {
        comparison.rrset(difference);
    }
    comparison.untouchable_and_equal();
    let Comparison { changes, mut left_alone, .. } = comparison;
    left_alone.sort_by(|a, b| a.key.cmp(&b.key));
    let read = sides.observed.zone().map(|zone| Read {
        serial: soa_of(zone).map(|(_, serial)| serial),
        rrsets: zone.len(),
        records: zone.record_count(),
    });
    let irregular = match sides.observed {
        Observed::Absent => Vec::new(),
        Observed::Present { irregular, .. } => irregular.clone(),
    };
    let mut plan = ZonePlan {
        apex: observed.apex().clone(),
        instance: sides.instance.to_owned(),
        read,
        changes: annotate(sides, observed, changes),
        left_alone,
        irregular,
        requests: None,
        atomic: sides.capabilities.atomic,
        guards: Vec::new(),
    };
    plan.guards = guard::raised(&plan, sides, observed);
    plan
}

/// The SOA of a zone and its serial.
fn soa_of(zone: &Zone) -> Option<(Soa, u32)> {
    zone.get(zone.apex(), RecordType::SOA).and_then(Soa::of)
}

struct Comparison<'a> {
    sides: Sides<'a>,
    observed: &'a Zone,
    untouchable: &'a [Irregularity],
    untouchable_keys: HashSet<&'a RrsetKey>,
    unlimited: bool,
    /// In canonical order; the SOA is first.
    changes: Vec<(Change, Vec<Place>)>,
    left_alone: Vec<LeftAlone>,
}

impl<'a> Comparison<'a> {
    fn new(sides: Sides<'a>, observed: &'a Zone) -> Comparison<'a> {
        let irregular = match sides.observed {
            Observed::Absent => &[][..],
            Observed::Present { irregular, .. } => irregular,
        };
        let untouchable = irregular.iter().filter(|irregularity| irregularity.untouchable);
        let scope = &sides.desired.scope;
        Comparison {
            sides,
            observed,
            untouchable: irregular,
            untouchable_keys: untouchable.map(|irregularity| &irregularity.key).collect(),
            unlimited: scope.ignored.is_empty() && scope.managed.is_empty(),
            changes: Vec::new(),
            left_alone: Vec::new(),
        }
    }

    /// The SOA is compared without its serial, which only the writer moves.
    fn soa(&mut self) {
        let rrset = self.observed.get(self.observed.apex(), RecordType::SOA);
        let key = RrsetKey { owner: self.observed.apex().clone(), record_type: RecordType::SOA };
        let wanted = self.sides.desired.settings.soa.as_ref();
        let why = match (self.sides.capabilities.soa, wanted) {
            (Part::Theirs, _) => Some(Why::Theirs),
            (_, None) => Some(Why::Undeclared),
            (_, Some(_)) => self.forbidden(&key),
        };
        if let Some(why) = why {
            if rrset.is_some() {
                self.left_alone.push(LeftAlone { key, why, values: Vec::new() });
            }
            return;
        }
        let Some(wanted) = wanted else { return };
        let found = rrset.and_then(Soa::of);
        let edit = match (rrset, &found) {
            (None, _) => Edit::Add(wanted.records(1)),
            (Some(_), Some((soa, _))) if soa == wanted => return,
            (Some(rrset), found) => {
                let serial = found.as_ref().map_or(1, |(_, serial)| *serial);
                Edit::Replace { old: rrset.to_records(), new: wanted.records(serial) }
            }
        };
        let base = self.sides.base.map(|base| base.settings.soa.as_ref());
        let cause = match (base, &found) {
            (None, _) => Cause::Unknown,
            (Some(base), found) => cause(base, found.as_ref().map(|(soa, _)| soa), Some(wanted)),
        };
        let declared = self.sides.desired.declared;
        let places = self.sides.sources.map(|sources| Place::plain(sources, declared)).into_iter().collect();
        self.changes.push((Change { key, edit, cause, source: vec![declared] }, places));
    }

    fn rrset(&mut self, Difference { observed, desired }: Difference<'a>) {
        let Some(any) = observed.or(desired) else { return };
        if any.is_at_apex() && any.record_type() == RecordType::SOA {
            return;
        }
        let key = any.key();
        let why = self.forbidden(&key).or_else(|| self.apex_ns(any, desired));
        if let Some(why) = why {
            self.left_alone.push(LeftAlone { key, why, values: Vec::new() });
            return;
        }
        let new = self.wanted(&key, observed, desired);
        self.keep_covered(&key, observed);
        let old = observed.map(RrsetRef::to_records);
        let Some(edit) = edit(old, new) else { return };
        let cause = self.cause(&key, observed, &edit);
        let (source, places) = match edit {
            Edit::Remove(_) => (Vec::new(), Vec::new()),
            _ => self.written(desired),
        };
        self.changes.push((Change { key, edit, cause, source }, places));
    }

    /// Why an RRset may not be touched, whatever is wanted.
    fn forbidden(&self, key: &RrsetKey) -> Option<Why> {
        if self.untouchable_keys.contains(key) {
            let found = self.untouchable.iter().find(|irregularity| &irregularity.key == key)?;
            return Some(Why::Irregular { what: found.what.clone() });
        }
        if self.sides.capabilities.generated.contains(&key.record_type) {
            return Some(Why::Generated);
        }
        if self.unlimited {
            return None;
        }
        let scope = &self.sides.desired.scope;
        let managed =
            scope.managed.is_empty() || scope.managed.iter().any(|(pattern, _)| pattern.matches(&key.owner));
        if !managed {
            return Some(Why::Unmanaged);
        }
        let line = scope.ignored.iter().find(|line| line.covers_rrset(&key.owner, key.record_type))?;
        Some(Why::Ignored { reason: line.reason.clone() })
    }

    fn apex_ns(&self, rrset: RrsetRef<'_>, desired: Option<RrsetRef<'_>>) -> Option<Why> {
        if !rrset.is_at_apex() || rrset.record_type() != RecordType::NS {
            return None;
        }
        match (self.sides.capabilities.apex_ns, desired) {
            (Part::Theirs, _) => Some(Why::Theirs),
            (_, None) => Some(Why::Undeclared),
            (_, Some(_)) => None,
        }
    }

    /// What shall stand there: the declared records that are ours, and the
    /// observed ones that an `ignore ... to` covers.
    fn wanted(
        &self,
        key: &RrsetKey,
        observed: Option<RrsetRef<'_>>,
        desired: Option<RrsetRef<'_>>,
    ) -> Option<Records> {
        if self.unlimited {
            return desired.map(RrsetRef::to_records);
        }
        let data = |rrset: Option<RrsetRef<'_>>, covered: bool| -> Vec<Rdata> {
            let data = rrset.into_iter().flat_map(RrsetRef::rdatas);
            data.filter(|rdata| self.covering(key, *rdata).is_some() == covered)
                .map(|rdata| rdata.to_rdata())
                .collect()
        };
        let mut all = data(desired, false);
        let ttl = if all.is_empty() { observed.or(desired) } else { desired }.map(RrsetRef::ttl)?;
        all.extend(data(observed, true));
        Records::new(ttl, all)
    }

    fn covering(
        &self,
        key: &RrsetKey,
        rdata: crate::dns::RdataRef<'_>,
    ) -> Option<&'a crate::model::Untouched> {
        let lines = &self.sides.desired.scope.ignored;
        lines.iter().find(|line| line.target.is_some() && line.covers_record(&key.owner, rdata))
    }

    fn keep_covered(&mut self, key: &RrsetKey, observed: Option<RrsetRef<'_>>) {
        if self.unlimited {
            return;
        }
        let data = observed.into_iter().flat_map(RrsetRef::rdatas);
        let covered: Vec<_> =
            data.filter_map(|rdata| self.covering(key, rdata).map(|line| (line, rdata.to_rdata()))).collect();
        if let Some((line, _)) = covered.first() {
            let why = Why::Ignored { reason: line.reason.clone() };
            let values = covered.into_iter().map(|(_, rdata)| rdata).collect();
            self.left_alone.push(LeftAlone { key: key.clone(), why, values });
        }
    }

    fn cause(&self, key: &RrsetKey, observed: Option<RrsetRef<'_>>, edit: &Edit) -> Cause {
        let Some(base) = self.sides.base else { return Cause::Unknown };
        let base = self.wanted(key, observed, base.zone.get(&key.owner, key.record_type));
        cause(base.as_ref(), edit.old(), edit.new())
    }

    fn written(&self, desired: Option<RrsetRef<'_>>) -> (Vec<Span>, Vec<Place>) {
        let Some(rrset) = desired else { return Default::default() };
        let provenance = &self.sides.desired.provenance;
        let mut origins = provenance.of(rrset).to_vec();
        origins.dedup();
        let mut spans: Vec<Span> = origins.iter().map(|origin| origin.span).collect();
        spans.sort_unstable();
        spans.dedup();
        let places = self.sides.sources.map_or_else(Vec::new, |sources| {
            origins.iter().map(|origin| Place::new(sources, provenance, *origin)).collect()
        });
        (spans, places)
    }

    /// Untouchable RRsets that happen to be as wanted, or that no zone can hold.
    fn untouchable_and_equal(&mut self) {
        let mut said: HashSet<RrsetKey> = self.left_alone.iter().map(|left| left.key.clone()).collect();
        for irregularity in self.untouchable.iter().filter(|irregularity| irregularity.untouchable) {
            if said.insert(irregularity.key.clone()) {
                let why = Why::Irregular { what: irregularity.what.clone() };
                self.left_alone.push(LeftAlone { key: irregularity.key.clone(), why, values: Vec::new() });
            }
        }
    }
}

fn edit(old: Option<Records>, new: Option<Records>) -> Option<Edit> {
    match (old, new) {
        (old, new) if old == new => None,
        (None, Some(new)) => Some(Edit::Add(new)),
        (Some(old), Some(new)) => Some(Edit::Replace { old, new }),
        (Some(old), None) => Some(Edit::Remove(old)),
        (None, None) => None,
    }
}

/// Which side moved since the base revision.
fn cause<T: PartialEq>(base: Option<T>, observed: Option<T>, desired: Option<T>) -> Cause {
    if base == observed {
        Cause::Config
    } else if base == desired {
        Cause::Drift
    } else {
        Cause::Both
    }
}

/// Puts changes in order and says what a reader wants to know of each.
fn annotate(sides: Sides<'_>, observed: &Zone, changes: Vec<(Change, Vec<Place>)>) -> Vec<Planned> {
    let negative = negative_ttl(sides, observed);
    let (bare, places): (Vec<Change>, Vec<Vec<Place>>) = changes.into_iter().unzip();
    let order = super::order(&bare);
    let mut parts: Vec<_> = bare.into_iter().zip(places).map(Some).collect();
    let ordered = order.into_iter().filter_map(|index| parts[index].take());
    ordered
        .map(|(change, places)| Planned {
            read: change.edit.old().map(Fingerprint::of),
            risks: guard::risks(&change, observed.apex()),
            stale_seconds: change.edit.old().map_or(negative, Records::ttl).seconds(),
            change,
            places,
        })
        .collect()
}

/// For how long a resolver remembers that a name is not there: the lower one
/// of the SOA's TTL and its minimum field (RFC 2308 section 5). Nobody
/// remembers anything of an absent zone.
fn negative_ttl(sides: Sides<'_>, observed: &Zone) -> Ttl {
    let nothing = Ttl::from_wire(0);
    if matches!(sides.observed, Observed::Absent) {
        return nothing;
    }
    let declared = || sides.desired.settings.soa.clone();
    soa_of(observed).map(|(soa, _)| soa).or_else(declared).map_or(nothing, |soa| soa.ttl.min(soa.minimum))
}
