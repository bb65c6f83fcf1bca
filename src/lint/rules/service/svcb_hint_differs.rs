use std::net::IpAddr;

use super::services;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An address hint of an SVCB or HTTPS record is no address of its target.
    ///
    /// Clients may connect to a hint before they know the addresses of the target (RFC 9460 section
    /// 7.3). Hints are easily forgotten when the addresses change, and then lead to an old server.
    ///
    /// Write the addresses of the target as hints, or leave the hints away: they only save a look-up.
    ///
    /// ```zonal
    /// www  A      192.0.2.10
    /// www  HTTPS  1 . alpn=h2 ipv4hint=192.0.2.10
    /// ```
    RULE = "svcb-hint-differs", Level::Warning,
        Check::Rrset(&[RecordType::SVCB, RecordType::HTTPS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    for (record, service) in services(subject).filter(|(_, service)| !service.is_alias()) {
        let hints = service.hints();
        let Some(host) = service.host(&owner).filter(|_| !hints.is_empty()) else { continue };
        let is_wrong = |hint: &&IpAddr| subject.view.has_address(&host, **hint) == Some(false);
        for hint in hints.iter().filter(is_wrong) {
            let headline = format!("the hint {hint} is no address of `{}`", host.with_unicode());
            findings
                .at(record.part(&hint.to_string()), headline)
                .help("write the addresses of the target, or leave the hints away");
        }
    }
}
