use super::properties;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// CAA records have `issue` and do not say who may issue for wildcards.
    ///
    /// Then the authorities of `issue` may issue wildcards too (RFC 8659 section 4.3). A wildcard is
    /// worth more to a thief, since it is good for every host.
    ///
    /// Add `issuewild ";"` if you have no wildcards, or their authority.
    RULE = "caa-issue-without-issuewild", Level::Off, Check::Rrset(&[RecordType::CAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let has = |tag: &str| properties(subject).any(|(_, property)| property.tag == tag);
    let allows = properties(subject).find(|(_, property)| {
        property.tag == "issue" && property.issue_value().is_some_and(|value| !value.is_nobody())
    });
    if let Some((record, _)) = allows
        && !has("issuewild")
    {
        let owner = subject.owner().with_unicode();
        findings
            .at(record, format!("the authorities of `{owner}` may issue wildcards too"))
            .help("add `issuewild \";\"`, or who may");
    }
}
