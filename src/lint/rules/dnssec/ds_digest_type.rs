use super::digests;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// All DS or CDS records of a name have SHA-1 or GOST digests.
    ///
    /// SHA-1 and GOST R 34.11-94 must not be used for new DS records, and resolvers that do not know
    /// them take the child for unsigned (RFC 8624 section 3.3, RFC 9905, RFC 9906).
    ///
    /// Add a DS record with digest type 2 (SHA-256), and remove the old ones.
    RULE = "ds-digest-type", Level::Warning, Check::Rrset(&[RecordType::DS, RecordType::CDS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if digests(subject).all(|(_, ds)| matches!(ds.digest_type, 1 | 3)) {
        let headline = format!(
            "all {} records of `{}` have SHA-1 or GOST digests",
            subject.record_type(),
            subject.owner().with_unicode()
        );
        findings.at(subject, headline).help("add one with digest type 2 (SHA-256), and remove these");
    }
}
