use super::inside::{is_for_some_views, is_unreachable};
use super::reach::{Reach, is_local_zone, reach};
use crate::dns::RdataRef;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::Desired;

rule! {
    /// An address of a public zone cannot be reached from the internet.
    ///
    /// Private, loopback, link-local, multicast and reserved addresses lead nowhere, or to another
    /// machine in the network of whoever asks (RFC 6890). They also tell how a network looks inside.
    ///
    /// Write the public address, or move the record into a zone or a view that is only asked from inside.
    /// Where that is meant, allow it. Zones below `internal.`, `home.arpa.` and their like are not
    /// looked at. Of a zone with views a name is looked at if it has such an address of that type in every
    /// view: a view that shows another address, or none, is the one for those outside. A zone that has no
    /// other addresses than such is probably for inside: that is said once.
    ///
    /// ```zonal
    /// zone corp.example [allow = private-address, reason = "only asked in the office"] { }
    /// ```
    RULE = "private-address", Level::Warning, Check::Zone(check);
}

/// From so many on, addresses that are all private look like a zone for inside.
const MANY: usize = 3;

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    if is_local_zone(desired.zone.apex()) {
        return;
    }
    let rrsets = desired.zone.iter().filter(|rrset| rrset.record_type().is_address());
    let (inside, outside): (Vec<_>, Vec<_>) = rrsets.partition(|rrset| rrset.rdatas().any(is_inside));
    let is_all = desired.view.is_none() && outside.is_empty() && inside.len() >= MANY;
    for rrset in inside {
        check_rrset(Subject { view, desired, rrset }, is_all, findings);
    }
}

fn is_inside(rdata: RdataRef<'_>) -> bool {
    rdata.address().is_some_and(is_unreachable)
}

/// `is_all` if no address of the zone can be reached.
fn check_rrset(subject: Subject<'_>, is_all: bool, findings: &mut Findings) {
    let owner = subject.owner();
    if is_for_some_views(subject.view, subject.desired, &owner, &[subject.record_type()]) {
        return;
    }
    for record in subject.records() {
        let Some(address) = record.rdata.address().filter(|address| is_unreachable(*address)) else {
            continue;
        };
        let reach = reach(address);
        let words = reach.words();
        let headline = format!("the address {address} of `{}` is {words}", owner.with_unicode());
        let report = findings.at(record, headline);
        if is_all && reach == Reach::Private {
            report
                .of_cause("as every address of the zone")
                .help("publish the zone only inside, and allow it behind its name");
        } else {
            report.help("write the public address, or publish it only inside");
        }
    }
}
