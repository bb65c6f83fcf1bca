use std::collections::HashMap;
use std::net::IpAddr;

use super::child_has_them_too;
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Hosts, Level, Record, Subject};

rule! {
    /// Two name servers of a zone have one and the same address.
    ///
    /// They are one server under two names: if it is down, both are, and resolvers that have failed at the
    /// first try the second in vain. Servers are to be several, at different places (RFC 2182 sections 3.1 and
    /// 5), and many registries count addresses.
    ///
    /// Give each its own address, or remove one of the names.
    ///
    /// ```zonal
    /// @         NS  ns1 ns2
    /// ns1       A   192.0.2.53
    /// ns2       A   198.51.100.53
    /// ```
    RULE = "shared-nameserver-address", Level::Warning, Check::Rrset(&[RecordType::NS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if child_has_them_too(subject) {
        return;
    }
    let mut seen: HashMap<IpAddr, (Record<'_>, Name)> = HashMap::new();
    for record in subject.records() {
        let Some(server) = record.rdata.names().pop() else { continue };
        let Hosts::Addresses(addresses) = subject.view.addresses(&server) else { continue };
        if let Some((address, (first, other))) =
            addresses.iter().find_map(|address| Some((address, seen.get(address)?)))
        {
            let headline = format!(
                "the name servers `{}` and `{}` of `{}` have one address, {address}",
                other.with_unicode(),
                server.with_unicode(),
                subject.owner().with_unicode()
            );
            let mut report = findings.at(record, headline);
            if first.span() != record.span() {
                report = report.other(*first, "the other one");
            }
            report.help("give each its own address, or remove one of the names (RFC 2182 section 5)");
        }
        for address in addresses {
            seen.entry(address).or_insert_with(|| (record, server.clone()));
        }
    }
}
