use super::keys;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An RSA key has fewer than 2048 bits.
    ///
    /// Keys of 1024 bits are within reach of those who can spend some money, and policies of registries
    /// and browsers no longer take them (RFC 6781 section 3.4.2, NIST SP 800-57 part 1).
    ///
    /// Roll to a key of 2048 bits, or better to ECDSAP256SHA256, whose answers are smaller.
    RULE = "short-dnskey", Level::Warning, Check::Rrset(&[RecordType::DNSKEY, RecordType::CDNSKEY], check);
}

const LEAST: usize = 2048;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, key) in keys(subject) {
        if let Some(bits) = key.rsa_bits().filter(|bits| *bits < LEAST) {
            let headline = format!("key {} has {bits} bits, {LEAST} are wanted", key.key_tag());
            findings.at(record, headline).help("roll to a longer key, or to ECDSAP256SHA256 (13)");
        }
    }
}
