use super::{addresses, child_has_them_too, is_one_server, network};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

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
    let Some(network) = network(&addresses) else { return };
    // One server under several names is a finding of its own.
    if is_one_server(subject) || child_has_them_too(subject) {
        return;
    }
    let headline = format!("all name servers of `{}` are in {network}", subject.owner().with_unicode());
    findings.at(subject, headline).help("add a server on another network (RFC 2182 section 3.1)");
}
