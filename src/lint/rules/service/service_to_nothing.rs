use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A service leads to a name of this project that has no records.
    ///
    /// Looked at are NAPTR, KX and AFSDB records, and PTR records that list the instances of a service (RFC 6763
    /// section 4.1). Clients that follow them find nothing. Often the target was renamed and the record
    /// forgotten.
    ///
    /// Correct the target, write its records, or remove the line.
    ///
    /// ```zonal
    /// @          NAPTR  100 10 "s" "SIP+D2U" "" _sip._udp.@
    /// _sip._udp  SRV    0 5 5060 sip.example.net.
    /// ```
    RULE = "service-to-nothing", Level::Warning,
        Check::Rrset(&[RecordType::NAPTR, RecordType::KX, RecordType::AFSDB, RecordType::PTR], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    // Whether a host has the address that points to it is a finding of its own.
    if subject.record_type() == RecordType::PTR && owner.labels().last() == Some(b"arpa") {
        return;
    }
    for record in subject.records() {
        let is_lost = |target: &Name| !target.is_root() && subject.view.has_nothing(target);
        if let Some(target) = record.rdata.names().pop().filter(is_lost) {
            let (owner, target) = (owner.with_unicode(), target.with_unicode());
            let headline =
                format!("{} at `{owner}` leads to `{target}`, which has no records", subject.record_type());
            findings.at(record, headline).help("correct the target, write its records, or remove the line");
        }
    }
}
