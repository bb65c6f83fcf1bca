use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// The SSHFP records of a host have only SHA-1 digests.
    ///
    /// SHA-1 is broken. Clients take SHA-256 where it is there (RFC 6594 section 4).
    ///
    /// Add the SHA-256 digests; `ssh-keygen -r HOST` prints them.
    RULE = "sshfp-sha1", Level::Warning, Check::Rrset(&[RecordType::SSHFP], check);
}

const SHA1: u8 = 1;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if subject.records().all(|record| record.rdata.wire.get(1) == Some(&SHA1)) {
        let headline =
            format!("the SSHFP records of `{}` have only SHA-1 digests", subject.owner().with_unicode());
        findings.at(subject, headline).help("add those that `ssh-keygen -r` prints for SHA-256 (type 2)");
    }
}
