//! `ptr from`: the PTR records that follow from addresses marked `[ptr]`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::marks::{Marked, Marks};
use super::networks::Networks;
use crate::diagnostic::Diagnostic;
use crate::dns::{Name, Network, RecordType, pointer_name_in};
use crate::model::attributes::AttributeSet;
use crate::model::budget::{Effort, Spent};
use crate::model::codes;
use crate::model::desired::{Chain, StepKind};
use crate::model::draft::Trace;
use crate::model::frame::Spot;
use crate::model::ledger::{Context, Ledger};
use crate::text::Span;

/// One `ptr from` line at one spot.
pub(in crate::model) struct PtrFrom {
    pub span: Span,
    pub spot: Spot,
    pub frame: usize,
    pub chain: Option<Chain>,
    /// The forward zones with their places.
    pub zones: Vec<(Name, Span)>,
}

/// Adds the derived records to their reverse zones, and to the views of those that have
/// some: a line outside of the views gives what it gives inside each.
pub(in crate::model) fn derive(ledger: &mut Ledger<'_>) {
    let lines = std::mem::take(&mut ledger.pointers);
    if lines.is_empty() {
        return;
    }
    let mut free: Vec<Effort> = lines.iter().map(|line| Effort::written(line.span)).collect();
    let Ok(contents) = contents(ledger, &lines, &mut free) else { return };
    let networks = Networks::of(&ledger.drafts);
    let mut deriver = Deriver {
        ledger,
        lines: &lines,
        free,
        networks,
        marks: Marks::default(),
        written: HashMap::new(),
        contexts: HashMap::new(),
    };
    for (place, numbers) in contents {
        if deriver.content(place, &numbers).is_err() {
            return;
        }
    }
}

/// For the place of each reverse zone without views and of each view the numbers of its
/// lines, those outside of the views behind its own.
fn contents(
    ledger: &mut Ledger<'_>,
    lines: &[PtrFrom],
    free: &mut [Effort],
) -> Result<BTreeMap<usize, Vec<usize>>, Spent> {
    let mut contents: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut common: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        let views = ledger.drafts.views(line.spot.zone).count();
        if views == 0 {
            contents.entry(line.spot.zone).or_default().push(number);
            continue;
        }
        let effort = Effort::rounds(line.zones.len().saturating_mul(views));
        if !ledger.spend(effort, &mut free[number], line.span, line.chain) {
            return Err(Spent);
        }
        for view in ledger.drafts.views(line.spot.zone) {
            common.entry(view).or_default().push(number);
        }
    }
    for (view, numbers) in common {
        contents.entry(view).or_default().extend(numbers);
    }
    Ok(contents)
}

struct Deriver<'d, 's> {
    ledger: &'d mut Ledger<'s>,
    lines: &'d [PtrFrom],
    /// What each line may still make before it counts.
    free: Vec<Effort>,
    networks: Networks,
    marks: Marks,
    /// The PTR records that stand in drafts themselves.
    written: HashMap<usize, BTreeMap<Vec<u8>, Trace>>,
    /// By the line, the forward zone and the context there.
    contexts: HashMap<(usize, usize, u32), u32>,
}

/// The reverse zone or view that records are derived for.
struct Content {
    place: usize,
    /// The whole zone; the same place if it has no views.
    zone: usize,
    view: Option<String>,
    derived: HashMap<Vec<u8>, (Name, Span)>,
}

impl Deriver<'_, '_> {
    fn content(&mut self, place: usize, numbers: &[usize]) -> Result<(), Spent> {
        let view = self.ledger.drafts.all[place].view.as_ref();
        let mut content = Content {
            place,
            zone: view.map_or(place, |view| view.of),
            view: view.map(|view| view.name.clone()),
            derived: HashMap::new(),
        };
        let mut looked_at: HashSet<&Name> = HashSet::new();
        for &number in numbers {
            for (name, at) in &self.lines[number].zones {
                if self.ledger.problems.is_full() {
                    return Err(Spent);
                }
                if !looked_at.insert(name) {
                    continue;
                }
                match self.ledger.drafts.declared(name) {
                    Some(forward) => self.forward(&mut content, number, name, forward)?,
                    None => report_unknown(self.ledger, name, *at),
                }
            }
        }
        Ok(())
    }

    /// Derives what a line says of one forward zone.
    fn forward(
        &mut self,
        content: &mut Content,
        number: usize,
        name: &Name,
        forward: usize,
    ) -> Result<(), Spent> {
        let line = &self.lines[number];
        let (apex, view) = (&line.spot.apex, content.view.as_deref());
        let Some(network) = Network::of_reverse_zone(apex) else { return Ok(()) };
        for marked in self.marks.seen(self.ledger, forward, view, network) {
            if self.networks.have_closer(network, marked.address, view, &self.ledger.drafts) {
                continue;
            }
            let owner = pointer_name_in(apex, marked.address);
            let Some(key) = owner.and_then(|owner| owner.key_below(apex)) else { continue };
            let span = place_of(self.ledger, marked.trace);
            if let Some((name, first)) = content.derived.get(&key) {
                if *name != marked.name {
                    report_two(self.ledger, &marked, name, span, *first);
                }
                continue;
            }
            if let Some(written) = self.written(content, &key) {
                report_written(self.ledger, written, &marked, span);
                continue;
            }
            content.derived.insert(key.clone(), (marked.name.clone(), span));
            let kept = Effort::octets(key.len() + marked.name.wire().len());
            let effort = Effort::records(1).and(kept);
            if !self.ledger.spend(effort, &mut self.free[number], line.span, line.chain) {
                return Err(Spent);
            }
            let ttl = self.ledger.frames[line.frame].ttl;
            let context = *self
                .contexts
                .entry((number, forward, marked.trace.context))
                .or_insert_with(|| context(self.ledger, line, name, marked.trace.context));
            let trace = Trace { context, ..marked.trace };
            let draft = &mut self.ledger.drafts.all[content.place];
            if draft.push(&key, RecordType::PTR, ttl, marked.name.wire(), trace).is_err() {
                self.ledger.error(crate::model::record::too_large(line.span));
            }
        }
        Ok(())
    }

    /// The PTR line of a name with which a derived record cannot stand: none if one says
    /// `override`.
    fn written(&mut self, content: &Content, key: &[u8]) -> Option<Trace> {
        let mut found = None;
        for place in [content.place, content.zone] {
            let written = self.written.entry(place).or_insert_with(|| written(self.ledger, place));
            let Some(trace) = written.get(key) else { continue };
            if self.ledger.contexts[trace.context as usize].overrides {
                return None;
            }
            found = found.or(Some(*trace));
        }
        found
    }
}

/// The PTR records that stand in a draft themselves; of several at one name one with
/// `override`.
fn written(ledger: &Ledger<'_>, place: usize) -> BTreeMap<Vec<u8>, Trace> {
    let draft = &ledger.drafts.all[place];
    let mut pointers: BTreeMap<Vec<u8>, Trace> = BTreeMap::new();
    for record in draft.builder.iter().filter(|record| record.record_type == RecordType::PTR) {
        let trace = draft.traces[record.number as usize];
        let kept = pointers.entry(record.owner_key.to_vec()).or_insert(trace);
        if ledger.contexts[trace.context as usize].overrides {
            *kept = trace;
        }
    }
    pointers
}

/// The context of the records that a line derives from those of another
/// context: what is said about the host holds for its pointer too.
fn context(ledger: &mut Ledger<'_>, line: &PtrFrom, zone: &Name, forward: u32) -> u32 {
    let forward = ledger.contexts[forward as usize];
    let said = ledger.sets.all[forward.own as usize].over(&ledger.frames[forward.frame].attributes);
    let own = AttributeSet { proxied: None, ptr: None, options: Vec::new(), ..said };
    let own = ledger.sets.number(own);
    let chain = ledger.step(StepKind::PtrFrom(zone.clone()), line.span, forward.chain.or(line.chain));
    ledger.context(Context {
        source: forward.source,
        frame: line.frame,
        chain: Some(chain),
        own,
        overrides: false,
    })
}

/// Where a record is written.
pub(super) fn place_of(ledger: &Ledger<'_>, trace: Trace) -> Span {
    Span::new(ledger.contexts[trace.context as usize].source, trace.start, trace.end)
}

fn report_two(ledger: &mut Ledger<'_>, marked: &Marked, name: &Name, span: Span, first: Span) {
    let headline = format!(
        "`{}` is the address of `{}` and of `{}`",
        marked.address,
        name.with_unicode(),
        marked.name.with_unicode()
    );
    let (first, second) = (first.min(span), first.max(span));
    let error = Diagnostic::error(&codes::POINTER_CONFLICT, second, headline);
    ledger.error(
        error
            .other(first, "marked `[ptr]` too")
            .help("one name stands in the PTR of an address; take `ptr` away from the other"),
    );
}

fn report_written(ledger: &mut Ledger<'_>, written: Trace, marked: &Marked, span: Span) {
    let headline = format!("the PTR of `{}` is written and derived too", marked.address);
    let error = Diagnostic::error(&codes::POINTER_CONFLICT, place_of(ledger, written), headline);
    ledger.error(
        error
            .other(span, format!("gives `{}`", marked.name.with_unicode()))
            .help("remove this line, or write `override` before it to replace the derived record"),
    );
}

fn report_unknown(ledger: &mut Ledger<'_>, zone: &Name, at: Span) {
    let headline = format!("no zone `{}` is declared", zone.with_unicode());
    let error = Diagnostic::error(&codes::UNKNOWN_ZONE, at, headline);
    ledger.error(error.help("PTR records are derived from zones of this project only"));
}
