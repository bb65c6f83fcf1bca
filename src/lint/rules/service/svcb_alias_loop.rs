use super::services;
use crate::dns::authority::{Outcome, Source};
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SVCB or HTTPS record in AliasMode leads back to itself.
    ///
    /// Clients give up on such a chain (RFC 9460 section 3) and either use the plain addresses of the
    /// name or fail.
    ///
    /// Write the host that is meant in one of the lines.
    RULE = "svcb-alias-loop", Level::Error, Check::Rrset(&[RecordType::SVCB, RecordType::HTTPS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    let mut steps = vec![subject];
    while let Some(next) = steps.last().and_then(|step| next(*step)) {
        let name = next.owner();
        if name == owner {
            break;
        }
        if steps.iter().any(|step| step.owner() == name) {
            // A loop further on.
            return;
        }
        steps.push(next);
    }
    // One name of a loop stands for all.
    let is_loop = steps.last().and_then(|step| next(*step)).is_some();
    if !is_loop || steps.iter().map(|step| step.owner()).min() != Some(owner.clone()) {
        return;
    }
    let headline = format!("the service alias `{}` leads back to itself", owner.with_unicode());
    let mut report = findings.at(subject, headline);
    for &step in &steps[1..] {
        report = report.other(step, "through this alias");
    }
    report.help("write the host that is meant");
}

/// The RRset of the same type that an alias leads to.
fn next(subject: Subject<'_>) -> Option<Subject<'_>> {
    let owner = subject.owner();
    let alias = services(subject).find(|(_, service)| service.is_alias())?;
    let answer = subject.view.answer(&alias.1.host(&owner)?, subject.record_type());
    let Outcome::Data(rrsets) = &answer.outcome else { return None };
    let rrset = rrsets.first()?;
    let stands_at: &Name = match &rrset.source {
        Source::Owner | Source::Dname(_) => &rrset.key.owner,
        Source::Wildcard(wildcard) => wildcard,
    };
    subject.view.rrset(stands_at, subject.record_type())
}
