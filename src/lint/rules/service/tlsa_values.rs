use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A TLSA or SMIMEA record has values that fit no certificate.
    ///
    /// The usage is 0 to 3, the selector 0 or 1, the matching type 0 to 2, and the digest has the size
    /// of its type (RFC 6698 section 2.1, RFC 8162 section 2). Clients ignore any other record or never
    /// find the certificate that it says.
    ///
    /// Correct the values. For a mail server they are nearly always `3 1 1` (RFC 7672 section 3.1).
    RULE = "tlsa-values", Level::Error, Check::Rrset(&[RecordType::TLSA, RecordType::SMIMEA], check);
}

/// Of the three values each: private use (RFC 7218 section 2).
const PRIVATE: u8 = 255;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let &[usage, selector, matching, ref data @ ..] = record.rdata.wire else { continue };
        let size = match matching {
            1 => Some(("SHA-256", 32)),
            2 => Some(("SHA-512", 64)),
            _ => None,
        };
        let (headline, help) = match size {
            _ if usage > 3 && usage != PRIVATE => {
                (format!("no usage has the number {usage}"), "it is 0 to 3")
            }
            _ if selector > 1 && selector != PRIVATE => {
                (format!("no selector has the number {selector}"), "0 is the whole certificate, 1 its key")
            }
            _ if matching > 2 && matching != PRIVATE => (
                format!("no matching type has the number {matching}"),
                "1 is SHA-256, 2 is SHA-512, 0 is the data itself",
            ),
            Some((name, octets)) if octets != data.len() => (
                format!("a {name} digest has {octets} octets, not {}", data.len()),
                "write the whole digest in hexadecimal",
            ),
            _ => continue,
        };
        findings.at(record, headline).help(help);
    }
}
