use std::collections::BTreeSet;
use std::net::IpAddr;

use super::{addresses, child_has_them_too, servers};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Hosts, Level, Subject};

rule! {
    /// All name servers of a zone are in one network.
    ///
    /// What cuts that network off, cuts the zone off. Servers should stand at different places (RFC 2182
    /// section 3.1). One network is taken to be a /24 of IPv4 or a /48 of IPv6.
    ///
    /// Add a server on another network.
    RULE = "nameserver-diversity", Level::Notice, Check::Rrset(&[RecordType::NS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(addresses) = addresses(subject) else { return };
    let single = |networks: &BTreeSet<Vec<u8>>| networks.len() == 1;
    let v4 = addresses.iter().filter_map(|address| match address {
        IpAddr::V4(v4) => Some(v4.octets()[..3].to_vec()),
        IpAddr::V6(_) => None,
    });
    let v6 = addresses.iter().filter_map(|address| match address {
        IpAddr::V6(v6) => Some(v6.octets()[..6].to_vec()),
        IpAddr::V4(_) => None,
    });
    let (v4, v6): (BTreeSet<_>, BTreeSet<_>) = (v4.collect(), v6.collect());
    // One server under several names is a finding of its own.
    let hosts: Vec<Hosts> = servers(subject).iter().map(|server| subject.view.addresses(server)).collect();
    let has_two = hosts.iter().any(|host| *host != hosts[0]);
    let network = match (v4.is_empty(), v6.is_empty()) {
        _ if !has_two || child_has_them_too(subject) => return,
        (false, true) if single(&v4) => "one /24",
        (true, false) if single(&v6) => "one /48",
        (false, false) if single(&v4) && single(&v6) => "one /24 and one /48",
        _ => return,
    };
    let headline = format!("all name servers of `{}` are in {network}", subject.owner().with_unicode());
    findings.at(subject, headline).help("add a server on another network (RFC 2182 section 3.1)");
}
