use super::services;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SVCB or HTTPS record in AliasMode has parameters.
    ///
    /// The priority 0 makes it an alias of another name, and clients ignore the parameters of an alias
    /// (RFC 9460 section 2.4.2).
    ///
    /// Write a priority of 1 or more if the parameters are meant, or take them out.
    ///
    /// ```zonal
    /// @  HTTPS  1 . alpn=h2,h3     # not: 0 . alpn=h2,h3
    /// ```
    RULE = "svcb-alias-with-parameters", Level::Warning,
        Check::Rrset(&[RecordType::SVCB, RecordType::HTTPS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, service) in services(subject) {
        if service.is_alias() && service.has_parameters() {
            let owner = subject.owner().with_unicode();
            let headline = format!("the priority 0 makes `{owner}` an alias, whose parameters are ignored");
            findings.at(record, headline).help("write a priority of 1 or more, or take the parameters out");
        }
    }
}
