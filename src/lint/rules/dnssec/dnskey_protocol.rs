use super::keys;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// The protocol of a DNSKEY record is not 3.
    ///
    /// It must be 3; resolvers do not use any other key to validate (RFC 4034 section 2.1.2).
    ///
    /// Write 3.
    RULE = "dnskey-protocol", Level::Warning,
        Check::Rrset(&[RecordType::DNSKEY, RecordType::CDNSKEY], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, key) in keys(subject).filter(|(_, key)| key.protocol != 3) {
        let headline =
            format!("the protocol of key {} is {}, so it validates nothing", key.key_tag(), key.protocol);
        findings.at(record, headline).help("write 3 (RFC 4034 section 2.1.2)");
    }
}
