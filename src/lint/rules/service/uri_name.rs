use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A URI record does not stand at a service.
    ///
    /// Clients ask for a name that begins with the service, such as `_ftp._tcp.example.com` (RFC 7553
    /// section 4.1). Browsers do not ask for URI records at all.
    ///
    /// Write the service in front, with an underscore.
    ///
    /// ```zonal
    /// _ftp._tcp  URI  10 1 "ftp://ftp.example.com/public"
    /// ```
    RULE = "uri-name", Level::Warning, Check::Rrset(&[RecordType::URI], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    let is_service = owner.labels().next().is_some_and(|label| label.starts_with(b"_"));
    if !is_service && !owner.is_wildcard() {
        let headline = format!("nobody asks for URI at `{}`", owner.with_unicode());
        findings.at(subject, headline).help("write the service in front: `_ftp._tcp`");
    }
}
