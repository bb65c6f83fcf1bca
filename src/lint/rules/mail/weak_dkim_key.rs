use super::remarks;
use crate::dns::RecordType;
use crate::dns::policy_text::Kind;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DKIM key is weak.
    ///
    /// An RSA key should have 2048 bits (RFC 8301 section 3.2); some receivers no longer trust shorter
    /// ones. A key for SHA-1 alone (`h=sha1`) verifies nothing, for receivers must not accept SHA-1
    /// (section 3.1).
    ///
    /// Make a new key of 2048 bits under a new selector, sign with it, and remove the old one some days
    /// later.
    RULE = "weak-dkim-key", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    remarks::report(subject, Some(Kind::Dkim), &["dkim-key-short", "dkim-sha1"], findings);
}
