//! `nameservers`: the NS records of an apex without NS lines of its own.

use std::collections::{BTreeSet, HashMap};

use super::budget::Effort;
use super::codes;
use super::draft::{Draft, Trace};
use super::ledger::{Context, Ledger};
use super::settings::Said;
use crate::diagnostic::Diagnostic;
use crate::dns::{Name, RecordType};
use crate::text::Span;

/// Adds the records to the zones, and to the views of those that have some.
/// Those of the project's defaults give way to NS lines; those that a zone says
/// must name the same servers.
pub(super) fn derive(ledger: &mut Ledger<'_>) {
    let drafts = &ledger.drafts.all;
    let is_said = |draft: &Draft<'_>| draft.settings.get(KEY).is_some();
    if ledger.defaults.zones.nameservers.is_empty() && !drafts.iter().any(is_said) {
        return;
    }
    let with_views: BTreeSet<usize> =
        drafts.iter().filter_map(|draft| draft.view.as_ref().map(|view| view.of)).collect();
    let frames = frames(ledger);
    let mut said = BTreeSet::new();
    for place in (0..ledger.drafts.all.len()).filter(|place| !with_views.contains(place)) {
        let of = ledger.drafts.all[place].view.as_ref().map(|view| view.of);
        let zone = of.unwrap_or(place);
        let (Some(declared), Some(&frame)) = (ledger.drafts.all[zone].declared, frames.get(&zone)) else {
            continue;
        };
        let places: Vec<usize> = std::iter::once(place).chain(of).collect();
        let (names, setting) = wanted(ledger, &places);
        let written = written(ledger, &places);
        let Some(line) = differing(&names, &written) else {
            let kept = Effort::octets(names.iter().map(|name| name.wire().len()).sum());
            let effort = Effort::records(names.len() as u64).and(kept);
            let mut free = free_for_a_zone(declared);
            if written.is_empty() && ledger.spend(effort, &mut free, setting.unwrap_or(declared), None) {
                add(ledger, place, frame, &names, setting.unwrap_or(declared));
            }
            continue;
        };
        if let Some(setting) = setting.filter(|setting| said.insert((*setting, line))) {
            let apex = ledger.drafts.all[zone].builder.apex().with_unicode();
            let headline = format!("`nameservers` of `{apex}` and its NS lines name different servers");
            let error = Diagnostic::error(&codes::SETTING_CONFLICT, setting, headline);
            ledger.error(error.other(line, "this NS line").help("keep one of the two"));
        }
    }
}

const KEY: &str = "nameservers";

/// Each zone is written, and has its servers for that.
fn free_for_a_zone(declared: Span) -> Effort {
    Effort::written(Span { end: declared.end + 8, ..declared })
}

/// The frame of the body of each zone.
fn frames(ledger: &Ledger<'_>) -> HashMap<usize, usize> {
    let bodies = ledger.frames.iter().enumerate();
    let bodies = bodies.filter(|(_, frame)| frame.outer.is_none() && !frame.is_extend);
    bodies.flat_map(|(number, frame)| frame.spots.iter().map(move |spot| (spot.zone, number))).collect()
}

/// The servers, and where a source says them. What the first of the drafts says goes before.
fn wanted(ledger: &Ledger<'_>, places: &[usize]) -> (Vec<Name>, Option<Span>) {
    let said = places.iter().find_map(|place| match ledger.drafts.all[*place].settings.get(KEY) {
        Some((Said::Names(names), span)) => Some((names.clone(), Some(span))),
        _ => None,
    });
    said.unwrap_or_else(|| (ledger.defaults.zones.nameservers.clone(), None))
}

/// The servers in NS lines of the apex, with these lines.
fn written(ledger: &Ledger<'_>, places: &[usize]) -> Vec<(Name, Span)> {
    let drafts = places.iter().map(|place| &ledger.drafts.all[*place]);
    let lines = drafts.flat_map(|draft| {
        let records = draft.builder.iter();
        let servers =
            records.filter(|record| record.owner_key.is_empty() && record.record_type == RecordType::NS);
        servers.filter_map(|record| {
            let trace = draft.traces[record.number as usize];
            let source = ledger.contexts[trace.context as usize].source;
            Some((Name::from_wire(record.rdata)?, Span::new(source, trace.start, trace.end)))
        })
    });
    lines.collect()
}

/// An NS line that disagrees; the last one where a server has no line.
fn differing(names: &[Name], written: &[(Name, Span)]) -> Option<Span> {
    let foreign = written.iter().find(|(name, _)| !names.contains(name));
    let lacks = names.iter().any(|name| !written.iter().any(|(other, _)| other == name));
    foreign.or(written.last().filter(|_| lacks)).map(|(_, span)| *span)
}

fn add(ledger: &mut Ledger<'_>, place: usize, frame: usize, names: &[Name], span: Span) {
    let context = Context { source: span.source, frame, chain: None, own: 0, overrides: false };
    let context = ledger.context(context);
    let trace = Trace { start: span.start, end: span.end, context };
    let draft = &mut ledger.drafts.all[place];
    let first = draft.traces.len();
    let pushed = names.iter().try_for_each(|name| draft.push(&[], RecordType::NS, None, name.wire(), trace));
    draft.fills.push((first..draft.traces.len(), frame));
    if pushed.is_err() {
        ledger.error(super::record::too_large(span));
    }
}
