use super::child_has_them_too;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A zone or a delegation has only one name server.
    ///
    /// If that server is down, every name of the zone is. At least two are wanted (RFC 2182 section 5),
    /// and many registries refuse a delegation with one.
    ///
    /// Add a second server, on another network.
    ///
    /// ```zonal
    /// @  NS  ns1.example.net. ns2.example.org.
    /// ```
    RULE = "few-nameservers", Level::Warning, Check::Rrset(&[RecordType::NS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if subject.rrset.rdatas().len() > 1 || child_has_them_too(subject) {
        return;
    }
    let headline = format!("`{}` has only one name server", subject.owner().with_unicode());
    findings.at(subject, headline).help("add a second one, on another network (RFC 2182 section 5)");
}
