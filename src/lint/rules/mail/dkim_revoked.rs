use super::remarks;
use crate::dns::RecordType;
use crate::dns::policy_text::Kind;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DKIM key is revoked: its `p=` is empty.
    ///
    /// That is how a key is withdrawn (RFC 6376 section 3.6.1), and right for some time. A selector
    /// that is still signed with fails. That of all names, `*._domainkey`, is left alone: domains
    /// without mail have it.
    ///
    /// Remove the record when no mail signed with it can still be on its way.
    RULE = "dkim-revoked", Level::Off, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if !subject.owner().is_wildcard() {
        remarks::report(subject, Some(Kind::Dkim), &["dkim-revoked"], findings);
    }
}
