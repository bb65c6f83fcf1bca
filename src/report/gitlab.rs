use serde_json::json;

use super::recurrence::fingerprints;
use super::repository::Repository;
use super::{escape, escape_json};
use crate::diagnostic::{Diagnostic, Problems, Severity};

/// A code quality report of GitLab, a part of Code Climate's format. Each
/// problem needs a file and a line there.
pub(super) fn code_quality(problems: &Problems, repository: &Repository<'_>) -> String {
    let fingerprints = fingerprints(problems, repository);
    let issues = problems.iter().zip(fingerprints).map(|(diagnostic, fingerprint)| {
        let site = repository.site(diagnostic.span);
        json!({
            "description": description(diagnostic, repository),
            "check_name": diagnostic.code.name,
            "fingerprint": fingerprint,
            "severity": severity(diagnostic.severity),
            "location": { "path": site.path, "lines": { "begin": site.line() } },
        })
    });
    // Strings and numbers only: there is nothing in it that JSON cannot say.
    let text = serde_json::to_string_pretty(&issues.collect::<Vec<_>>()).unwrap_or_default();
    escape_json(&text).into_owned() + "\n"
}

/// One line: more is not shown.
fn description(diagnostic: &Diagnostic, repository: &Repository<'_>) -> String {
    let headline = escape(&diagnostic.headline);
    match diagnostic.span.filter(|span| repository.site_of(*span).is_none()) {
        Some(span) => format!("{headline} ({})", repository.place(span)),
        None => headline.into_owned(),
    }
}

/// Of `info`, `minor`, `major`, `critical` and `blocker`.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Notice => "info",
    }
}
