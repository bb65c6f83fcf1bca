use super::{addresses, child_has_them_too};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// No name server of a zone has an IPv6 address.
    ///
    /// Resolvers in networks with IPv6 only cannot reach the zone (BCP 91).
    ///
    /// Give a name server an AAAA record.
    RULE = "nameserver-without-ipv6", Level::Notice, Check::Rrset(&[RecordType::NS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(addresses) = addresses(subject) else { return };
    if !addresses.iter().any(|address| address.is_ipv6()) && !child_has_them_too(subject) {
        let headline = format!("no name server of `{}` has an IPv6 address", subject.owner().with_unicode());
        findings.at(subject, headline).help("give one of them an AAAA record");
    }
}
