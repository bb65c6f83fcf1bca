use super::target;
use crate::dns::authority::Outcome;
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};

rule! {
    /// A CNAME leads to a name of this project that has no records.
    ///
    /// Whoever asks for it gets no answer, as if the alias were not there. Often the target was renamed
    /// or removed, and the alias forgotten.
    ///
    /// Correct the target, write its records, or remove the alias.
    ///
    /// ```zonal
    /// web  A      192.0.2.1
    /// www  CNAME  web
    /// ```
    RULE = "cname-to-nothing", Level::Error, Check::Rrset(&[RecordType::CNAME], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(target) = target(subject) else { return };
    if subject.view.rrset(&target, RecordType::CNAME).is_some() || !is_nothing(subject.view, &target) {
        return;
    }
    let (owner, target) = (subject.owner().with_unicode(), target.with_unicode());
    findings
        .at(subject, format!("`{owner}` leads to `{target}`, which has no records"))
        .help("correct the target, write its records, or remove the alias");
}

/// Whether nobody can have records at a name of this project.
fn is_nothing(view: &View<'_>, name: &Name) -> bool {
    let is_empty = |record_type| {
        let outcome = view.answer(name, record_type).outcome;
        matches!(outcome, Outcome::NxDomain | Outcome::NoData)
    };
    let has_records = || view.zone_of(name).is_some_and(|desired| desired.zone.at(name).next().is_some());
    let addresses = [RecordType::A, RecordType::AAAA, RecordType::CNAME];
    addresses.into_iter().all(is_empty)
        && !has_records()
        && !view.is_by_provider(name)
        && !addresses.into_iter().any(|record_type| view.is_left_to_others(name, record_type))
}
