use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A TLSA record does not stand at a port of a host.
    ///
    /// Clients ask for `_443._tcp.www.example.com`: port, protocol, host (RFC 6698 section 3). At the
    /// host itself, or without the underscores, nobody asks for it.
    ///
    /// Write the port and the protocol in front of the host.
    ///
    /// ```zonal
    /// _443._tcp.www  TLSA  3 1 1 (
    ///   8d02536c887482bc34ff54e41d2ba659bf85b341a0a20afadb5813dcfbcf286d
    /// )
    /// ```
    RULE = "tlsa-name", Level::Warning, Check::Rrset(&[RecordType::TLSA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    let mut labels = owner.labels();
    let (first, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    // Other names may be what a CNAME at a port leads to (RFC 7671 section 7).
    let is_host = [RecordType::A, RecordType::AAAA, RecordType::MX]
        .into_iter()
        .any(|record_type| subject.beside(record_type).is_some());
    let is_misspelt = match (first.strip_prefix(b"_"), second.strip_prefix(b"_")) {
        (Some(b"*"), Some(protocol)) if is_protocol(protocol) => {
            let headline = format!("nobody asks for TLSA at `{}`", owner.with_unicode());
            findings.at(subject, headline).help("all ports are `*._tcp`, without an underscore");
            return;
        }
        (Some(port), Some(protocol)) => is_protocol(port) && is_port(protocol),
        (port, protocol) => {
            (is_port(port.unwrap_or(first)) && is_protocol(protocol.unwrap_or(second)))
                || (is_protocol(port.unwrap_or(first)) && is_port(protocol.unwrap_or(second)))
        }
    };
    if is_misspelt || (is_host && !first.starts_with(b"_") && !owner.is_wildcard()) {
        let headline = format!("nobody asks for TLSA at `{}`", owner.with_unicode());
        findings.at(subject, headline).help("write port and protocol in front of the host: `_443._tcp.www`");
    }
}

fn is_port(label: &[u8]) -> bool {
    !label.is_empty() && label.iter().all(u8::is_ascii_digit)
}

fn is_protocol(label: &[u8]) -> bool {
    matches!(label, b"tcp" | b"udp" | b"sctp" | b"dccp")
}
