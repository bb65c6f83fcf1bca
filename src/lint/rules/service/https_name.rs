use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An HTTPS record stands at a port or a protocol that nobody asks for.
    ///
    /// Browsers ask at the host itself, and at `_8443._https.www` for the port 8443 alone (RFC 9460 section
    /// 9.1). They do not ask for the port 443 in front of a host, nor with `_tcp` as for SRV records.
    ///
    /// Write it at the host, or at the port and `_https`.
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
    let port = first.strip_prefix(b"_").filter(|port| !port.is_empty());
    let is_number = port.is_some_and(|port| port.iter().all(u8::is_ascii_digit));
    // Other names may be what an alias leads to.
    let is_wrong = match second {
        b"_https" => first == b"_443",
        b"_http" => is_number,
        b"_tcp" | b"_udp" => is_number || matches!(first, b"_https" | b"_http"),
        _ => false,
    };
    if is_wrong {
        let headline = format!("nobody asks for HTTPS at `{}`", owner.with_unicode());
        findings.at(subject, headline).help("write it at the host, or at a port such as `_8443._https.www`");
    }
}
