use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::net::IpAddr;

use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Place, Record, Subject, View};
use crate::model::Desired;
use crate::text::Span;

rule! {
    /// An address is marked `[ptr]`, and no reverse zone of this project takes it.
    ///
    /// The mark alone does nothing: the PTR record is made by a `ptr from` in the reverse zone, which names
    /// the zone of the address. It is said once for a zone and a reverse zone, and once for all addresses
    /// of a zone that are in no reverse zone of this project. Where one address of a line is in a reverse
    /// zone and the other, of the other family, is in none, nothing is said of that.
    ///
    /// Write `ptr from` in the reverse zone. If somebody else has it, tell them, and take the mark away.
    ///
    /// ```zonal
    /// zone example.com  { www  A  192.0.2.10  [ptr] }
    /// zone 192.0.2.0/24 { ptr from example.com }
    /// ```
    RULE = "unused-ptr-mark", Level::Notice, Check::Zone(check);
}

/// An address that is marked.
struct Marked<'v> {
    record: Record<'v>,
    address: IpAddr,
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let mut at_home: HashSet<Span> = HashSet::new();
    let mut untaken: BTreeMap<Option<Name>, Vec<Marked<'_>>> = BTreeMap::new();
    for marked in marked(view, desired) {
        if view.is_pointed(marked.address) {
            at_home.insert(marked.record.span());
            continue;
        }
        let pointer = view.pointer(marked.address);
        let reverse = view.zone_of(&pointer).map(|reverse| reverse.zone.apex().clone());
        if reverse.is_some() {
            at_home.insert(marked.record.span());
        }
        if !view.is_left_to_others(&pointer, RecordType::PTR) {
            untaken.entry(reverse).or_default().push(marked);
        }
    }
    for (reverse, mut marked) in untaken {
        if reverse.is_none() {
            marked.retain(|marked| !at_home.contains(&marked.record.span()));
        }
        // A line may hold several.
        let lines: BTreeSet<Span> = marked.iter().map(|marked| marked.record.span()).collect();
        if let Some(first) = marked.iter().min_by_key(|marked| marked.record.span()) {
            say(reverse.and_then(|apex| view.zone(&apex)), first, lines.len(), findings);
        }
    }
}

/// The addresses of a zone that are marked, but those of wildcards, to which none can point back.
fn marked<'v>(view: &'v View<'v>, desired: &'v Desired) -> impl Iterator<Item = Marked<'v>> {
    let addresses = desired
        .zone
        .iter()
        .filter(|rrset| rrset.record_type().is_address())
        .map(move |rrset| Subject { view, desired, rrset });
    addresses.flat_map(Subject::records).filter(|record| record.attributes().ptr == Some(true)).filter_map(
        |record| {
            let address = record.rdata.address()?;
            (!record.subject.owner().is_wildcard()).then_some(Marked { record, address })
        },
    )
}

fn say(reverse: Option<&Desired>, first: &Marked<'_>, lines: usize, findings: &mut Findings) {
    let apex = first.record.subject.desired.zone.apex().with_unicode().to_string();
    let apex = apex.trim_end_matches('.');
    let others = match lines - 1 {
        0 => String::new(),
        1 => ", as at another line".to_owned(),
        more => format!(", as at {more} other lines"),
    };
    let place = Place::from(first.record);
    let address = first.address;
    match reverse {
        Some(reverse) => {
            let network = reverse.zone.apex().with_unicode();
            let headline = format!(
                "`[ptr]` at {address} of `{apex}.` does nothing{others}: no `ptr from` of `{network}` takes it"
            );
            findings
                .at(place, headline)
                .other(reverse, "the reverse zone")
                .help(format!("write `ptr from {apex}` there, or take the mark away"));
        }
        None => {
            let headline = format!(
                "`[ptr]` at {address} of `{apex}.` does nothing{others}: no reverse zone of this project holds it"
            );
            findings
                .at(place, headline)
                .help(format!("take the mark away, or declare the reverse zone with `ptr from {apex}`"));
        }
    }
}
