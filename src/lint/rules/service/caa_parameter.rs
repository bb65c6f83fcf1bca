use std::collections::BTreeSet;

use super::properties;
use crate::diagnostic::nearest;
use crate::dns::{IssueValue, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Record, Subject};

rule! {
    /// A parameter of a CAA record cannot be understood.
    ///
    /// Parameters stand behind the issuer as `; name=value`. A value that does not follow the grammar
    /// allows nobody to issue (RFC 8659 section 4.2), and so do `accounturi` or `validationmethods` given
    /// twice or with a value that fits nothing (RFC 8657 sections 3 and 4).
    ///
    /// Correct the parameter.
    ///
    /// ```zonal
    /// @  CAA  0 issue "letsencrypt.org; validationmethods=dns-01"
    /// ```
    RULE = "caa-parameter", Level::Warning, Check::Rrset(&[RecordType::CAA], check);
}

/// Those of <https://www.iana.org/assignments/acme> that validate domain names.
const METHODS: [&str; 5] = ["dns-01", "dns-account-01", "http-01", "onion-csr-01", "tls-alpn-01"];

const FORM: &str = "write `name=value`: letters, digits and hyphens in the name, no blanks in the value";

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, property) in properties(subject) {
        let Some(value) = property.issue_value() else { continue };
        let mut seen = BTreeSet::new();
        for written in value.parameters {
            let Some((name, value)) = IssueValue::parameter(written) else {
                let (headline, help) = match written {
                    "" => ("a parameter is missing beside a `;`".to_owned(), "take the `;` out"),
                    written => (format!("`{written}` is no parameter"), FORM),
                };
                findings.at(record.part(written), headline).help(help);
                continue;
            };
            let is_known = matches!(name, "accounturi" | "validationmethods");
            if is_known && !seen.insert(name) {
                let headline = format!("the parameter `{name}` is there twice, so nobody may issue");
                findings.at(record, headline).help("write a CAA record for each, or all methods in one list");
            }
            match name {
                "accounturi" if !is_uri(value) => {
                    let headline = format!("`accounturi` is `{value}`, which is no URI");
                    findings.at(record.part(value), headline).help("write the whole URL of the account");
                }
                "validationmethods" => check_methods(record, value, findings),
                _ => {}
            }
        }
    }
}

/// Methods may be of an authority's own; those that look like others are mistyped.
fn check_methods(record: Record<'_>, value: &str, findings: &mut Findings) {
    for method in value.split(',').filter(|method| !METHODS.contains(method) && !method.starts_with("ca-")) {
        if let Some(near) = nearest(method, METHODS) {
            findings
                .at(record.part(method), format!("no validation method is called `{method}`"))
                .help(format!("did you mean `{near}`?"));
        }
    }
}

fn is_uri(value: &str) -> bool {
    value.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && !rest.is_empty()
    })
}
