use strsim::damerau_levenshtein;

use super::properties;
use crate::diagnostic::Applicability;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A CAA record names no authority, or probably the wrong one.
    ///
    /// The issuer is a domain name that the authority chose, without scheme or final dot (RFC 8659
    /// section 4.2). If it is not exactly that one, the authority refuses to issue, and one day to renew.
    ///
    /// Write the name that the authority says in its documentation.
    ///
    /// ```zonal
    /// @  CAA  0 issue "letsencrypt.org"
    /// ```
    RULE = "caa-issuer", Level::Warning, Check::Rrset(&[RecordType::CAA], check);
}

/// What is often written, and what the authority wants.
const MISTAKES: [(&str, &str); 13] = [
    ("letsencrypt.com", "letsencrypt.org"),
    ("letsencrypt.net", "letsencrypt.org"),
    ("letsencrypt", "letsencrypt.org"),
    ("lets-encrypt.org", "letsencrypt.org"),
    ("acme-v02.api.letsencrypt.org", "letsencrypt.org"),
    ("www.letsencrypt.org", "letsencrypt.org"),
    ("google.com", "pki.goog"),
    ("pki.google.com", "pki.goog"),
    ("digicert.org", "digicert.com"),
    ("digicert.net", "digicert.com"),
    ("sectigo.org", "sectigo.com"),
    ("globalsign.org", "globalsign.com"),
    ("globalsign.net", "globalsign.com"),
];

/// Those that are long enough to tell a slip of a finger.
const ISSUERS: [&str; 8] = [
    "amazonaws.com",
    "amazontrust.com",
    "digicert.com",
    "globalsign.com",
    "identrust.com",
    "letsencrypt.org",
    "sectigo.com",
    "trustwave.com",
];

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, property) in properties(subject) {
        let Some(value) = property.issue_value() else { continue };
        let issuer = value.issuer;
        if let Some(meant) = meant(&issuer.to_ascii_lowercase()) {
            let report = findings
                .at(record.part(issuer), format!("no authority calls itself `{issuer}`"))
                .help(format!("did you mean `{meant}`?"));
            if let Some(span) = record.find(issuer) {
                report.fix(Applicability::Maybe, format!("write `{meant}`"), span, meant);
            }
        } else if !value.has_domain_name() {
            let headline = format!("the issuer `{issuer}` is no domain name");
            findings.at(record.part(issuer), headline).help(form(issuer));
        }
    }
}

/// The authority that was probably meant.
fn meant(issuer: &str) -> Option<&'static str> {
    let mistake = MISTAKES.iter().find(|(wrong, _)| *wrong == issuer).map(|(_, right)| *right);
    let is_near =
        |known: &&str| known.len().abs_diff(issuer.len()) <= 1 && damerau_levenshtein(issuer, known) == 1;
    mistake.or_else(|| ISSUERS.into_iter().find(is_near))
}

fn form(issuer: &str) -> String {
    if issuer.contains("://") {
        return "write the name alone, without scheme and path".to_owned();
    }
    match issuer.strip_suffix('.') {
        Some(bare) => format!("write `{bare}`, without the final dot"),
        None if issuer.contains([' ', ',']) => "write a CAA record for each authority".to_owned(),
        None => "write the name that the authority says in its documentation".to_owned(),
    }
}
