use super::dmarc::{domain, policy};
use crate::dns::RecordType;
use crate::dns::policy_text::Disposition;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DMARC policy protects the domain, but not the names below it.
    ///
    /// With `sp=none` mail in the name of `anything.example.com` is delivered though it fails, and people do not
    /// see the difference.
    ///
    /// Leave `sp=` out, or say at least `np=reject` for names that do not exist (RFC 9989).
    RULE = "dmarc-open-subdomains", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some((domain, (record, dmarc))) = domain(subject).zip(policy(subject)) else { return };
    let asks = |disposition| matches!(disposition, Some(Disposition::Quarantine | Disposition::Reject));
    if asks(dmarc.policy) && dmarc.subdomains == Some(Disposition::None) && !asks(dmarc.nonexistent) {
        let headline = format!("the DMARC policy of `{}` leaves the names below open", domain.with_unicode());
        findings.at(record.part("sp=none"), headline).help("leave `sp=none` out, or add `np=reject`");
    }
}
