use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::pattern::Scope;
use super::settings::Said;
use crate::dns::{Name, RecordType, Ttl, ZoneBuilder, ZoneTooLarge};
use crate::text::Span;

/// A zone while its records are collected.
pub(super) struct Draft<'s> {
    /// The name in its `zone` block, once that is seen.
    pub declared: Option<Span>,
    /// The first `extend` that names it.
    pub extended: Option<Span>,
    pub description: Option<String>,
    pub builder: ZoneBuilder,
    /// For each push, where it is written.
    pub traces: Vec<Trace>,
    /// Pushes whose missing TTL is that of a frame, inner frames first.
    pub fills: Vec<(Range<usize>, usize)>,
    /// NS records of the apex that were written without a TTL.
    pub apex_ns: Vec<u32>,
    /// What an `override` replaces: owner key and type, with its push.
    pub overrides: BTreeMap<(Vec<u8>, RecordType), u32>,
    pub settings: BTreeMap<&'s str, (Said, Span)>,
    pub scope: Scope,
}

/// Where a push is written: bytes of the source that its context names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trace {
    pub start: u32,
    pub end: u32,
    pub context: u32,
}

impl Draft<'_> {
    fn new(apex: Name) -> Self {
        Draft {
            declared: None,
            extended: None,
            description: None,
            builder: ZoneBuilder::new(apex),
            traces: Vec::new(),
            fills: Vec::new(),
            apex_ns: Vec::new(),
            overrides: BTreeMap::new(),
            settings: BTreeMap::new(),
            scope: Scope::default(),
        }
    }

    pub fn push(
        &mut self,
        key: &[u8],
        record_type: RecordType,
        ttl: Option<Ttl>,
        rdata: &[u8],
        trace: Trace,
    ) -> Result<(), ZoneTooLarge> {
        if key.is_empty() && record_type == RecordType::NS && ttl.is_none() {
            self.apex_ns.push(self.traces.len() as u32);
        }
        self.builder.push(key, record_type, ttl, rdata)?;
        self.traces.push(trace);
        Ok(())
    }
}

/// All zones, by the order in which they were first named.
#[derive(Default)]
pub(super) struct Drafts<'s> {
    pub all: Vec<Draft<'s>>,
    by_apex: HashMap<Name, usize>,
}

impl Drafts<'_> {
    /// The place of the zone with this apex; it is added if it is new.
    pub fn place(&mut self, apex: &Name) -> usize {
        if let Some(&place) = self.by_apex.get(apex) {
            return place;
        }
        self.all.push(Draft::new(apex.clone()));
        self.by_apex.insert(apex.clone(), self.all.len() - 1);
        self.all.len() - 1
    }
}
