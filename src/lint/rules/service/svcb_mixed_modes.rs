use super::services;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SVCB or HTTPS RRset has records in AliasMode and in ServiceMode.
    ///
    /// Clients take the alias (priority 0) and ignore all other records (RFC 9460 section 2.4.1).
    ///
    /// Keep either the alias or the others.
    RULE = "svcb-mixed-modes", Level::Warning, Check::Rrset(&[RecordType::SVCB, RecordType::HTTPS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let alias = services(subject).find(|(_, service)| service.is_alias());
    let service = services(subject).find(|(_, service)| !service.is_alias());
    let (Some((alias, _)), Some((service, _))) = (alias, service) else { return };
    let headline = format!(
        "the alias of `{}` makes clients ignore the other {} records",
        subject.owner().with_unicode(),
        subject.record_type()
    );
    findings
        .at(alias, headline)
        .other(service, "this one is ignored")
        .help("keep either the alias (priority 0) or the others");
}
