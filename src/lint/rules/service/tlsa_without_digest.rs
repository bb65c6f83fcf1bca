use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A TLSA record holds a whole certificate or key.
    ///
    /// The answers are large, which often costs a second question over TCP, and nothing is gained: a
    /// digest says the same (RFC 7671 section 10.1.2).
    ///
    /// Write the SHA-256 digest with the matching type 1.
    RULE = "tlsa-without-digest", Level::Notice, Check::Rrset(&[RecordType::TLSA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        if let [_, selector, 0, data @ ..] = record.rdata.wire {
            let what = if *selector == 0 { "certificate" } else { "key" };
            let headline = format!("the TLSA record holds a whole {what} of {} octets", data.len());
            findings.at(record, headline).help("write its SHA-256 digest with the matching type 1");
        }
    }
}
