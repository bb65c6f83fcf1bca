use crate::dns::{RecordType, Ttl};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Record, Subject, View};
use crate::model::Desired;

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
            match subject.records().next().and_then(owner_above) {
                Some(above) => found.help(format!(
                    "in a master file it has the owner of the record above: `{above} {record}`"
                )),
                None => found.help(format!("write the owner in front of it: `@ {record}`")),
            };
        }
    }
}

/// The owner, as written, of the nearest record above in the same block that has one.
fn owner_above(record: Record<'_>) -> Option<&str> {
    let desired = record.subject.desired;
    let line = record.origin;
    let origins = desired.zone.iter().flat_map(|rrset| desired.provenance.of(rrset));
    let above = origins.filter(|other| {
        other.chain == line.chain
            && other.span.source == line.span.source
            && other.span.end <= line.span.start
    });
    let owners = above.filter_map(|other| {
        let text = record.subject.view.project.sources.text(other.span);
        let owner = text.split_ascii_whitespace().next()?;
        ttl(owner.as_bytes()).is_none().then_some((other.span.start, owner))
    });
    owners.max().map(|(_, owner)| owner)
}

/// A label that says a time with a unit, or whole minutes in seconds.
fn ttl(label: &[u8]) -> Option<&str> {
    let word = std::str::from_utf8(label).ok()?;
    let ttl = Ttl::parse(word)?;
    let has_unit = !word.ends_with(|last: char| last.is_ascii_digit());
    (has_unit || (ttl.seconds() >= 60 && ttl.seconds().is_multiple_of(60))).then_some(word)
}
