use std::cell::OnceCell;
use std::collections::HashMap;

use crate::dns::{RecordType, Ttl};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::{Chain, Desired, Origin};
use crate::text::SourceId;

rule! {
    /// The owner of a record looks like a TTL.
    ///
    /// In a master file, `  300 IN A 192.0.2.1` has the owner of the line before it and a TTL. Here, where
    /// each line says its owner, it makes a record of `300.example.com.`. Times with a unit (`1h`) and
    /// whole minutes (`300`) are taken for TTLs, in zones that are not reverse zones.
    ///
    /// Write the owner in front: `www  300  A  192.0.2.1`.
    RULE = "ttl-as-owner", Level::Warning, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let apex = desired.zone.apex();
    if apex.labels().last().is_some_and(|label| label.eq_ignore_ascii_case(b"arpa")) {
        return;
    }
    let written = OnceCell::new();
    let mut before: Option<&[u8]> = None;
    for rrset in desired.zone.iter() {
        let is_first = before.replace(rrset.owner_key()) != Some(rrset.owner_key());
        let owner = rrset.owner();
        let is_child = owner.label_count() == apex.label_count() + 1;
        if !is_first || !is_child || rrset.record_type() == RecordType::PTR {
            continue;
        }
        if let Some(word) = owner.labels().next().and_then(ttl) {
            let subject = Subject { view, desired, rrset };
            let headline = format!("the owner `{}` looks like a TTL", owner.with_unicode());
            let found = findings.at(subject, headline);
            let record = format!("{word} {}", rrset.record_type());
            let owners = || written.get_or_init(|| Owners::of(view, desired));
            match subject.records().next().and_then(|record| owners().above(record.origin)) {
                Some(above) => found.help(format!(
                    "in a master file it has the owner of the record above: `{above} {record}`"
                )),
                None => found.help(format!("write the owner in front of it: `@ {record}`")),
            };
        }
    }
}

/// The owners of records as they are written, each with its place in the source.
struct Owners<'v> {
    written: HashMap<Way, Vec<(u32, &'v str)>>,
}

/// The source of lines, and how they came into the zone.
type Way = (SourceId, Option<Chain>);

impl<'v> Owners<'v> {
    /// Those that look like no TTL.
    fn of(view: &View<'v>, desired: &'v Desired) -> Owners<'v> {
        let mut written: HashMap<_, Vec<_>> = HashMap::new();
        for origin in desired.zone.iter().flat_map(|rrset| desired.provenance.of(rrset)) {
            let text = view.project.sources.text(origin.span);
            let owner = text.split_ascii_whitespace().next();
            if let Some(owner) = owner.filter(|owner| ttl(owner.as_bytes()).is_none()) {
                let lines = written.entry((origin.span.source, origin.chain)).or_default();
                lines.push((origin.span.start, owner));
            }
        }
        written.values_mut().for_each(|lines| lines.sort_unstable());
        Owners { written }
    }

    /// That of the nearest record above a line which came into the zone the same way.
    fn above(&self, line: Origin) -> Option<&'v str> {
        let lines = self.written.get(&(line.span.source, line.chain))?;
        let above = lines.partition_point(|(start, _)| *start < line.span.start);
        above.checked_sub(1).map(|at| lines[at].1)
    }
}

/// A label that says a time with a unit, or whole minutes in seconds.
fn ttl(label: &[u8]) -> Option<&str> {
    let word = std::str::from_utf8(label).ok()?;
    let ttl = Ttl::parse(word)?;
    let has_unit = !word.ends_with(|last: char| last.is_ascii_digit());
    (has_unit || (ttl.seconds() >= 60 && ttl.seconds().is_multiple_of(60))).then_some(word)
}
