use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

use super::repository::Repository;
use super::{Drawing, draw, escape};
use crate::diagnostic::{Diagnostic, Problems, Severity};
use crate::text::{Sources, Span};

/// A case of a JUnit report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case<'c> {
    /// CI services tell the cases of one file apart by it.
    pub name: String,
    /// Where it is written; `None` for the whole project.
    pub span: Option<Span>,
    /// Any of them fails it.
    pub problems: Vec<&'c Diagnostic>,
    /// What kept it from being run, in part or at all.
    pub errors: Vec<&'c Diagnostic>,
}

/// The XML that CI services read: one `testsuite`. Paths are relative to the
/// top of the repository, below which the project lies in `base`.
pub fn junit(suite: &str, cases: &[Case<'_>], sources: &Sources, base: &Path) -> String {
    draw_suite(suite, cases, Some(Severity::Notice), &Repository::new(sources, base))
}

/// A case for each problem, or a single one that passes: services take a report
/// without cases for a mistake. What does not fail counts as skipped, which is
/// how they show something with a text.
pub(super) fn problems(
    problems: &Problems,
    failing: Option<Severity>,
    repository: &Repository<'_>,
) -> String {
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    let mut cases = Vec::with_capacity(problems.len());
    for diagnostic in problems {
        let name = format!("{}: {}", diagnostic.code.name, diagnostic.headline);
        let count = seen.entry((repository.site(diagnostic.span).path, name.clone())).or_default();
        *count += 1;
        let name = if *count == 1 { name } else { format!("{name} ({count})") };
        cases.push(Case { name, span: diagnostic.span, problems: vec![diagnostic], errors: Vec::new() });
    }
    if cases.is_empty() {
        cases.push(Case {
            name: "no problems".to_owned(),
            span: None,
            problems: Vec::new(),
            errors: Vec::new(),
        });
    }
    draw_suite("zonal", &cases, failing, repository)
}

fn draw_suite(
    suite: &str,
    cases: &[Case<'_>],
    failing: Option<Severity>,
    repository: &Repository<'_>,
) -> String {
    let count = |verdict| cases.iter().filter(|case| Verdict::of(case, failing) == verdict).count();
    let counts = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
        cases.len(),
        count(Verdict::Failed),
        count(Verdict::Error),
        count(Verdict::Skipped)
    );
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites {counts}>\n  <testsuite name=\"{}\" {counts}>", attribute(suite));
    for case in cases {
        draw_case(case, Verdict::of(case, failing), repository, &mut out);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn draw_case(case: &Case<'_>, verdict: Verdict, repository: &Repository<'_>, out: &mut String) {
    let site = repository.site(case.span);
    let (name, file) = (attribute(&case.name), attribute(&site.path));
    let _ = write!(out, "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\"");
    if site.region.is_some() {
        let _ = write!(out, " line=\"{}\"", site.line());
    }
    if verdict == Verdict::Passed {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    for diagnostic in &case.problems {
        match verdict {
            Verdict::Failed => draw_element("failure", true, diagnostic, repository, out),
            _ => draw_element("skipped", false, diagnostic, repository, out),
        }
    }
    for diagnostic in &case.errors {
        draw_element("error", true, diagnostic, repository, out);
    }
    out.push_str("    </testcase>\n");
}

fn draw_element(
    element: &str,
    typed: bool,
    diagnostic: &Diagnostic,
    repository: &Repository<'_>,
    out: &mut String,
) {
    let kind = if typed { format!(" type=\"{}\"", diagnostic.code.name) } else { String::new() };
    let message = attribute(&diagnostic.headline);
    let alone = Problems::from_iter([diagnostic.clone()]);
    let drawn = xml(draw(&alone, repository.sources, Drawing::default()).trim_end());
    let _ = writeln!(out, "      <{element}{kind} message=\"{message}\">{drawn}</{element}>");
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Passed,
    Skipped,
    /// It could not be run.
    Error,
    Failed,
}

impl Verdict {
    fn of(case: &Case<'_>, failing: Option<Severity>) -> Verdict {
        match case.problems.iter().map(|problem| problem.severity).min() {
            None if case.errors.is_empty() => Verdict::Passed,
            None => Verdict::Error,
            Some(worst) if failing.is_some_and(|failing| worst <= failing) => Verdict::Failed,
            Some(_) if case.errors.is_empty() => Verdict::Skipped,
            Some(_) => Verdict::Error,
        }
    }
}

/// An XML parser makes spaces of line ends and tabs in attributes, so they are
/// made visible, as all is that a terminal would obey.
fn attribute(text: &str) -> String {
    xml(&escape(text))
}

/// Text for content and attributes of XML 1.0 (sections 2.2 and 2.4).
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}
