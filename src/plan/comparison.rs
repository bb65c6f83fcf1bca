use std::collections::{HashMap, HashSet};

use super::registry::Registry;
use super::zone_plan::Sides;
use super::{Cause, Change, Difference, Edit, Irregularity, LeftAlone, Observed, Part, Place, Why};
use crate::dns::{Rdata, RdataRef, RecordType, Records, RrsetKey, RrsetRef, Zone};
use crate::model::Soa;
use crate::text::Span;

/// The changes in canonical order, the SOA first, each with where it is
/// written; and what is left alone, in canonical order.
pub(super) fn compare(sides: Sides<'_>, observed: &Zone) -> (Vec<(Change, Vec<Place>)>, Vec<LeftAlone>) {
    let mut comparison = Comparison::new(sides, observed);
    comparison.soa();
    for difference in super::differences(observed, &sides.desired.zone) {
        comparison.rrset(difference);
    }
    comparison.untouchable_and_equal();
    let Comparison { changes, mut left_alone, .. } = comparison;
    left_alone.sort_by(|a, b| a.key.cmp(&b.key));
    (changes, left_alone)
}

struct Comparison<'a> {
    sides: Sides<'a>,
    observed: &'a Zone,
    irregular: &'a [Irregularity],
    /// What is irregular about those that are left alone; of several the first.
    untouchable: HashMap<&'a RrsetKey, &'a str>,
    unlimited: bool,
    registry: Registry<'a>,
    changes: Vec<(Change, Vec<Place>)>,
    left_alone: Vec<LeftAlone>,
}

impl<'a> Comparison<'a> {
    fn new(sides: Sides<'a>, observed: &'a Zone) -> Comparison<'a> {
        let irregular = match sides.observed {
            Observed::Absent => &[][..],
            Observed::Present { irregular, .. } => irregular,
        };
        let untouchable = irregular.iter().rev().filter(|irregularity| irregularity.untouchable);
        let scope = &sides.desired.scope;
        Comparison {
            sides,
            observed,
            irregular,
            untouchable: untouchable.map(|found| (&found.key, found.what.as_str())).collect(),
            unlimited: scope.is_whole(),
            registry: Registry::read(scope, observed),
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
        let why = self
            .forbidden(&key)
            .or_else(|| self.undeclared_at_apex(any, desired))
            .or_else(|| self.registered(observed, desired));
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
        if let Some(what) = self.untouchable.get(key) {
            return Some(Why::Irregular { what: (*what).to_owned() });
        }
        if self.sides.capabilities.generated.contains(&key.record_type) {
            return Some(Why::Generated);
        }
        if self.unlimited {
            return None;
        }
        let scope = &self.sides.desired.scope;
        if !scope.manages(&key.owner) {
            return Some(Why::Unmanaged);
        }
        if let Some(reason) = self.registry.holds(key) {
            return Some(Why::Ignored { reason: Some(reason) });
        }
        let line = scope.ignores(&key.owner, key.record_type)?;
        Some(Why::Ignored { reason: line.reason.clone() })
    }

    /// What the project leaves to the provider by not saying it.
    fn undeclared_at_apex(&self, rrset: RrsetRef<'_>, desired: Option<RrsetRef<'_>>) -> Option<Why> {
        let capabilities = self.sides.capabilities;
        match (rrset.record_type(), desired) {
            _ if !rrset.is_at_apex() => None,
            (RecordType::NS, _) if capabilities.apex_ns == Part::Theirs => Some(Why::Theirs),
            (RecordType::NS, None) => Some(Why::Undeclared),
            (record_type, None) if capabilities.generated_at_apex.contains(&record_type) => {
                Some(Why::Generated)
            }
            _ => None,
        }
    }

    /// Why an RRset that holds nothing but texts of a registry may not be touched.
    fn registered(&self, observed: Option<RrsetRef<'_>>, desired: Option<RrsetRef<'_>>) -> Option<Why> {
        let observed = observed.filter(|_| desired.is_none() && !self.unlimited)?;
        self.registry.wrote_all(observed).map(|reason| Why::Ignored { reason: Some(reason) })
    }

    /// What shall stand there: the declared records that are ours, and the
    /// observed ones that an `ignore ... to` or a registry covers.
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

    /// Why a single record may not be touched.
    fn covering(&self, key: &RrsetKey, rdata: RdataRef<'_>) -> Option<Why> {
        let mut lines = self.sides.desired.scope.ignored.matching(&key.owner);
        let line = lines.find(|line| line.target.is_some() && line.covers_record(&key.owner, rdata));
        let reason = line.map(|line| line.reason.clone()).or_else(|| self.registry.wrote(rdata).map(Some));
        reason.map(|reason| Why::Ignored { reason })
    }

    fn keep_covered(&mut self, key: &RrsetKey, observed: Option<RrsetRef<'_>>) {
        if self.unlimited {
            return;
        }
        let data = observed.into_iter().flat_map(RrsetRef::rdatas);
        let covered: Vec<_> =
            data.filter_map(|rdata| self.covering(key, rdata).map(|why| (why, rdata.to_rdata()))).collect();
        if let Some((why, _)) = covered.first() {
            let why = why.clone();
            let values = covered.into_iter().map(|(_, rdata)| rdata).collect();
            self.left_alone.push(LeftAlone { key: key.clone(), why, values });
        }
    }

    fn cause(&self, key: &RrsetKey, observed: Option<RrsetRef<'_>>, edit: &Edit) -> Cause {
        let Some(base) = self.sides.base else { return Cause::Unknown };
        let base = self.wanted(key, observed, base.zone.get(&key.owner, key.record_type));
        cause(base.as_ref(), edit.before(), edit.after())
    }

    fn written(&self, desired: Option<RrsetRef<'_>>) -> (Vec<Span>, Vec<Place>) {
        let Some(rrset) = desired else { return Default::default() };
        let provenance = &self.sides.desired.provenance;
        let mut spans: Vec<Span> = provenance.lines(rrset).iter().map(|origin| origin.span).collect();
        spans.sort_unstable();
        spans.dedup();
        let Some(sources) = self.sides.sources else { return (spans, Vec::new()) };
        let mut origins: Vec<_> = provenance.of(rrset).iter().zip(rrset.record_range()).collect();
        origins.dedup_by_key(|(origin, _)| *origin);
        let with_others = origins.into_iter().flat_map(|(origin, record)| {
            std::iter::once(origin).chain(provenance.joined(record)).map(move |origin| (origin, record))
        });
        let places = with_others
            .map(|(origin, record)| Place::new(sources, provenance, *origin, provenance.attributes(record)));
        let places = places.collect();
        (spans, places)
    }

    /// Untouchable RRsets that happen to be as wanted, or that no zone can hold.
    fn untouchable_and_equal(&mut self) {
        let mut said: HashSet<RrsetKey> = self.left_alone.iter().map(|left| left.key.clone()).collect();
        for irregularity in self.irregular.iter().filter(|irregularity| irregularity.untouchable) {
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
