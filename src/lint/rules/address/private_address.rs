use super::reach::{Reach, is_local_zone, reach};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, address};

rule! {
    /// An address of a public zone cannot be reached from the internet.
    ///
    /// Private, loopback, link-local, multicast and reserved addresses lead nowhere, or to another
    /// machine in the network of whoever asks (RFC 6890). They also tell how a network looks inside.
    ///
    /// Write the public address, or move the record into a zone or a view that is only asked from inside.
    /// Where that is meant, allow it. Zones below `internal.`, `home.arpa.` and their like are not
    /// looked at.
    ///
    /// ```zonal
    /// zone corp.example [allow = private-address, reason = "only asked in the office"] { }
    /// ```
    RULE = "private-address", Level::Warning, Check::Rrset(&[RecordType::A, RecordType::AAAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let Some(address) = address(record.rdata.wire) else { continue };
        let reach = reach(address);
        if matches!(reach, Reach::Global | Reach::Documentation) || is_local_zone(subject.desired.zone.apex())
        {
            continue;
        }
        let headline =
            format!("the address {address} of `{}` is {}", subject.owner().with_unicode(), reach.words());
        findings.at(record, headline).help("write the public address, or publish it only inside");
    }
}
