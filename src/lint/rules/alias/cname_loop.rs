use crate::dns::RecordType;
use crate::dns::authority::Outcome;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An alias leads back to itself.
    ///
    /// Nobody gets an answer for any of the names of the loop (RFC 1034 section 3.6.2).
    ///
    /// Write the host that is meant in one of the lines.
    RULE = "cname-loop", Level::Error, Check::Rrset(&[RecordType::CNAME], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    let answer = subject.view.answer(&owner, RecordType::A);
    let Outcome::Loop(back) = &answer.outcome else { return };
    let mut names =
        answer.chain.iter().map(|rrset| &rrset.key).filter(|key| key.record_type == RecordType::CNAME);
    // Names that only lead into a loop are not in it, and one name of a loop stands for all.
    let first = answer.chain.iter().map(|rrset| &rrset.key.owner).min();
    if owner != *back || first != Some(&owner) {
        return;
    }
    let headline = format!("the alias `{}` leads back to itself", owner.with_unicode());
    let mut report = findings.at(subject, headline);
    names.next();
    for next in names.filter_map(|key| subject.view.rrset(&key.owner, RecordType::CNAME)) {
        report = report.other(next, "through this alias");
    }
    report.help("write the host that is meant");
}
