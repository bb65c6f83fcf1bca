use std::collections::HashMap;
use std::fmt;

use super::entry::End;
use super::{Place, Recorded};
use crate::dns::Name;
use crate::plan::Before;

/// What the journal knows of each zone, from the newest run that touched it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    zones: HashMap<Place, Last>,
}

/// How the newest run left a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    pub run: String,
    /// Requests that are known to have been applied, and all.
    pub done: usize,
    pub of: usize,
    /// `None` if the run was interrupted.
    pub end: Option<End>,
    /// How many RRsets it was last seen with, besides SOA and apex NS.
    pub content: Option<usize>,
}

/// A run that did not finish a zone. `Display` is a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interruption<'h> {
    pub apex: &'h Name,
    pub instance: &'h str,
    pub last: &'h Last,
}

impl History {
    pub fn last(&self, apex: &Name, instance: &str) -> Option<&Last> {
        self.zones.get(&(apex.clone(), instance.to_owned()))
    }

    /// What a plan's guards want to know.
    pub fn before(&self, apex: &Name, instance: &str) -> Option<Before> {
        self.last(apex, instance)?.content.map(|rrsets| Before { rrsets })
    }

    /// Whether the newest run left the zone as wanted, and with this content.
    pub fn knows(&self, apex: &Name, instance: &str, content: Option<usize>) -> bool {
        let last = self.last(apex, instance);
        last.is_some_and(|last| last.end == Some(End::Verified) && last.content == content)
    }

    /// Zones that were left unfinished, by zone, then instance.
    pub fn interruptions(&self) -> Vec<Interruption<'_>> {
        let unfinished = self.zones.iter().filter(|(_, last)| !matches!(last.end, Some(End::Verified)));
        let mut all: Vec<_> =
            unfinished.map(|((apex, instance), last)| Interruption { apex, instance, last }).collect();
        all.sort_by_key(|interruption| (interruption.apex, interruption.instance));
        all
    }

    pub(super) fn follow(&mut self, run: &str, recorded: Recorded) {
        for (place, zone) in recorded.zones {
            let known = self.zones.get(&place).and_then(|last| last.content);
            let content = zone.content.or(known);
            let (done, of, end) = (zone.done, zone.requests, zone.end);
            self.zones.insert(place, Last { run: run.to_owned(), done, of, end, content });
        }
    }
}

impl fmt::Display for Interruption<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Interruption { apex, instance, last: Last { run, done, of, end, .. } } = self;
        let how = match end {
            None => "was interrupted",
            Some(End::NotVerified) => "did not read back what it wrote",
            Some(_) => "stopped",
        };
        write!(f, "run {run} {how} after request {done} of {of} for {apex} at {instance}; ")?;
        f.write_str("the next push finishes it")
    }
}
