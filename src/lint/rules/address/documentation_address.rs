use super::reach::{Reach, is_example_zone, reach};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An address is one that manuals use in examples.
    ///
    /// Nothing can be reached there (RFC 5737, RFC 3849, RFC 9637). It was probably copied from one.
    /// Zones whose names are those of manuals too (RFC 6761 section 6.5) are not looked at.
    ///
    /// Write the address of the host.
    RULE = "documentation-address", Level::Notice, Check::Rrset(&[RecordType::A, RecordType::AAAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if is_example_zone(subject.desired.zone.apex()) {
        return;
    }
    for record in subject.records() {
        let Some(address) = record.rdata.address().filter(|address| reach(*address) == Reach::Documentation)
        else {
            continue;
        };
        let headline =
            format!("the address {address} of `{}` is one for manuals", subject.owner().with_unicode());
        findings.at(record, headline).help("write the address of the host");
    }
}
