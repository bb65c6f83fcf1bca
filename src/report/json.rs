use serde::Serialize;

use super::escape_json;
use crate::diagnostic::{Applicability, Diagnostic, Fix, Label, Permission, Permit, Problems, Severity};
use crate::text::{Sources, Span};

/// All diagnostics, in their order, and those that are allowed, as a document
/// `zonal-problems/1`, with a final line end; docs/problems.schema.json says what is in it. Lines and columns count from one, columns in Unicode scalar values; bytes
/// count from zero; ends are excluded.
pub fn json(problems: &Problems, allowed: &Problems, sources: &Sources) -> String {
    let problems = problems.iter().map(|diagnostic| entry(diagnostic, sources)).collect();
    let allowed = allowed.iter().map(|diagnostic| exception(diagnostic, sources)).collect();
    // Strings and numbers only: there is nothing in it that JSON cannot say.
    let text =
        serde_json::to_string_pretty(&Document { format: FORMAT, problems, allowed }).unwrap_or_default();
    escape_json(&text).into_owned() + "\n"
}

const FORMAT: &str = "zonal-problems/1";

#[derive(Serialize)]
struct Document<'d> {
    format: &'static str,
    problems: Vec<Entry<'d>>,
    allowed: Vec<Exception<'d>>,
}

#[derive(Serialize)]
struct Exception<'d> {
    #[serde(flatten)]
    problem: Entry<'d>,
    reasons: Vec<Reason<'d>>,
}

#[derive(Serialize)]
struct Reason<'d> {
    by: &'static str,
    reason: &'d str,
}

#[derive(Serialize)]
struct Entry<'d> {
    code: &'static str,
    severity: &'static str,
    headline: &'d str,
    /// `null` where no source is to blame.
    place: Option<Range<'d>>,
    label: &'d str,
    others: Vec<Other<'d>>,
    help: &'d [String],
    fixes: Vec<Proposal<'d>>,
}

#[derive(Serialize)]
struct Range<'d> {
    path: &'d str,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    byte: u32,
}

#[derive(Serialize)]
struct Other<'d> {
    place: Range<'d>,
    label: &'d str,
}

#[derive(Serialize)]
struct Proposal<'d> {
    title: &'d str,
    applicability: &'static str,
    edits: Vec<Edit<'d>>,
}

#[derive(Serialize)]
struct Edit<'d> {
    place: Range<'d>,
    replacement: &'d str,
}

fn exception<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources) -> Exception<'d> {
    let reason = |permission: &'d Permission| Reason {
        by: match permission.by {
            Permit::Source => "source",
            Permit::Project => "project",
        },
        reason: &permission.reason,
    };
    let reasons = diagnostic.allowed.iter().map(reason).collect();
    Exception { problem: entry(diagnostic, sources), reasons }
}

fn entry<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources) -> Entry<'d> {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    };
    let other = |other: &'d Label| Other { place: range(other.span, sources), label: &other.text };
    Entry {
        code: diagnostic.code.name,
        severity,
        headline: &diagnostic.headline,
        place: diagnostic.span.map(|span| range(span, sources)),
        label: &diagnostic.label,
        others: diagnostic.others.iter().map(other).collect(),
        help: &diagnostic.help,
        fixes: diagnostic.fixes.iter().map(|fix| proposal(fix, sources)).collect(),
    }
}

fn proposal<'d>(fix: &'d Fix, sources: &'d Sources) -> Proposal<'d> {
    let edit = |(span, replacement): &'d (Span, String)| Edit { place: range(*span, sources), replacement };
    Proposal {
        title: &fix.title,
        applicability: match fix.applicability {
            Applicability::Certain => "certain",
            Applicability::Maybe => "maybe",
        },
        edits: fix.edits.iter().map(edit).collect(),
    }
}

fn range(span: Span, sources: &Sources) -> Range<'_> {
    let source = sources.get(span.source);
    let point = |byte: u32| {
        let position = source.position(byte);
        Point { line: position.line, column: position.column, byte }
    };
    Range { path: &source.path, start: point(span.start), end: point(span.end) }
}
