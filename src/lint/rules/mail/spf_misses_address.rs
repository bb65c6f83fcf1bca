use std::net::IpAddr;

use super::domain::exchanges;
use super::spf::{Found, policy_at};
use super::spf_verdict::{Verdict, verdict};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Hosts, Level, Subject};

rule! {
    /// An SPF policy passes one address of a mail host and not the other.
    ///
    /// A host that takes and sends mail uses IPv6 where it can. If the policy lists its IPv4 address only, some of
    /// its mail fails. Looked at are hosts of the MX records, where the whole policy and the addresses
    /// stand in this project.
    ///
    /// Add the other address, or say `mx` or `a:HOST`, which hold all of them.
    ///
    /// ```zonal
    /// @     MX    10 mail
    /// @     SPF   mx -all                          # not: ip4:192.0.2.25 -all
    /// mail  ADDR  192.0.2.25 2001:db8::25
    /// ```
    RULE = "spf-misses-address", Level::Notice, Check::Rrset(&[RecordType::MX], check);
}

/// How many addresses of a host are looked at.
const MOST: usize = 20;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Found::Policy(sender) = policy_at(subject.view, &subject.owner()) else { return };
    for exchange in exchanges(subject) {
        let Hosts::Addresses(mut addresses) = subject.view.addresses(&exchange.host) else { continue };
        addresses.truncate(MOST);
        if addresses.len() < 2 {
            continue;
        }
        let verdicts: Vec<(IpAddr, Verdict)> =
            addresses.into_iter().map(|address| (address, verdict(&sender, address))).collect();
        let of = |wanted: Verdict| verdicts.iter().find(|(_, verdict)| *verdict == wanted);
        let (Some((passed, _)), Some((missed, _))) = (of(Verdict::Pass), of(Verdict::NoPass)) else {
            continue;
        };
        let headline = format!(
            "the SPF policy of `{}` passes {passed} of `{}`, but not {missed}",
            subject.owner().with_unicode(),
            exchange.host.with_unicode()
        );
        findings
            .at(sender.record, headline)
            .other(exchange.record, "the mail host")
            .help("add the other address, or say `mx`, which holds all of them");
    }
}
