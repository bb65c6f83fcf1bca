use super::target;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

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
    if subject.view.rrset(&target, RecordType::CNAME).is_some() || !subject.view.has_nothing(&target) {
        return;
    }
    let (owner, target) = (subject.owner().with_unicode(), target.with_unicode());
    findings
        .at(subject, format!("`{owner}` leads to `{target}`, which has no records"))
        .help("correct the target, write its records, or remove the alias");
}
