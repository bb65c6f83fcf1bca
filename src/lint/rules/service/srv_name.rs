use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SRV record does not stand at a service and a protocol.
    ///
    /// Clients ask for `_sip._tcp.example.com` (RFC 2782), or for an instance of a service,
    /// `printer._ipp._tcp.example.com` (RFC 6763 section 4.1). Other names they do not ask for.
    ///
    /// Write the service and the protocol in front, each with an underscore.
    ///
    /// ```zonal
    /// _sip._tcp  SRV  10 60 5060 sip.example.net.
    /// ```
    RULE = "srv-name", Level::Warning, Check::Rrset(&[RecordType::SRV], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    if !has_service(&owner) {
        let headline = format!("nobody asks for SRV at `{}`", owner.with_unicode());
        findings.at(subject, headline).help("write service and protocol in front: `_sip._tcp`");
    }
}

/// Whether service and protocol stand in front, or behind the label of an instance.
fn has_service(owner: &Name) -> bool {
    let marked: Vec<bool> = owner.labels().take(3).map(|label| label.starts_with(b"_")).collect();
    owner.is_wildcard() || matches!(marked[..], [true, true, ..] | [_, true, true])
}
