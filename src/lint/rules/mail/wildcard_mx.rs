use super::domain::takes_mail;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A wildcard has MX records.
    ///
    /// Every name that does not exist takes mail, also each misspelt one, and each may be used as a sender. Names
    /// that exist are not covered, whatever they hold (RFC 4592 section 2.2.1).
    ///
    /// Write MX records at the names that take mail.
    RULE = "wildcard-mx", Level::Off, Check::Rrset(&[RecordType::MX], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if subject.owner().is_wildcard() && takes_mail(subject) {
        let headline = format!("each name that `{}` covers takes mail", subject.owner().with_unicode());
        findings.at(subject, headline).help("write MX records at the names that take mail");
    }
}
