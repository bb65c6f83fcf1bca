//! `ptr from`: the PTR records that follow from addresses marked `[ptr]`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;

use crate::diagnostic::Diagnostic;
use crate::dns::{Name, RecordType, pointer_name_in};
use crate::model::attributes::AttributeSet;
use crate::model::budget::Effort;
use crate::model::codes;
use crate::model::desired::{Chain, StepKind};
use crate::model::draft::Trace;
use crate::model::frame::Spot;
use crate::model::ledger::{Context, Ledger};
use crate::model::reverse::Reach;
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

/// An address with its name, and what the line that says so is.
struct Marked {
    address: IpAddr,
    name: Name,
    trace: Trace,
}

/// Adds the derived records to their reverse zones.
pub(in crate::model) fn derive(ledger: &mut Ledger<'_>) {
    let lines = std::mem::take(&mut ledger.pointers);
    if lines.is_empty() {
        return;
    }
    let mut explicit: HashMap<usize, BTreeMap<Vec<u8>, u32>> = HashMap::new();
    for line in &lines {
        explicit.entry(line.spot.zone).or_insert_with(|| written(ledger, line.spot.zone));
    }
    let mut derived: HashMap<(usize, Vec<u8>), (Name, Span)> = HashMap::new();
    let mut looked_at: HashSet<(usize, &Name)> = HashSet::new();
    for line in &lines {
        let mut free = Effort::written(line.span);
        let mut contexts: HashMap<(Name, u32), u32> = HashMap::new();
        for (zone, at) in &line.zones {
            if ledger.problems.is_full() {
                return;
            }
            if !looked_at.insert((line.spot.zone, zone)) {
                continue;
            }
            for marked in marked(ledger, line, zone, *at) {
                let Some(owner) = pointer_name_in(&line.spot.apex, marked.address) else { continue };
                let Some(key) = owner.key_below(&line.spot.apex) else { continue };
                let span = place(ledger, marked.trace);
                if let Some((name, first)) = derived.get(&(line.spot.zone, key.clone())) {
                    if *name != marked.name {
                        report_two(ledger, &marked, name, span, *first);
                    }
                    continue;
                }
                let written = explicit.get(&line.spot.zone).and_then(|keys| keys.get(&key)).copied();
                if let Some(push) = written
                    && report_written(ledger, line, push, &marked, span)
                {
                    continue;
                }
                let context = *contexts
                    .entry((zone.clone(), marked.trace.context))
                    .or_insert_with(|| context(ledger, line, zone, marked.trace.context));
                derived.insert((line.spot.zone, key.clone()), (marked.name.clone(), span));
                let kept = Effort::octets(key.len() + marked.name.wire().len());
                let effort = Effort::records(1).and(kept);
                if !ledger.spend(effort, &mut free, line.span, line.chain) {
                    return;
                }
                let ttl = ledger.frames[line.frame].ttl;
                let trace = Trace { context, ..marked.trace };
                let draft = &mut ledger.drafts.all[line.spot.zone];
                if draft.push(&key, RecordType::PTR, ttl, marked.name.wire(), trace).is_err() {
                    ledger.error(crate::model::record::too_large(line.span));
                }
            }
        }
    }
}

/// The PTR records that stand in a zone themselves.
fn written(ledger: &Ledger<'_>, zone: usize) -> BTreeMap<Vec<u8>, u32> {
    let records = ledger.drafts.all[zone].builder.iter();
    let pointers = records.filter(|record| record.record_type == RecordType::PTR);
    pointers.map(|record| (record.owner_key.to_vec(), record.number)).collect()
}

/// The addresses of a forward zone that are marked. In a view those of the
/// common records and of the view of the same name, else those of all views.
fn marked(ledger: &mut Ledger<'_>, line: &PtrFrom, zone: &Name, at: Span) -> Vec<Marked> {
    let view = ledger.drafts.all[line.spot.zone].view.as_ref().map(|view| view.name.clone());
    let Some(places) = ledger.drafts.with_views(zone, view.as_deref()) else {
        let headline = format!("no zone `{}` is declared", zone.with_unicode());
        let error = Diagnostic::error(&codes::UNKNOWN_ZONE, at, headline);
        ledger.error(error.help("PTR records are derived from zones of this project only"));
        return Vec::new();
    };
    let reach = Reach::of(&line.spot.apex);
    let mut all = Vec::new();
    let mut wildcards = HashSet::new();
    for draft in places.into_iter().map(|place| &ledger.drafts.all[place]) {
        for record in draft.builder.iter() {
            let Some(address) = address(record.record_type, record.rdata) else { continue };
            let trace = draft.traces[record.number as usize];
            if !is_marked(ledger, trace.context) {
                continue;
            }
            if record.owner_key.ends_with(b"*\0") {
                wildcards.insert(place(ledger, trace));
                continue;
            }
            if !reach.may_hold(address) {
                continue;
            }
            let name = Name::from_key(record.owner_key, zone);
            all.push(Marked { address, name, trace });
        }
    }
    for span in wildcards {
        let headline = "an address cannot point back to a wildcard";
        let error = Diagnostic::error(&codes::BAD_ATTRIBUTE, span, headline);
        ledger.error(error.help("take `ptr` away from this line"));
    }
    all
}

fn address(record_type: RecordType, rdata: &[u8]) -> Option<IpAddr> {
    match record_type {
        RecordType::A => <[u8; 4]>::try_from(rdata).ok().map(IpAddr::from),
        RecordType::AAAA => <[u8; 16]>::try_from(rdata).ok().map(IpAddr::from),
        _ => None,
    }
}

fn is_marked(ledger: &Ledger<'_>, context: u32) -> bool {
    let context = &ledger.contexts[context as usize];
    let own = ledger.sets.all[context.own as usize].ptr;
    own.or(ledger.frames[context.frame].attributes.ptr) == Some(true)
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

fn place(ledger: &Ledger<'_>, trace: Trace) -> Span {
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

/// Whether the derived record must not be added: one is written without `override`.
fn report_written(ledger: &mut Ledger<'_>, line: &PtrFrom, push: u32, marked: &Marked, span: Span) -> bool {
    let trace = ledger.drafts.all[line.spot.zone].traces[push as usize];
    if ledger.contexts[trace.context as usize].overrides {
        return false;
    }
    let headline = format!("the PTR of `{}` is written and derived too", marked.address);
    let error = Diagnostic::error(&codes::POINTER_CONFLICT, place(ledger, trace), headline);
    ledger.error(
        error
            .other(span, format!("gives `{}`", marked.name.with_unicode()))
            .help("remove this line, or write `override` before it to replace the derived record"),
    );
    true
}
