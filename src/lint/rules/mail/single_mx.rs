use super::domain::exchanges;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A name has only one mail server.
    ///
    /// While it is down, senders keep mail for days and try again (RFC 5321 section 4.5.4.1), so one is enough
    /// for many. Many services have one name with several hosts behind it.
    ///
    /// Add a second host if mail must not wait.
    RULE = "single-mx", Level::Off, Check::Rrset(&[RecordType::MX], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let mut hosts = exchanges(subject);
    let (Some(only), None) = (hosts.next(), hosts.next()) else { return };
    if !only.host.is_root() {
        let headline = format!("`{}` has only one mail server", subject.owner().with_unicode());
        findings.at(subject, headline).help("add a second one if mail must not wait while it is down");
    }
}
