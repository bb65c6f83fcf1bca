//! The addresses of forward zones that are marked `[ptr]`.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use super::pointers::place_of;
use crate::diagnostic::Diagnostic;
use crate::dns::{Name, Network, RdataRef};
use crate::model::draft::Trace;
use crate::model::ledger::Ledger;
use crate::model::{codes, overrides};

/// Those of each draft that was asked for, with their pushes, in order.
#[derive(Default)]
pub(super) struct Marks {
    of: HashMap<usize, Vec<(IpAddr, u32)>>,
}

/// An address with its name, and what the line that says so is.
pub(super) struct Marked {
    pub address: IpAddr,
    pub name: Name,
    pub trace: Trace,
}

impl Marks {
    /// Those of the forward zone at `zone` that those see who ask in this view; with `None`,
    /// who ask in any.
    pub fn seen(
        &mut self,
        ledger: &mut Ledger<'_>,
        zone: usize,
        view: Option<&str>,
        network: Network,
    ) -> Vec<Marked> {
        let views: Vec<usize> = match view {
            Some(view) => ledger.drafts.view_named(zone, view).into_iter().collect(),
            None => ledger.drafts.views(zone).collect(),
        };
        let mut seen = Vec::new();
        for place in std::iter::once(zone).chain(views.iter().copied()) {
            let marks = self.of.entry(place).or_insert_with(|| find(ledger, place));
            let draft = &ledger.drafts.all[place];
            let from = marks.partition_point(|(address, _)| *address < network.first());
            let reached = marks[from..].iter().take_while(|(address, _)| network.holds(*address));
            for (address, push) in reached {
                let trace = draft.traces[*push as usize];
                let Some(record) = draft.builder.get(*push) else { continue };
                let is_given = || {
                    let context = &ledger.contexts[trace.context as usize];
                    overrides::is_given(context, &ledger.steps)
                };
                let is_overridden = |place: &usize| {
                    ledger.drafts.all[*place].overrides.has(record.owner_key, record.record_type)
                };
                let by_all = place == zone && !views.is_empty() && views.iter().all(is_overridden);
                if by_all || ([zone, place].iter().any(is_overridden) && is_given()) {
                    continue;
                }
                let name = Name::from_key(record.owner_key, draft.builder.apex());
                seen.push(Marked { address: *address, name, trace });
            }
        }
        seen
    }
}

fn find(ledger: &mut Ledger<'_>, place: usize) -> Vec<(IpAddr, u32)> {
    let draft = &ledger.drafts.all[place];
    let mut marks = Vec::new();
    let mut wildcards = HashSet::new();
    for record in draft.builder.iter() {
        let rdata = RdataRef { record_type: record.record_type, wire: record.rdata };
        let Some(address) = rdata.address() else { continue };
        let trace = draft.traces[record.number as usize];
        if !is_marked(ledger, trace.context) {
            continue;
        }
        match Name::from_key(record.owner_key, draft.builder.apex()).is_wildcard() {
            true => drop(wildcards.insert(place_of(ledger, trace))),
            false => marks.push((address, record.number)),
        }
    }
    for span in wildcards {
        let headline = "an address cannot point back to a wildcard";
        let error = Diagnostic::error(&codes::BAD_ATTRIBUTE, span, headline);
        ledger.error(error.help("take `ptr` away from this line"));
    }
    marks.sort_unstable();
    marks
}

fn is_marked(ledger: &Ledger<'_>, context: u32) -> bool {
    let context = &ledger.contexts[context as usize];
    let own = ledger.sets.all[context.own as usize].ptr;
    own.or(ledger.frames[context.frame].attributes.ptr) == Some(true)
}
