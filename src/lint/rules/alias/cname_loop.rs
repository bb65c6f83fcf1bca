use crate::dns::RecordType;
use crate::dns::authority::{AnswerRrset, Ending, Outcome, Source};
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
    if !matches!(subject.view.end(&owner, RecordType::A), Ending::Loop) {
        return;
    }
    let answer = subject.view.answer(&owner, RecordType::A);
    let Outcome::Loop(back) = &answer.outcome else { return };
    let through_wildcard =
        |rrset: &AnswerRrset| rrset.key.owner == *back && rrset.source == Source::Wildcard(owner.clone());
    // Names that only lead into a loop are not in it, and one name of a loop stands for all.
    let first = answer.chain.iter().map(|rrset| &rrset.key.owner).min();
    let is_first = owner == *back && first == Some(&owner);
    if !is_first && !answer.chain.iter().any(through_wildcard) {
        return;
    }
    let headline = format!("the alias `{}` leads back to itself", owner.with_unicode());
    let mut report = findings.at(subject, headline);
    for next in
        answer.chain[1..].iter().filter_map(|rrset| subject.view.rrset(&rrset.key.owner, RecordType::CNAME))
    {
        report = report.other(next, "through this alias");
    }
    report.help("write the host that is meant");
}
