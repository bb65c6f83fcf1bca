use std::collections::BTreeMap;
use std::sync::Arc;

use super::unread::Unread;
use super::way::{Ways, steps_to};
use super::{AttributeSet, Attributes, Scope, Warning};
use crate::dns::{Name, Rdata, RdataRef, RecordType, Records, RrsetKey, RrsetRef, Ttl, Zone};
use crate::text::{SourceId, Span};

/// One zone as the sources want it.
#[derive(Debug, Clone)]
pub struct Desired {
    /// All records but the SOA, whose serial no source may say.
    pub zone: Zone,
    /// Which of several contents of this apex it is.
    pub view: Option<String>,
    /// In canonical order of their owners.
    pub aliases: Vec<Alias>,
    /// In canonical order of their owners.
    pub redirects: Vec<Redirect>,
    pub settings: Settings,
    /// Which names and types this project leaves to others.
    pub scope: Scope,
    pub provenance: Provenance,
    /// Those behind the zone's name, which its records inherit.
    pub attributes: AttributeSet,
    /// Where the zone is declared: its name in `zone NAME { }`, or in `view NAME { }`.
    pub declared: Span,
    /// Its name in `zone NAME { }`, also for a view.
    pub named: Span,
    /// What compiling warned of here.
    pub warnings: Vec<Warning>,
}

impl Desired {
    /// The zone with its SOA, if the sources say one, under this serial.
    pub fn published(&self, serial: u32) -> Zone {
        let Some(soa) = &self.settings.soa else { return self.zone.clone() };
        let key = RrsetKey { owner: self.zone.apex().clone(), record_type: RecordType::SOA };
        self.zone.with_edits([(&key, Some(&soa.records(serial)))])
    }
}

/// A name that has the addresses of another one, which the provider looks up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    pub owner: Name,
    pub ttl: Ttl,
    pub target: Name,
    pub origin: Origin,
    pub attributes: AttributeSet,
}

/// A name whose web pages the provider redirects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub owner: Name,
    pub ttl: Ttl,
    /// 301, 302, 307 or 308 (RFC 9110 section 15.4).
    pub status: u16,
    /// An `http:` or `https:` URL.
    pub target: String,
    pub origin: Origin,
    pub attributes: AttributeSet,
}

/// What the settings of a zone say; project defaults are already filled in.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Instances of `zonal.toml` that publish the zone.
    pub providers: Vec<ProviderRef>,
    /// Instances that get every record but are not in the NS set.
    pub mirrors: Vec<ProviderRef>,
    pub registrar: Option<ProviderRef>,
    pub nameservers: Vec<Name>,
    pub soa: Option<Soa>,
    /// Where the sources say it; `None` for a project default.
    pub soa_span: Option<Span>,
    pub dnssec: Option<Switch>,
    /// Who answers for the zone, in words.
    pub owner: Option<String>,
    /// The text of the `##` lines above the zone.
    pub description: Option<String>,
    /// For the NS records of the apex.
    pub ns_ttl: Option<Ttl>,
}

impl Settings {
    /// The instances that hold the zone, mirrors too.
    pub fn publishing(&self) -> impl Iterator<Item = &ProviderRef> + Clone {
        self.providers.iter().chain(&self.mirrors)
    }
}

impl Desired {
    /// The place that a problem with an RRset is shown at: that of its first record.
    pub fn blame(&self, rrset: RrsetRef<'_>) -> Span {
        let first = self.provenance.of(rrset).first();
        first.map_or(self.declared, |origin| self.provenance.blame(*origin))
    }

    /// Where an instance is named for the zone, else where the zone is declared.
    pub fn published_at(&self, instance: &str) -> Span {
        let found = self.settings.publishing().find(|provider| provider.instance == instance);
        found.and_then(|provider| provider.span).unwrap_or(self.declared)
    }
}

/// An instance named in a source; `span` is `None` for a project default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRef {
    pub instance: String,
    /// As `zonal.toml` says; `None` where it was not asked.
    pub kind: Option<String>,
    pub span: Option<Span>,
}

/// What was switched on or off; `span` is `None` for a project default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switch {
    pub on: bool,
    pub span: Option<Span>,
}

/// What a `soa` setting says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoaSetting {
    /// That of the zone if it says none.
    pub ttl: Option<Ttl>,
    pub mname: Name,
    pub rname: Name,
    pub refresh: Ttl,
    pub retry: Ttl,
    pub expire: Ttl,
    /// The negative TTL (RFC 2308 section 4).
    pub minimum: Ttl,
}

impl SoaSetting {
    /// Refresh, retry and expire as RIPE-203 advises; an hour of negative
    /// caching (RFC 2308 section 5).
    pub const TIMERS: [(&str, u32); 4] =
        [("refresh", 86_400), ("retry", 7_200), ("expire", 3_600_000), ("minimum", 3_600)];

    /// The SOA; `zone_ttl` is used if the setting says no TTL.
    pub fn under(&self, zone_ttl: Ttl) -> Soa {
        let SoaSetting { ttl, mname, rname, refresh, retry, expire, minimum } = self.clone();
        Soa { ttl: ttl.unwrap_or(zone_ttl), mname, rname, refresh, retry, expire, minimum }
    }
}

/// The start of authority without its serial (RFC 1035 section 3.3.13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Soa {
    pub ttl: Ttl,
    pub mname: Name,
    pub rname: Name,
    pub refresh: Ttl,
    pub retry: Ttl,
    pub expire: Ttl,
    /// The negative TTL (RFC 2308 section 4).
    pub minimum: Ttl,
}

impl Soa {
    /// The SOA RRset with this serial.
    pub fn records(&self, serial: u32) -> Records {
        let mut wire = [self.mname.wire(), self.rname.wire()].concat();
        wire.extend(serial.to_be_bytes());
        for timer in [self.refresh, self.retry, self.expire, self.minimum] {
            wire.extend(timer.seconds().to_be_bytes());
        }
        let rdata = Rdata::from_wire(RecordType::SOA, &wire).expect("the fields of a SOA in their order");
        Records::new(self.ttl, vec![rdata]).expect("one record")
    }

    /// Reads the SOA of a zone and its serial.
    pub fn of(rrset: RrsetRef<'_>) -> Option<(Soa, u32)> {
        let RdataRef { record_type: RecordType::SOA, wire } = rrset.rdatas().next()? else { return None };
        let (mname, rest) = Name::split_from_wire(wire)?;
        let (rname, rest) = Name::split_from_wire(rest)?;
        let (numbers, []) = rest.as_chunks::<4>() else { return None };
        let [serial, timers @ ..] = numbers else { return None };
        let timer =
            |index: usize| timers.get(index).map(|octets| Ttl::from_wire(u32::from_be_bytes(*octets)));
        let soa = Soa {
            ttl: rrset.ttl(),
            mname,
            rname,
            refresh: timer(0)?,
            retry: timer(1)?,
            expire: timer(2)?,
            minimum: timer(3)?,
        };
        Some((soa, u32::from_be_bytes(*serial)))
    }
}

/// For each record of a zone, in the zone's canonical order, where it is written.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    origins: Vec<Origin>,
    steps: Arc<[OriginStep]>,
    attributes: Attributes,
    /// Sources from this one on are presets.
    library: Option<SourceId>,
    unread: Arc<Unread>,
    /// The other lines of records that several lines make.
    joined: Arc<BTreeMap<usize, Vec<Origin>>>,
}

/// Where one record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The record line.
    pub span: Span,
    /// How the line came to stand in this zone, if not directly.
    pub chain: Option<Chain>,
}

/// The innermost [`OriginStep`] of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chain(pub u32);

/// One `use`, one round of a `for`, or the like, on the way to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginStep {
    pub kind: StepKind,
    pub span: Span,
    /// The next step outwards.
    pub outer: Option<Chain>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// The template that was used.
    Use(String),
    /// The loop's variables with their values in this round: `i = 3`.
    For(String),
    /// The names of an `under`, as its records are completed with them.
    Under(String),
    /// `ptr from` a forward zone.
    PtrFrom(Name),
}

impl Provenance {
    /// `origins` follow the zone's canonical record order; `steps` are what
    /// their chains name.
    pub fn new(origins: Vec<Origin>, steps: impl Into<Arc<[OriginStep]>>) -> Provenance {
        Provenance { origins, steps: steps.into(), ..Provenance::default() }
    }

    /// The same places, with what is said about the records beside their data.
    pub fn with_attributes(self, attributes: Attributes) -> Provenance {
        Provenance { attributes, ..self }
    }

    /// The attributes of the record at a place of the zone's canonical order
    /// (see [`RrsetRef::record_range`]).
    pub fn attributes(&self, record: usize) -> &AttributeSet {
        self.attributes.of(record)
    }

    /// The records with attributes, as ranges of the zone's canonical order.
    pub fn attributed(&self) -> impl Iterator<Item = (std::ops::Range<usize>, &AttributeSet)> {
        self.attributes.runs(self.origins.len())
    }

    /// Where the record at a place of the zone's canonical order is written.
    pub fn origin(&self, record: usize) -> Option<Origin> {
        self.origins.get(record).copied()
    }

    /// The origin of each record of an RRset of the zone this belongs to.
    pub fn of(&self, rrset: RrsetRef<'_>) -> &[Origin] {
        self.origins.get(rrset.record_range()).unwrap_or_default()
    }

    /// The same places, where those of sources from `library` on are presets.
    pub(super) fn with_library(self, library: SourceId) -> Provenance {
        Provenance { library: Some(library), ..self }
    }

    /// The same places, with those of the other lines of some records.
    pub(super) fn with_joined(self, joined: BTreeMap<usize, Vec<Origin>>) -> Provenance {
        Provenance { joined: Arc::new(joined), ..self }
    }

    /// All lines of an RRset, each once: those of its records, and the others of records that
    /// several lines make.
    pub fn lines(&self, rrset: RrsetRef<'_>) -> Vec<Origin> {
        let mut lines = self.of(rrset).to_vec();
        lines.dedup();
        lines.extend(rrset.record_range().flat_map(|record| self.joined(record)));
        lines
    }

    /// Where else a record is written that several lines make, given its place in the
    /// zone's canonical order: an SPF record.
    pub fn joined(&self, record: usize) -> &[Origin] {
        self.joined.get(&record).map(Vec::as_slice).unwrap_or_default()
    }

    /// The same places, with what lines that were reported may have said.
    pub(super) fn with_unread(self, unread: Unread) -> Provenance {
        Provenance { unread: Arc::new(unread), ..self }
    }

    /// Whether a line that could not be understood may say what the zone seems to
    /// lack at this owner, given as its key.
    pub(super) fn is_unread(&self, key: &[u8]) -> bool {
        self.unread.covers(key)
    }

    /// The place that a problem with a record is shown at: its line, or the
    /// `use` of the preset that holds the line.
    pub fn blame(&self, origin: Origin) -> Span {
        self.ways().blamed(origin)
    }

    /// The ways to the records, for readers.
    pub(super) fn ways(&self) -> Ways<'_> {
        Ways { steps: &self.steps, library: self.library }
    }

    /// The steps to a record, innermost first.
    pub fn steps(&self, origin: Origin) -> impl Iterator<Item = &OriginStep> {
        steps_to(&self.steps, origin.chain)
    }
}
