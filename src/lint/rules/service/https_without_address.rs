use super::services;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A name has HTTPS records and no address.
    ///
    /// Clients that do not ask for HTTPS records find nothing there: older browsers, and most programs
    /// that are none.
    ///
    /// Write A and AAAA records, or an ALIAS, beside it.
    ///
    /// ```zonal
    /// @  HTTPS  0 www
    /// @  ALIAS  www
    /// ```
    RULE = "https-without-address", Level::Notice, Check::Rrset(&[RecordType::HTTPS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    let is_for_port = owner.labels().next().is_some_and(|label| label.starts_with(b"_"));
    // A service that is said to be at a name without address is a finding of its own.
    let is_itself = services(subject)
        .any(|(_, service)| !service.is_alias() && service.host(&owner).as_ref() == Some(&owner));
    // `0 .` says that there is none (RFC 9460 section 2.5.1).
    let is_anywhere = services(subject).any(|(_, service)| service.host(&owner).is_some());
    if is_anywhere && !is_for_port && !is_itself && subject.view.has_no_address(&owner) {
        let headline = format!("`{}` has HTTPS records and no address", owner.with_unicode());
        findings.at(subject, headline).help("write addresses too, for clients that do not ask for HTTPS");
    }
}
