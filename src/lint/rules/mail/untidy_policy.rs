use super::remarks;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A mail policy or key is written in a way that is hardly meant, or that some receivers dislike.
    ///
    /// It works for most: a mechanism that stands twice, a network with bits behind its prefix length,
    /// `p=` of DMARC behind other tags, a report address that is no `mailto:`, a DKIM key without its
    /// frame or too long for some (RFC 8301 section 3.2), a brand image without its certificate.
    ///
    /// Write it as the message says.
    RULE = "untidy-policy", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

const NAMES: [&str; 10] = [
    "bimi-no-evidence",
    "dkim-key-bare",
    "dkim-key-long",
    "dmarc-no-policy",
    "dmarc-p-first",
    "dmarc-report-size",
    "dmarc-report-uri",
    "spf-host-bits",
    "spf-redirect-not-last",
    "spf-twice",
];

fn check(subject: Subject<'_>, findings: &mut Findings) {
    remarks::report(subject, None, &NAMES, findings);
}
