//! NS and glue: who answers for a zone.

mod child_without_delegation;
mod delegation_differs;
mod few_nameservers;
mod glue_differs;
mod large_referral;
mod nameserver_address;
mod nameserver_diversity;
mod nameserver_without_ipv6;
mod nameservers_in_one_as;
mod shared_nameserver_address;

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::dns::{Name, RecordType};
use crate::lint::{Hosts, Rule, Subject};

pub static RULES: &[&Rule] = &[
    &child_without_delegation::RULE,
    &delegation_differs::RULE,
    &few_nameservers::RULE,
    &glue_differs::RULE,
    &large_referral::RULE,
    &nameserver_address::RULE,
    &nameserver_diversity::RULE,
    &nameserver_without_ipv6::RULE,
    &nameservers_in_one_as::RULE,
    &shared_nameserver_address::RULE,
];

/// The name servers of an NS RRset.
fn servers(subject: Subject<'_>) -> Vec<Name> {
    subject.records().filter_map(|record| record.rdata.names().pop()).collect()
}

/// The NS RRset at the apex of the child, if the subject delegates a zone of this project.
fn at_child(subject: Subject<'_>) -> Option<Subject<'_>> {
    let child = subject.view.zone(&subject.owner()).filter(|_| !subject.rrset.is_at_apex())?;
    let rrset = child.zone.get(child.zone.apex(), RecordType::NS)?;
    Some(Subject { desired: child, rrset, ..subject })
}

/// Whether the child has the same servers, so that what is found of them is found there.
fn child_has_them_too(subject: Subject<'_>) -> bool {
    let sorted = |subject: Subject<'_>| servers(subject).into_iter().collect::<BTreeSet<Name>>();
    at_child(subject).is_some_and(|below| sorted(below) == sorted(subject))
}

/// The addresses of all name servers; `None` unless all are known to this project.
fn addresses(subject: Subject<'_>) -> Option<Vec<IpAddr>> {
    let mut all = Vec::new();
    for server in servers(subject) {
        let Hosts::Addresses(addresses) = subject.view.addresses(&server) else { return None };
        all.extend(addresses);
    }
    Some(all)
}

/// Whether there is but one server, maybe under several names.
fn is_one_server(subject: Subject<'_>) -> bool {
    let hosts: Vec<Hosts> = servers(subject).iter().map(|server| subject.view.addresses(server)).collect();
    hosts.iter().all(|host| *host == hosts[0])
}

/// The one network of each family that all addresses are in, in words.
fn network(addresses: &[IpAddr]) -> Option<&'static str> {
    let v4 = addresses.iter().filter_map(|address| match address {
        IpAddr::V4(v4) => Some(v4.octets()[..3].to_vec()),
        IpAddr::V6(_) => None,
    });
    let v6 = addresses.iter().filter_map(|address| match address {
        IpAddr::V6(v6) => Some(v6.octets()[..6].to_vec()),
        IpAddr::V4(_) => None,
    });
    let (v4, v6): (BTreeSet<Vec<u8>>, BTreeSet<Vec<u8>>) = (v4.collect(), v6.collect());
    match (v4.len(), v6.len()) {
        (1, 0) => Some("one /24"),
        (0, 1) => Some("one /48"),
        (1, 1) => Some("one /24 and one /48"),
        _ => None,
    }
}
