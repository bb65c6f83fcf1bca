use super::child_has_them_too;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::rules::address::inside::{is_for_some_views, is_unreachable};
use crate::lint::rules::address::reach::{is_local_zone, reach};
use crate::lint::{Check, Findings, Hosts, Level, Subject};

rule! {
    /// A name server has an address that cannot be reached from the internet.
    ///
    /// Resolvers waste time on it before they try another server, or never get an answer. Private,
    /// loopback and link-local addresses are reached only from inside (RFC 6890).
    ///
    /// Write the public address. If the zone is only asked from inside, allow it there. Where a zone with
    /// views has such an address in some views only, nothing is said: these are for those inside.
    ///
    /// ```zonal
    /// zone corp.example [allow = nameserver-address, reason = "only asked in the office"] { }
    /// ```
    RULE = "nameserver-address", Level::Warning, Check::Rrset(&[RecordType::NS], check);
}

const ADDRESSES: &[RecordType] = &[RecordType::A, RecordType::AAAA];

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if is_local_zone(subject.desired.zone.apex()) || child_has_them_too(subject) {
        return;
    }
    for record in subject.records() {
        let Some(server) = record.rdata.names().pop() else { continue };
        let Hosts::Addresses(addresses) = subject.view.addresses(&server) else { continue };
        let home = subject.view.zone_of(&server);
        if home.is_some_and(|home| is_for_some_views(subject.view, home, &server, ADDRESSES)) {
            continue;
        }
        if let Some(address) = addresses.iter().find(|address| is_unreachable(**address)) {
            let headline = format!(
                "the name server `{}` has the address {address}, which is {}",
                server.with_unicode(),
                reach(*address).words()
            );
            findings.at(record, headline).help("write its public address");
        }
    }
}
