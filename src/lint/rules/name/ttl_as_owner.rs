use crate::dns::{RecordType, Ttl};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::Desired;

rule! {
    /// The owner of a record looks like a TTL.
    ///
    /// In a master file, `  300 IN A 192.0.2.1` has the owner of the line before it and a TTL. Here, where
    /// each line says its owner, it makes a record of `300.example.com.`. Times with a unit (`1h`) and
    /// whole minutes (`300`) are taken for TTLs, in zones that are not reverse zones.
    ///
    /// Write the owner in front: `@  300  A  192.0.2.1`.
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
            let headline = format!("the owner `{}` looks like a TTL", owner.with_unicode());
            findings
                .at(Subject { view, desired, rrset }, headline)
                .help(format!("write the owner in front of it: `@ {word} {}`", rrset.record_type()));
        }
    }
}

/// A label that says a time with a unit, or whole minutes in seconds.
fn ttl(label: &[u8]) -> Option<&str> {
    let word = std::str::from_utf8(label).ok()?;
    let ttl = Ttl::parse(word)?;
    let has_unit = !word.ends_with(|last: char| last.is_ascii_digit());
    (has_unit || (ttl.seconds() >= 60 && ttl.seconds().is_multiple_of(60))).then_some(word)
}
