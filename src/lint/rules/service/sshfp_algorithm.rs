use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SSHFP record is of a DSA key, or of an algorithm or a digest that is none.
    ///
    /// OpenSSH no longer has DSA keys (since 10.0), and clients ignore numbers that they do not know.
    /// Assigned are the algorithms 1 (RSA), 2 (DSA), 3 (ECDSA), 4 (Ed25519) and 6 (Ed448), and the
    /// digests 1 (SHA-1) and 2 (SHA-256) (RFC 4255, RFC 6594, RFC 7479, RFC 8709).
    ///
    /// Take the record out, or correct its numbers.
    RULE = "sshfp-algorithm", Level::Warning, Check::Rrset(&[RecordType::SSHFP], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let headline = match record.rdata.wire {
            [2, ..] => "the SSHFP record is of a DSA key, which SSH no longer uses".to_owned(),
            [algorithm, ..] if !matches!(algorithm, 1..=4 | 6) => {
                format!("no key algorithm of SSHFP has the number {algorithm}")
            }
            [_, digest, ..] if !matches!(digest, 1 | 2) => {
                format!("no digest of SSHFP has the number {digest}")
            }
            _ => continue,
        };
        findings.at(record, headline).help("write what `ssh-keygen -r` prints on the host");
    }
}
