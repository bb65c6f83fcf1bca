use std::fmt::Write;
use std::path::Path;

use super::arguments::{Test, TestFormat};
use super::exit::Exit;
use super::live_test::LiveTest;
use super::screen::Screen;
use super::workspace::Workspace;
use crate::check::{Unheard, codes};
use crate::diagnostic::{Code, Problems};
use crate::model::testing::{self, TestOutcome};
use crate::report::{self, Drawing};
use crate::text::Sources;

/// `zonal test`: runs the `test` blocks of the sources, offline or against name
/// servers. With errors in the sources nothing is run.
pub fn run(test: &Test, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    let Some(workspace) = Workspace::open(folder, screen) else { return Exit::Error };
    if !workspace.is_sound(screen) {
        return Exit::Error;
    }
    if workspace.tests.is_empty() {
        screen.say("no test is written: there is no `test \"NAME\" { }` in any source");
    }
    let report = if test.servers.is_empty() {
        let zones = workspace.zones.iter().map(|desired| &**desired);
        Report { outcomes: testing::run(&workspace.tests, zones), unheard: Vec::new(), servers: 0 }
    } else {
        let Some(live) = LiveTest::prepare(test, &workspace, screen) else { return Exit::Error };
        let Some(report) = live.run(screen) else { return Exit::Error };
        report
    };
    report.show(test.format, &workspace.sources, screen)
}

/// What came of the tests.
pub struct Report<'t> {
    pub outcomes: Vec<TestOutcome<'t>>,
    /// Servers that say nothing about any test.
    pub unheard: Vec<Unheard>,
    /// How many servers were to be asked.
    pub servers: usize,
}

/// How a test ended, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Ok,
    /// Some of it could not be asked.
    Error,
    Failed,
}

impl Report<'_> {
    fn show(&self, format: TestFormat, sources: &Sources, screen: &mut Screen) -> Exit {
        match format {
            TestFormat::Junit => screen.print(&self.junit(sources)),
            TestFormat::Text if self.outcomes.is_empty() => {}
            TestFormat::Text => screen.print(&self.list()),
        }
        for Unheard { server, why } in &self.unheard {
            screen.error(&format!("{server} could not be asked: {why}"), None);
        }
        if format == TestFormat::Text {
            let failures = self.outcomes.iter().flat_map(|outcome| outcome.failures.iter().cloned());
            screen.problems(&failures.collect::<Problems>(), sources);
        }
        match self.unheard.is_empty() && self.outcomes.iter().all(TestOutcome::passed) {
            true => Exit::Done,
            false => Exit::Error,
        }
    }

    fn verdict(&self, outcome: &TestOutcome<'_>) -> Verdict {
        let verdicts = outcome.failures.iter().map(|failure| match is_of_server(failure.code) {
            true => Verdict::Error,
            false => Verdict::Failed,
        });
        let silent = (!self.unheard.is_empty()).then_some(Verdict::Error);
        verdicts.chain(silent).max().unwrap_or(Verdict::Ok)
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.outcomes.iter().filter(|outcome| self.verdict(outcome) == verdict).count()
    }

    fn list(&self) -> String {
        let mut out = String::new();
        for outcome in &self.outcomes {
            let word = match self.verdict(outcome) {
                Verdict::Ok => "ok    ",
                Verdict::Error => "error ",
                Verdict::Failed => "failed",
            };
            let _ = writeln!(out, "{word}  {}", report::escape_lines(&outcome.test.name, "        "));
        }
        let counted =
            |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let _ = write!(out, "\n{}", counted(self.outcomes.len(), "test"));
        if self.servers > 0 {
            let _ = write!(out, " at {}", counted(self.servers, "server"));
        }
        let _ = write!(out, ": {} ok, {} failed", self.count(Verdict::Ok), self.count(Verdict::Failed));
        match self.count(Verdict::Error) {
            0 => out.push('\n'),
            count => _ = writeln!(out, ", {count} without an answer"),
        }
        out
    }

    /// The form that CI services read: a `testsuite` with a `testcase` for each test.
    fn junit(&self, sources: &Sources) -> String {
        let (failures, errors) = (self.count(Verdict::Failed), self.count(Verdict::Error));
        let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", self.outcomes.len());
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _ = writeln!(out, "<testsuites {counts}>\n  <testsuite name=\"zonal test\" {counts}>");
        for outcome in &self.outcomes {
            self.junit_case(outcome, sources, &mut out);
        }
        out.push_str("  </testsuite>\n</testsuites>\n");
        out
    }

    fn junit_case(&self, outcome: &TestOutcome<'_>, sources: &Sources, out: &mut String) {
        let source = sources.get(outcome.test.span.source);
        let line = source.position(outcome.test.span.start).line;
        let (name, file) = (xml(&outcome.test.name), xml(&source.path));
        let _ =
            write!(out, "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\"");
        if self.verdict(outcome) == Verdict::Ok {
            out.push_str("/>\n");
            return;
        }
        out.push_str(">\n");
        for failure in &outcome.failures {
            let element = if is_of_server(failure.code) { "error" } else { "failure" };
            let (code, message) = (failure.code.name, xml(&failure.headline));
            let _ = write!(out, "      <{element} type=\"{code}\" message=\"{message}\">");
            let problems: Problems = [failure.clone()].into_iter().collect();
            out.push_str(&xml(report::draw(&problems, sources, Drawing::default()).trim_end()));
            let _ = writeln!(out, "</{element}>");
        }
        for Unheard { server, why } in &self.unheard {
            let code = codes::SERVER_FAILED.name;
            let message = xml(&format!("{server} could not be asked: {why}"));
            let _ = writeln!(out, "      <error type=\"{code}\" message=\"{message}\"/>");
        }
        out.push_str("    </testcase>\n");
    }
}

/// Whether a server is at fault, and not the data.
fn is_of_server(code: &Code) -> bool {
    *code == codes::SERVER_FAILED
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
