use super::comparison::compare;
use super::guard::{self, Guard, GuardKind, Limits};
use super::{Capabilities, Change, Fingerprint, Irregularity, Observed, Place};
use crate::dns::{Name, Rdata, RecordType, Records, RrsetKey, Ttl, Zone};
use crate::model::{Desired, Soa};
use crate::text::Sources;

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
    let (changes, left_alone) = compare(sides, observed);
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

/// Puts changes in order and says what a reader wants to know of each.
fn annotate(sides: Sides<'_>, observed: &Zone, changes: Vec<(Change, Vec<Place>)>) -> Vec<Planned> {
    let negative = negative_ttl(sides, observed);
    let (bare, places): (Vec<Change>, Vec<Vec<Place>>) = changes.into_iter().unzip();
    let order = super::order(&bare);
    let mut parts: Vec<_> = bare.into_iter().zip(places).map(Some).collect();
    let ordered = order.into_iter().filter_map(|index| parts[index].take());
    ordered
        .map(|(change, places)| Planned {
            read: change.edit.before().map(Fingerprint::of),
            risks: guard::risks(&change, observed.apex()),
            stale_seconds: change.edit.before().map_or(negative, Records::ttl).seconds(),
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
