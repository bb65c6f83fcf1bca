use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An HTTPS record stands at a port or a protocol that nobody asks for.
    ///
    /// Browsers ask at the host itself, and at `_8443._https.www` for the port 8443 alone (RFC 9460 section
    /// 9.1). They do not ask for the port 443 in front of a host, nor with `_tcp` as for SRV records. At any
    /// other name with `_` in front only an alias can lead: one of this project is looked for. That the `port`
    /// of the record is another one than that of its name is right: it is where the service listens, and the
    /// name says which port stands in the URL (sections 2.3 and 7.2).
    ///
    /// Write it at the host, or at the port and `_https`. If an alias of somebody else leads there, allow it.
    ///
    /// ```zonal
    /// www                HTTPS  1 . alpn=h2,h3      # not: _443._https.www
    /// _8443._https.www   HTTPS  1 www alpn=h2
    /// ```
    RULE = "https-name", Level::Warning, Check::Rrset(&[RecordType::HTTPS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    let mut labels = owner.labels();
    let (first, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    let Some(port) = first.strip_prefix(b"_") else { return };
    let is_number = !port.is_empty() && port.iter().all(u8::is_ascii_digit);
    let is_wrong = match second {
        b"_https" => is_number && !is_asked_for(port),
        b"_http" => is_number,
        b"_tcp" | b"_udp" => is_number || matches!(first, b"_https" | b"_http"),
        _ => first == b"_https",
    };
    let is_at_port = second == b"_https" && is_number;
    let which = match is_wrong {
        true => "",
        false if is_at_port || subject.view.is_alias_target(&owner) => return,
        false => ", and no alias of this project leads there",
    };
    findings
        .at(subject, format!("nobody asks for HTTPS at `{}`{which}", owner.with_unicode()))
        .help("write it at the host, or at a port such as `_8443._https.www`");
}

/// Whether a port may stand before a host: one that is not the usual one.
fn is_asked_for(digits: &[u8]) -> bool {
    let port = str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u16>().ok());
    port.is_some_and(|port| !matches!(port, 0 | 443) && !digits.starts_with(b"0"))
}
