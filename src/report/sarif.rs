use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::diagnostics::proposal;
use super::manual::{draw_manual, first_sentence, markdown};
use super::recurrence::fingerprints;
use super::repository::{Region, Repository, Site};
use super::{escape, escape_json, escape_lines};
use crate::diagnostic::{
    Applicability, Code, Diagnostic, Fix, Label, Permission, Permit, Problems, Severity,
};
use crate::text::Span;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Stands for the top of the repository.
const TOP: &str = "%SRCROOT%";

/// A log of one run in SARIF 2.1.0 (OASIS, with its errata 01). Its rules are the
/// codes of the problems. What is `allowed` is a result that is suppressed
/// (section 3.27.23).
pub(super) fn sarif(problems: &Problems, allowed: &Problems, repository: &Repository<'_>) -> String {
    let mut all = problems.clone();
    all.extend(allowed.clone());
    all.sort();
    let rules = Rules::of(&all);
    let results: Vec<Value> = all
        .iter()
        .zip(fingerprints(&all, repository))
        .map(|(diagnostic, fingerprint)| result(diagnostic, fingerprint, &rules, repository))
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(&rules) },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": { TOP: { "description": { "text": "The top of the repository." } } },
            "results": results,
        }],
    });
    // Strings and numbers only: there is nothing in it that JSON cannot say.
    let text = serde_json::to_string_pretty(&log).unwrap_or_default();
    escape_json(&text).into_owned() + "\n"
}

/// The codes that occur, by name, with their worst severity.
struct Rules(BTreeMap<&'static str, (&'static Code, Severity)>);

impl Rules {
    fn of(problems: &Problems) -> Rules {
        let mut rules = BTreeMap::new();
        for diagnostic in problems {
            let (_, worst) =
                rules.entry(diagnostic.code.name).or_insert((diagnostic.code, diagnostic.severity));
            *worst = diagnostic.severity.min(*worst);
        }
        Rules(rules)
    }

    fn index(&self, code: &Code) -> usize {
        self.0.range(..code.name).count()
    }
}

fn driver(rules: &Rules) -> Value {
    let rules = rules.0.values().map(|(code, worst)| rule(code, *worst));
    let mut driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.collect::<Vec<_>>(),
    });
    let page = [env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY")];
    if let Some(page) = page.into_iter().find(|page| !page.is_empty()) {
        driver["informationUri"] = json!(page);
    }
    driver
}

fn rule(code: &Code, worst: Severity) -> Value {
    let manual = markdown(code);
    let mut paragraphs = manual.split("\n\n").map(|paragraph| paragraph.trim().replace('\n', " "));
    let first = paragraphs.next().unwrap_or_default();
    let full = match paragraphs.next() {
        Some(second) if !second.starts_with("```") => format!("{first} {second}"),
        _ => first,
    };
    json!({
        "id": code.name,
        "shortDescription": { "text": first_sentence(code) + "." },
        "fullDescription": { "text": full },
        "help": { "text": draw_manual(code), "markdown": manual },
        "defaultConfiguration": { "level": level(worst) },
    })
}

fn result(diagnostic: &Diagnostic, fingerprint: String, rules: &Rules, repository: &Repository<'_>) -> Value {
    let site = diagnostic.span.and_then(|span| repository.site_of(span));
    let place = match site {
        Some(site) => location(&site, &diagnostic.label),
        None => location(&repository.site(None), ""),
    };
    let mut result = json!({
        "ruleId": diagnostic.code.name,
        "ruleIndex": rules.index(diagnostic.code),
        "level": level(diagnostic.severity),
        "message": { "text": message(diagnostic, repository) },
        "locations": [place],
        "partialFingerprints": { "lineTextAndHeadline/v1": fingerprint },
        "suppressions": diagnostic.allowed.iter().map(suppression).collect::<Vec<_>>(),
    });
    let related: Vec<Value> = related(diagnostic, repository)
        .map(|(id, site, label)| {
            let mut location = location(&site, &label.text);
            location["id"] = json!(id);
            location
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    let fixes: Vec<Value> = diagnostic.fixes.iter().filter_map(|fix| proposed(fix, repository)).collect();
    if !fixes.is_empty() {
        result["fixes"] = json!(fixes);
    }
    result
}

/// Section 3.35.
fn suppression(permission: &Permission) -> Value {
    let kind = match permission.by {
        Permit::Source => "inSource",
        Permit::Project => "external",
    };
    json!({ "kind": kind, "justification": plain(&permission.reason) })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

/// The other places that are in the repository, with the numbers by which the
/// message links to them.
fn related<'d>(
    diagnostic: &'d Diagnostic,
    repository: &'d Repository<'_>,
) -> impl Iterator<Item = (usize, Site, &'d Label)> {
    let others = diagnostic.others.iter().enumerate();
    others.filter_map(|(index, other)| Some((index + 1, repository.site_of(other.span)?, other)))
}

/// Plain text (section 3.11.3): the headline, the other places, what to do. It
/// has no arguments, so nothing in it is a placeholder.
fn message(diagnostic: &Diagnostic, repository: &Repository<'_>) -> String {
    let is_built_in = |span: &Span| repository.site_of(*span).is_none();
    let mut lines = vec![plain(&diagnostic.headline)];
    lines.extend(diagnostic.span.filter(is_built_in).map(|span| format!("in {}", repository.place(span))));
    for (index, other) in diagnostic.others.iter().enumerate() {
        lines.push(match is_built_in(&other.span) {
            true => plain(&format!("{}: {}", repository.place(other.span), other.text)),
            false => format!("see [{}]({})", link_text(&other.text), index + 1),
        });
    }
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {}", plain(help))));
    lines.extend(diagnostic.fixes.iter().map(|fix| format!("help: {}", plain(&proposal(fix)))));
    lines.join("\n")
}

/// Nothing in it is a link.
fn plain(text: &str) -> String {
    let text = escape_lines(text, "");
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text }
}

/// Section 3.11.6.
fn link_text(text: &str) -> String {
    if text.is_empty() {
        return "here".to_owned();
    }
    escape(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn location(site: &Site, label: &str) -> Value {
    let mut place = json!({ "artifactLocation": artifact(&site.path) });
    if let Some(of_text) = &site.region {
        place["region"] = region(of_text);
    }
    let mut location = json!({ "physicalLocation": place });
    if !label.is_empty() {
        location["message"] = json!({ "text": plain(label) });
    }
    location
}

/// By the path relative to the top of the repository.
fn artifact(path: &str) -> Value {
    json!({ "uri": uri(path), "uriBaseId": TOP })
}

fn region(region: &Region) -> Value {
    json!({
        "startLine": region.start.line,
        "startColumn": region.start.column,
        "endLine": region.end.line,
        "endColumn": region.end.column,
    })
}

/// `None` if it would change what is not in the repository.
fn proposed(fix: &Fix, repository: &Repository<'_>) -> Option<Value> {
    let mut changes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (span, replacement) in &fix.edits {
        let site = repository.site_of(*span)?;
        changes.entry(site.path).or_default().push(json!({
            "deletedRegion": region(&site.region?),
            "insertedContent": { "text": replacement },
        }));
    }
    let changes = changes.into_iter().map(
        |(path, replacements)| json!({ "artifactLocation": artifact(&path), "replacements": replacements }),
    );
    let applicability = match fix.applicability {
        Applicability::Certain => "certain",
        Applicability::Maybe => "maybe",
    };
    Some(json!({
        "description": { "text": plain(&fix.title) },
        "artifactChanges": changes.collect::<Vec<_>>(),
        "properties": { "applicability": applicability },
    }))
}

/// A relative reference (RFC 3986 section 4.2): what is not unreserved is
/// encoded, so no segment looks like a scheme.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for octet in path.bytes() {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(octet));
            }
            _ => uri.push_str(&format!("%{octet:02X}")),
        }
    }
    uri
}
