use crate::dns::{RecordType, pointed_address};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An address has more than one PTR record.
    ///
    /// Most programs take one of them, and not always the same (RFC 1912 section 2.1 wants exactly one
    /// name to point back).
    ///
    /// Keep the name that the host calls itself.
    RULE = "several-ptr", Level::Notice, Check::Rrset(&[RecordType::PTR], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(address) = pointed_address(&subject.owner()) else { return };
    let mut records = subject.records();
    let (Some(_), Some(second)) = (records.next(), records.next()) else { return };
    findings
        .at(second, format!("{address} has more than one PTR record"))
        .other(subject, "the first one")
        .help("keep the name that the host calls itself");
}
