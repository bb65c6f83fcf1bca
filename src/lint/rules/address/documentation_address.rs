use super::reach::{Reach, reach};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, address};

rule! {
    /// An address is one that manuals use in examples.
    ///
    /// Nothing can be reached there (RFC 5737, RFC 3849, RFC 9637). It was probably copied from one.
    ///
    /// Write the address of the host.
    RULE = "documentation-address", Level::Notice, Check::Rrset(&[RecordType::A, RecordType::AAAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let Some(address) =
            address(record.rdata.wire).filter(|address| reach(*address) == Reach::Documentation)
        else {
            continue;
        };
        let headline =
            format!("the address {address} of `{}` is one for manuals", subject.owner().with_unicode());
        findings.at(record, headline).help("write the address of the host");
    }
}
