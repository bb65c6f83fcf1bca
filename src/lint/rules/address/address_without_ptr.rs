use crate::dns::authority::Outcome;
use crate::dns::{RecordType, pointer_name};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, address};

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
        let Some(address) = address(record.rdata.wire) else { continue };
        let pointer = pointer_name(address);
        let Some(reverse) = subject.view.zone_of(&pointer) else { continue };
        // A delegation or a CNAME (RFC 2317) leads to where others write it.
        let is_written = !matches!(
            subject.view.answer(&pointer, RecordType::PTR).outcome,
            Outcome::NxDomain | Outcome::NoData
        );
        if is_written || subject.view.is_left_to_others(&pointer, RecordType::PTR) {
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
