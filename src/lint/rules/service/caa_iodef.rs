use super::properties;
use crate::diagnostic::Applicability;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// The `iodef` of a CAA record is no `mailto:` address and no web URL.
    ///
    /// Authorities report refused requests there, by mail or by HTTP (RFC 8659 section 4.4). With
    /// anything else they report nothing.
    ///
    /// Write a URL that begins with `mailto:`, `https:` or `http:`.
    ///
    /// ```zonal
    /// @  CAA  0 iodef "mailto:security@example.com"
    /// ```
    RULE = "caa-iodef", Level::Warning, Check::Rrset(&[RecordType::CAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, property) in properties(subject).filter(|(_, property)| property.tag == "iodef") {
        let value = String::from_utf8_lossy(property.value);
        if is_place(&value) {
            continue;
        }
        let headline = match &*value {
            "" => "`iodef` is empty, so nothing can be reported".to_owned(),
            value => format!("`iodef` is `{value}`, where nothing can be reported"),
        };
        let report = findings.at(record.part(&value), headline);
        let is_bare_address = value.contains('@') && !value.contains(':');
        match record.find(&value).filter(|_| is_bare_address) {
            Some(span) => {
                let right = format!("mailto:{value}");
                let report = report.help(format!("write `{right}`"));
                report.fix(Applicability::Maybe, format!("write `{right}`"), span, right)
            }
            None => report.help("write a URL that begins with `mailto:`, `https:` or `http:`"),
        };
    }
}

fn is_place(value: &str) -> bool {
    value.split_once(':').is_some_and(|(scheme, rest)| match scheme.to_ascii_lowercase().as_str() {
        "mailto" => rest.contains('@'),
        "http" | "https" => rest.strip_prefix("//").is_some_and(|host| !host.is_empty()),
        _ => false,
    })
}
