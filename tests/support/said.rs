//! Sources of a case, and what is said about them, in plain text.

use std::fmt::Write;

use zonal::diagnostic::{Diagnostic, Severity};
use zonal::text::{Source, SourceId, Sources, Span};

/// `a.dns`, and behind each line `@@ PATH` another source.
pub fn sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    let mut path = "a.dns".to_owned();
    let mut file = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(next) = line.strip_prefix("@@ ") {
            sources.add(Source::new(std::mem::replace(&mut path, next.trim().to_owned()), file));
            file = String::new();
        } else {
            file += line;
        }
    }
    sources.add(Source::new(path, file));
    sources
}

/// `line:column`, with the path before it in all but the first source.
pub fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source);
    let position = source.position(span.start);
    let file = if span.source == SourceId(0) { String::new() } else { format!("{}:", source.path) };
    format!("{file}{}:{}", position.line, position.column)
}

/// A diagnostic with all that belongs to it, a line each.
pub fn said(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let at = diagnostic.span.map_or("-".to_owned(), |span| place(span, sources));
    let severity = match diagnostic.severity {
        Severity::Error => "",
        Severity::Warning => "warning ",
        Severity::Notice => "notice ",
    };
    let mut out = format!("{at} {severity}{} {}\n", diagnostic.code.name, diagnostic.headline);
    if (diagnostic.code.name == "test-failed" || is_finding(diagnostic)) && !diagnostic.label.is_empty() {
        let _ = writeln!(out, "    {}", diagnostic.label);
    }
    for other in &diagnostic.others {
        let _ = writeln!(out, "    {} {}", place(other.span, sources), other.text);
    }
    for help in &diagnostic.help {
        let _ = writeln!(out, "    help: {help}");
    }
    for fix in &diagnostic.fixes {
        let edits: Vec<String> =
            fix.edits.iter().map(|(span, text)| format!("`{}` -> `{text}`", sources.text(*span))).collect();
        let _ = writeln!(out, "    fix ({:?}): {}", fix.applicability, edits.join(", "));
    }
    out
}

fn is_finding(diagnostic: &Diagnostic) -> bool {
    zonal::lint::rules().any(|rule| rule.code.name == diagnostic.code.name)
}
