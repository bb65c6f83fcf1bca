use std::fmt::Write;
use std::path::Path;

use super::arguments::{Test, TestFormat};
use super::exit::Exit;
use super::screen::Screen;
use super::workspace::Workspace;
use crate::diagnostic::Problems;
use crate::model::testing::{self, TestOutcome};
use crate::report::{self, Drawing};
use crate::text::Sources;

/// `zonal test`: runs the `test` blocks of the sources, offline. With errors in
/// the sources nothing is run.
pub fn run(test: &Test, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    let Some(workspace) = Workspace::open(folder, screen) else { return Exit::Error };
    if !workspace.is_sound(screen) {
        return Exit::Error;
    }
    if workspace.tests.is_empty() {
        screen.say("no test is written: there is no `test \"NAME\" { }` in any source");
    }
    let zones = workspace.zones.iter().map(|desired| &**desired);
    let outcomes = testing::run(&workspace.tests, zones);
    match test.format {
        TestFormat::Junit => screen.print(&junit(&outcomes, &workspace.sources)),
        TestFormat::Text if outcomes.is_empty() => {}
        TestFormat::Text => {
            screen.print(&list(&outcomes));
            let failures = outcomes.iter().flat_map(|outcome| outcome.failures.iter().cloned());
            screen.problems(&failures.collect::<Problems>(), &workspace.sources);
        }
    }
    match outcomes.iter().all(TestOutcome::passed) {
        true => Exit::Done,
        false => Exit::Error,
    }
}

fn list(outcomes: &[TestOutcome<'_>]) -> String {
    let mut out = String::new();
    for outcome in outcomes {
        let word = if outcome.passed() { "ok    " } else { "failed" };
        let _ = writeln!(out, "{word}  {}", report::escape_lines(&outcome.test.name, "        "));
    }
    let (count, failed) = (outcomes.len(), failed(outcomes));
    let tests = if count == 1 { "test" } else { "tests" };
    let _ = writeln!(out, "\n{count} {tests}: {} ok, {failed} failed", count - failed);
    out
}

fn failed(outcomes: &[TestOutcome<'_>]) -> usize {
    outcomes.iter().filter(|outcome| !outcome.passed()).count()
}

/// The form that CI services read: a `testsuite` with a `testcase` for each test.
fn junit(outcomes: &[TestOutcome<'_>], sources: &Sources) -> String {
    let counts = format!("tests=\"{}\" failures=\"{}\" errors=\"0\"", outcomes.len(), failed(outcomes));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites {counts}>\n  <testsuite name=\"zonal test\" {counts}>");
    for outcome in outcomes {
        let source = sources.get(outcome.test.span.source);
        let line = source.position(outcome.test.span.start).line;
        let (name, file) = (xml(&outcome.test.name), xml(&source.path));
        let _ =
            write!(out, "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\"");
        if outcome.passed() {
            out.push_str("/>\n");
            continue;
        }
        out.push_str(">\n");
        for failure in &outcome.failures {
            let (code, message) = (failure.code.name, xml(&failure.headline));
            let _ = write!(out, "      <failure type=\"{code}\" message=\"{message}\">");
            let problems: Problems = [failure.clone()].into_iter().collect();
            out.push_str(&xml(report::draw(&problems, sources, Drawing::default()).trim_end()));
            out.push_str("</failure>\n");
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
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
