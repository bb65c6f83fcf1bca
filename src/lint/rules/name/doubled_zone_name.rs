use memchr::memmem::Finder;

use crate::dns::{Name, RrsetRef};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::Desired;

rule! {
    /// A name ends in the name of its zone twice.
    ///
    /// `www.example.com.example.com.` comes from a master file in which a final dot was missing: the
    /// name was completed with the origin once more. Nobody asks for it.
    ///
    /// Write the name once.
    RULE = "doubled-zone-name", Level::Warning, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let apex = desired.zone.apex();
    // One label may well be repeated: `test.test.`.
    if apex.label_count() < 2 {
        return;
    }
    let Some(key) = apex.key_below(&Name::root()) else { return };
    let mut before: Option<&[u8]> = None;
    for rrset in desired.zone.at_or_below(&key) {
        if before.replace(rrset.owner_key()) != Some(rrset.owner_key()) {
            say_owner(Subject { view, desired, rrset }, findings);
        }
    }
    let once = &apex.wire()[..apex.wire().len() - 1];
    let twice = Finder::new(&[once, once, &[0]].concat()).into_owned();
    let holds = |rrset: &RrsetRef<'_>| rrset.rdatas().any(|rdata| twice.find(rdata.wire).is_some());
    for rrset in desired.zone.iter().filter(holds) {
        check_targets(Subject { view, desired, rrset }, findings);
    }
}

fn say_owner(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    let once = without_suffix(&owner, subject.desired.zone.apex());
    let headline = format!("`{}` ends in the name of the zone twice", owner.with_unicode());
    findings.at(subject, headline).help(format!("write `{}`", once.relative_to(subject.desired.zone.apex())));
}

fn check_targets(subject: Subject<'_>, findings: &mut Findings) {
    let apex = subject.desired.zone.apex();
    for record in subject.records() {
        let is_doubled =
            |name: &&Name| name.is_at_or_below(apex) && without_suffix(name, apex).is_at_or_below(apex);
        if let Some(target) = record.rdata.names().iter().find(is_doubled) {
            let once = without_suffix(target, apex);
            let headline = format!(
                "{} names `{}`, which ends in the name of the zone twice",
                subject.record_type(),
                target.with_unicode()
            );
            findings.at(record, headline).help(format!("write `{}`", once.with_unicode()));
        }
    }
}

/// What is left in front of the last labels of a name that ends in `suffix`.
fn without_suffix(name: &Name, suffix: &Name) -> Name {
    let kept = name.label_count().saturating_sub(suffix.label_count());
    Name::from_labels(name.labels().take(kept)).unwrap_or_else(|_| Name::root())
}
