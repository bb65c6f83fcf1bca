use super::inside::{is_for_some_views, is_unreachable};
use super::reach::{is_local_zone, reach};
use crate::dns::{RdataRef, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An address of a public zone cannot be reached from the internet.
    ///
    /// Private, loopback, link-local, multicast and reserved addresses lead nowhere, or to another
    /// machine in the network of whoever asks (RFC 6890). They also tell how a network looks inside.
    ///
    /// Write the public address, or move the record into a zone or a view that is only asked from inside.
    /// Where that is meant, allow it. Zones below `internal.`, `home.arpa.` and their like are not
    /// looked at. Of a zone with views a name is looked at if it has such an address of that type in every
    /// view: a view that shows another address, or none, is the one for those outside.
    ///
    /// ```zonal
    /// zone corp.example [allow = private-address, reason = "only asked in the office"] { }
    /// ```
    RULE = "private-address", Level::Warning, Check::Rrset(&[RecordType::A, RecordType::AAAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Subject { view, desired, .. } = subject;
    let is_local = |rdata: RdataRef<'_>| rdata.address().is_some_and(is_unreachable);
    if !subject.rrset.rdatas().any(is_local) || is_local_zone(desired.zone.apex()) {
        return;
    }
    let owner = subject.owner();
    if is_for_some_views(view, desired, &owner, &[subject.record_type()]) {
        return;
    }
    for record in subject.records() {
        let Some(address) = record.rdata.address().filter(|address| is_unreachable(*address)) else {
            continue;
        };
        let words = reach(address).words();
        let headline = format!("the address {address} of `{}` is {words}", owner.with_unicode());
        findings.at(record, headline).help("write the public address, or publish it only inside");
    }
}
