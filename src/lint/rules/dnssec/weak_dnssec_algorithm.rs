use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A key has a DNSSEC algorithm that must no longer be used.
    ///
    /// These are RSAMD5, DSA, RSASHA1, GOST and their variants (1, 3, 5, 6, 7 and 12). They are weak, and
    /// resolvers begin to take zones that are signed with them for unsigned (RFC 8624 section 3.1, RFC
    /// 9905, RFC 9906).
    ///
    /// Roll to 13 (ECDSAP256SHA256).
    RULE = "weak-dnssec-algorithm", Level::Warning,
        Check::Rrset(&[RecordType::DS, RecordType::DNSKEY, RecordType::CDS, RecordType::CDNSKEY], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let is_digest = matches!(subject.record_type(), RecordType::DS | RecordType::CDS);
    let place = if is_digest { 2 } else { 3 };
    let weak = subject.records().find_map(|record| Some((record, weak(*record.rdata.wire.get(place)?)?)));
    if let Some((record, algorithm)) = weak {
        let owner = subject.owner().with_unicode();
        let headline =
            format!("{} of `{owner}` is for {algorithm}, which must not be used", subject.record_type());
        findings.at(record, headline).help("roll to ECDSAP256SHA256 (13)");
    }
}

fn weak(algorithm: u8) -> Option<&'static str> {
    match algorithm {
        1 => Some("RSAMD5"),
        3 => Some("DSA"),
        5 => Some("RSASHA1"),
        6 => Some("DSA-NSEC3-SHA1"),
        7 => Some("RSASHA1-NSEC3-SHA1"),
        12 => Some("ECC-GOST"),
        _ => None,
    }
}
