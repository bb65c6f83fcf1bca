use super::domain::{behind, below};
use super::policies;
use crate::dns::RecordType;
use crate::dns::policy_text::Kind;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A domain announces an MTA-STS policy, but the host that should serve it has no address.
    ///
    /// Senders fetch the policy from `https://mta-sts.<domain>/.well-known/mta-sts.txt` (RFC 8461 section 3.3).
    /// If they cannot, mail comes without the protection that is announced.
    ///
    /// Write the host's address, or remove the announcement.
    ///
    /// ```zonal
    /// @        MTASTS  id=20270101
    /// mta-sts  A       192.0.2.10
    /// ```
    RULE = "mta-sts-without-host", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some((record, ..)) = policies(subject, Some(Kind::MtaSts)).next() else { return };
    let domain = behind(&subject.owner(), 1).filter(|domain| !domain.is_wildcard());
    let host = domain.and_then(|domain| below(&["mta-sts"], &domain));
    let Some(host) = host else { return };
    if subject.view.has_no_address(&host) {
        let headline =
            format!("`{}`, which should serve the MTA-STS policy, has no address", host.with_unicode());
        findings.at(record, headline).help("write its address, or remove the announcement");
    }
}
