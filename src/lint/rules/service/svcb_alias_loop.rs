use super::services;
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, LookUp, Subject};

rule! {
    /// An SVCB or HTTPS record in AliasMode leads back to itself.
    ///
    /// Clients give up on such a chain (RFC 9460 section 3) and either use the plain addresses of the
    /// name or fail. So they do on one of more than 20 aliases, wherever it ends: they have to limit how
    /// many they follow (section 2.4.2).
    ///
    /// Write the host that is meant in one of the lines.
    RULE = "svcb-alias-loop", Level::Error, Check::Rrset(&[RecordType::SVCB, RecordType::HTTPS], check);
}

/// How many aliases behind the first are followed.
const LONGEST: usize = 20;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    let mut steps: Vec<(Name, Subject<'_>)> = Vec::new();
    let mut onward = next(subject);
    while let Some(alias) = onward.filter(|alias| alias.owner() != owner) {
        let name = alias.owner();
        if steps.iter().any(|(step, _)| *step == name) {
            // A loop further on.
            return;
        }
        if steps.len() == LONGEST {
            let headline = format!(
                "the service alias `{}` leads to more than {LONGEST} others, one behind the other",
                owner.with_unicode()
            );
            findings.at(subject, headline).help("write the service that the last one leads to");
            return;
        }
        steps.push((name, alias));
        onward = next(alias);
    }
    // One name of a loop stands for all.
    if onward.is_none() || steps.iter().any(|(step, _)| *step < owner) {
        return;
    }
    let headline = format!("the service alias `{}` leads back to itself", owner.with_unicode());
    let mut report = findings.at(subject, headline);
    for &(_, step) in &steps {
        report = report.other(step, "through this alias");
    }
    report.help("write the host that is meant");
}

/// The RRset of the same type that an alias leads to.
fn next(subject: Subject<'_>) -> Option<Subject<'_>> {
    let owner = subject.owner();
    let alias = services(subject).find(|(_, service)| service.is_alias())?;
    match subject.view.look_up(&alias.1.host(&owner)?, subject.record_type()) {
        LookUp::Found(next) => Some(next),
        LookUp::Nothing | LookUp::Unknown => None,
    }
}
