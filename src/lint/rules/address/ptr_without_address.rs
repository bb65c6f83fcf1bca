use crate::dns::{RecordType, pointed_address};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A PTR record names a host of this project that does not have the address.
    ///
    /// Whoever checks the name of an address asks for the addresses of the name again, and takes the
    /// name for forged if the first is not among them (RFC 1912 section 2.1).
    ///
    /// Correct the name, or write the address at the host.
    RULE = "ptr-without-address", Level::Warning, Check::Rrset(&[RecordType::PTR], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(address) = pointed_address(&subject.owner()) else { return };
    for record in subject.records() {
        let Some(host) = record.rdata.names().pop() else { continue };
        if subject.view.has_address(&host, address) == Some(false) {
            let headline =
                format!("{address} points to `{}`, which does not have this address", host.with_unicode());
            findings.at(record, headline).help("correct the name, or write the address at the host");
        }
    }
}
