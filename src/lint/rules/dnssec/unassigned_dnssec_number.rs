use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DS or DNSKEY record has a number that stands for no algorithm or no digest.
    ///
    /// Resolvers that validate skip it; if no other record is left, they take the child for unsigned (RFC
    /// 4035 section 5.2, RFC 4509 section 3). The same holds for CDS and CDNSKEY, which a parent would copy.
    ///
    /// Write the record again as the signer of the zone prints it. In a DS record the algorithm comes
    /// before the digest type.
    RULE = "unassigned-dnssec-number", Level::Warning,
        Check::Rrset(&[RecordType::DS, RecordType::DNSKEY, RecordType::CDS, RecordType::CDNSKEY], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let headline = match (subject.record_type(), record.rdata.wire) {
            // They ask to remove the DS records (RFC 8078 section 4).
            (RecordType::CDS, [0, 0, 0, 0, ..]) | (RecordType::CDNSKEY, [0, 0, 3, 0, ..]) => continue,
            (RecordType::DNSKEY | RecordType::CDNSKEY, [_, _, _, algorithm, ..])
            | (RecordType::DS | RecordType::CDS, [_, _, algorithm, _, ..])
                if !is_algorithm(*algorithm) =>
            {
                format!("no DNSSEC algorithm has the number {algorithm}")
            }
            (RecordType::DS | RecordType::CDS, [_, _, _, digest, ..]) if !is_digest(*digest) => {
                format!("no digest of DS records has the number {digest}")
            }
            _ => continue,
        };
        findings.at(record, headline).help("write the record again as the signer of the zone prints it");
    }
}

/// <https://www.iana.org/assignments/dns-sec-alg-numbers>.
fn is_algorithm(number: u8) -> bool {
    matches!(number, 1..=3 | 5..=8 | 10 | 12..=17 | 23 | 252..=254)
}

/// <https://www.iana.org/assignments/ds-rr-types>; 128 and more are reserved or private.
fn is_digest(number: u8) -> bool {
    matches!(number, 1..=6 | 128..)
}
