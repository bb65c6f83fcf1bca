use std::collections::BTreeSet;

use super::{addresses, child_has_them_too, is_one_server, network};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// All name servers of a zone are in one autonomous system.
    ///
    /// If its routes are lost, by a mistake or an attack, the zone is too, however many networks its
    /// servers are in (RFC 2182 section 3.1). It is looked for only if `as-table` under `[lint]` in `zonal.toml`
    /// names a file of `prefix,asn` lines, and only where that file has each address. An address that several
    /// systems announce is in none alone. All servers in one network is `nameserver-diversity`.
    ///
    /// Add a server at another operator, or allow it for a zone that is asked by one network only.
    RULE = "nameservers-in-one-as", Level::Notice, Check::Rrset(&[RecordType::NS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if !subject.view.has_as_table() {
        return;
    }
    let Some(addresses) = addresses(subject) else { return };
    if is_one_server(subject) || child_has_them_too(subject) || network(&addresses).is_some() {
        return;
    }
    let systems = addresses.iter().map(|address| match subject.view.systems(*address) {
        [system] => Some(*system),
        _ => None,
    });
    let Some(systems) = systems.collect::<Option<BTreeSet<u32>>>() else { return };
    if let (Some(system), 1) = (systems.first(), systems.len()) {
        let headline = format!("all name servers of `{}` are in AS{system}", subject.owner().with_unicode());
        findings.at(subject, headline).help("add a server at another operator (RFC 2182 section 3.1)");
    }
}
