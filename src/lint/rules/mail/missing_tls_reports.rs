use super::domain::{behind, below, exchanges, is_public};
use super::policies;
use crate::dns::policy_text::Kind;
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, LookUp, Record, Subject, View};

rule! {
    /// A domain protects its incoming mail with MTA-STS or DANE and asks for no reports.
    ///
    /// If a certificate or a TLSA record goes wrong, senders hold mail back, and nobody tells you. With a TLSRPT
    /// record they report daily (RFC 8460).
    ///
    /// Say where reports go.
    ///
    /// ```zonal
    /// @  TLSRPT  rua=mailto:tls@example.com
    /// ```
    RULE = "missing-tls-reports", Level::Notice, Check::Rrset(&[RecordType::TXT, RecordType::MX], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let found = match subject.record_type() {
        RecordType::MX => Some((subject.owner(), "DANE")).zip(host_with_tlsa(subject)),
        _ => {
            let policy = policies(subject, Some(Kind::MtaSts)).next();
            policy.and_then(|(record, ..)| Some(((behind(&subject.owner(), 1)?, "MTA-STS"), record)))
        }
    };
    // Below a wildcard no name is one (RFC 4592 section 2.1.1), so no record could ask for the reports.
    let Some(((domain, by), record)) = found.filter(|((domain, _), _)| !domain.is_wildcard()) else { return };
    let is_missing = is_public(subject.desired) && lacks(subject.view, &["_smtp", "_tls"], &domain);
    // Where both are, the announcement of MTA-STS is the place.
    if is_missing && (by == "MTA-STS" || lacks(subject.view, &["_mta-sts"], &domain)) {
        let headline =
            format!("`{}` protects its mail with {by} and asks for no reports", domain.with_unicode());
        findings.at(record, headline).help("write `TLSRPT rua=mailto:...`");
    }
}

/// The first MX whose host has a TLSA record for mail (RFC 7672 section 2.2.3).
fn host_with_tlsa<'v>(mx: Subject<'v>) -> Option<Record<'v>> {
    let protected = exchanges(mx).find(|exchange| {
        let place = below(&["_25", "_tcp"], &exchange.host);
        place.is_some_and(|place| matches!(mx.view.look_up(&place, RecordType::TLSA), LookUp::Found(_)))
    });
    Some(protected?.record)
}

fn lacks(view: &View<'_>, labels: &[&str], domain: &Name) -> bool {
    let place = below(labels, domain);
    place.is_some_and(|place| matches!(view.look_up(&place, RecordType::TXT), LookUp::Nothing))
}
