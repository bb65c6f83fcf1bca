use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::overrides::Overrides;
use super::scope::Scope;
use super::settings::SaidSettings;
use super::unread::Unread;
use super::warning::Warned;
use crate::dns::{Name, RecordType, SMALL_ZONE, Ttl, ZoneBuilder, ZoneTooLarge};
use crate::text::Span;

/// A zone while its records are collected.
#[derive(Clone)]
pub(super) struct Draft<'s> {
    /// The name in its `zone` block, once that is seen.
    pub declared: Option<Span>,
    /// The frame of that block.
    pub frame: Option<usize>,
    /// The first `extend` that names it.
    pub extended: Option<Span>,
    pub description: Option<String>,
    pub builder: ZoneBuilder,
    /// For each push, where it is written.
    pub traces: Vec<Trace>,
    /// Pushes whose missing TTL is that of a frame, inner frames first.
    pub fills: Vec<(Range<usize>, usize)>,
    /// How many of the pushes counted against the budget.
    pub counted: u64,
    /// NS records of the apex that were written without a TTL.
    pub apex_ns: Vec<u32>,
    pub overrides: Overrides,
    pub unread: Unread,
    pub warned: Vec<Warned>,
    pub settings: SaidSettings<'s>,
    pub scope: Scope,
    /// Whether some lines wait until the zone is complete.
    pub waits: bool,
    /// What makes it a view of another draft.
    pub view: Option<View>,
}

/// That a draft holds what a view adds to a zone.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub name: String,
    pub span: Span,
    /// The place of the zone in [`Drafts::all`].
    pub of: usize,
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
            frame: None,
            extended: None,
            description: None,
            builder: ZoneBuilder::new(apex),
            traces: Vec::new(),
            fills: Vec::new(),
            counted: 0,
            apex_ns: Vec::new(),
            overrides: Overrides::default(),
            unread: Unread::default(),
            warned: Vec::new(),
            settings: SaidSettings::default(),
            scope: Scope::default(),
            waits: false,
            view: None,
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
        if self.traces.is_empty() {
            self.traces.reserve(SMALL_ZONE);
        }
        self.traces.push(trace);
        Ok(())
    }
}

/// All zones, by the order in which they were first named.
#[derive(Default)]
pub(super) struct Drafts<'s> {
    pub all: Vec<Draft<'s>>,
    by_apex: HashMap<Name, usize>,
    by_view: BTreeMap<(usize, String), usize>,
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

    /// The place of a view of the zone at `of`; it is added if it is new.
    pub fn view(&mut self, of: usize, name: &str, span: Span) -> usize {
        if let Some(&place) = self.by_view.get(&(of, name.to_owned())) {
            return place;
        }
        let view = View { name: name.to_owned(), span, of };
        let draft = Draft { view: Some(view), ..Draft::new(self.all[of].builder.apex().clone()) };
        self.all.push(draft);
        self.by_view.insert((of, name.to_owned()), self.all.len() - 1);
        self.all.len() - 1
    }

    /// The place of the zone with this apex, if it is declared.
    pub fn declared(&self, apex: &Name) -> Option<usize> {
        let &place = self.by_apex.get(apex)?;
        self.all[place].declared.map(|_| place)
    }

    /// The places of the views of the zone at `of`.
    pub fn views(&self, of: usize) -> impl Iterator<Item = usize> {
        self.by_view.range((of, String::new())..(of + 1, String::new())).map(|(_, place)| *place)
    }

    /// The place of its view of this name.
    pub fn view_named(&self, of: usize, name: &str) -> Option<usize> {
        self.by_view.get(&(of, name.to_owned())).copied()
    }
}
