use super::services;
use crate::dns::authority::Ending;
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SVCB or HTTPS record leads to a host of this project that has no address.
    ///
    /// Clients look up the addresses of its target; `.` stands for the owner of the record (RFC 9460
    /// section 2.5). Without any they cannot connect.
    ///
    /// Write the addresses of the target, or correct it.
    ///
    /// ```zonal
    /// www  A      192.0.2.10
    /// www  HTTPS  1 . alpn=h2
    /// ```
    RULE = "svcb-without-address", Level::Error,
        Check::Rrset(&[RecordType::SVCB, RecordType::HTTPS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    for (record, service) in services(subject) {
        let Some(host) = service.host(&owner) else { continue };
        // Hints to a host without addresses are a finding of their own.
        if !service.hints().is_empty()
            || (service.is_alias() && leads_on(subject, &host))
            || !subject.view.has_no_address(&host)
        {
            continue;
        }
        let (owner, host) = (owner.with_unicode(), host.with_unicode());
        let headline = match owner == host {
            true => format!("the service at `{owner}` is said to be there itself, but it has no address"),
            false => format!("the service at `{owner}` leads to `{host}`, which has no address"),
        };
        findings.at(record, headline).help("write its A or AAAA record, or correct the target");
    }
}

/// Whether an alias leads to a name with records of the same type, which say where the service is.
fn leads_on(subject: Subject<'_>, host: &Name) -> bool {
    let ending = subject.view.end(host, subject.record_type());
    !matches!(ending, Ending::NoData | Ending::NxDomain)
        || subject.view.is_left_to_others(host, subject.record_type())
}
