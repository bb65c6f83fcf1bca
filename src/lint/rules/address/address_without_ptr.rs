use std::net::IpAddr;

use crate::dns::authority::Ending;
use crate::dns::{Name, RecordType, pointer_name};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};

rule! {
    /// An address in a reverse zone of this project has no PTR record.
    ///
    /// Mail servers refuse hosts without one, and logs show a bare number (RFC 1912 section 2.1).
    ///
    /// Mark the record with `[ptr]` and say `ptr from` in the reverse zone, or write the PTR record.
    ///
    /// ```zonal
    /// www  A  192.0.2.10  [ptr]
    /// ```
    RULE = "address-without-ptr", Level::Notice, Check::Rrset(&[RecordType::A, RecordType::AAAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if subject.owner().is_wildcard() {
        return;
    }
    for record in subject.records() {
        let Some(address) = record.rdata.address() else { continue };
        // That no zone takes a mark is a finding of its own.
        if record.attributes().ptr == Some(true) && !subject.view.is_pointed(address) {
            continue;
        }
        let Some(pointer) = unwritten_pointer(subject.view, address) else { continue };
        let Some(reverse) = subject.view.zone_of(&pointer) else { continue };
        if subject.view.is_left_to_others(&pointer, RecordType::PTR) {
            continue;
        }
        let headline =
            format!("the address {address} of `{}` has no PTR record", subject.owner().with_unicode());
        findings
            .at(record, headline)
            .other(reverse, "the reverse zone")
            .help("mark it with `[ptr]` and say `ptr from` there, or write the PTR record");
    }
}

/// The name in a zone of this project where nobody has written the PTR record of an address.
fn unwritten_pointer(view: &View<'_>, address: IpAddr) -> Option<Name> {
    let pointer = pointer_name(address);
    let ending = |name: &Name| view.end(name, RecordType::PTR);
    match (ending(&pointer), view.classless_pointer(address)) {
        (Ending::NxDomain | Ending::NoData, None) => Some(pointer),
        // Whoever has the zone above leads to the one of the network (RFC 2317), if it is not this project.
        (Ending::NxDomain | Ending::NoData | Ending::Refused | Ending::Cut(_), Some(inner)) => {
            matches!(ending(&inner), Ending::NxDomain | Ending::NoData).then_some(inner)
        }
        // A delegation or a CNAME leads to where others write it.
        _ => None,
    }
}
