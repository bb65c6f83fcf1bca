use std::fmt::Write;
use std::path::Path;

use super::arguments::{Test, TestFormat};
use super::exit::Exit;
use super::live_test::LiveTest;
use super::repository;
use super::screen::Screen;
use super::workspace::Workspace;
use crate::check::{Unheard, codes};
use crate::diagnostic::{Diagnostic, Problems, Severity};
use crate::model::testing::{self, TestOutcome};
use crate::report::{self, Case};

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
    report.show(test.format, &workspace, screen)
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
    fn show(&self, format: TestFormat, workspace: &Workspace, screen: &mut Screen) -> Exit {
        match format {
            TestFormat::Junit => screen.print(&self.junit(workspace)),
            TestFormat::Text if self.outcomes.is_empty() => {}
            TestFormat::Text => screen.print(&self.list()),
        }
        for unheard in &self.unheard {
            screen.error(&could_not_be_asked(unheard), None);
        }
        if format == TestFormat::Text {
            let failures = self.outcomes.iter().flat_map(|outcome| outcome.failures.iter().cloned());
            screen.problems(&failures.collect::<Problems>(), &workspace.sources);
        }
        match self.unheard.is_empty() && self.outcomes.iter().all(TestOutcome::passed) {
            true => Exit::Done,
            false => Exit::Error,
        }
    }

    fn verdict(&self, outcome: &TestOutcome<'_>) -> Verdict {
        let verdicts = outcome.failures.iter().map(|failure| match is_of_server(failure) {
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

    /// A case for each test.
    fn junit(&self, workspace: &Workspace) -> String {
        let unheard = self.unheard.iter().map(|unheard| {
            Diagnostic::new(&codes::SERVER_FAILED, Severity::Error, None, could_not_be_asked(unheard))
        });
        let unheard: Vec<Diagnostic> = unheard.collect();
        let cases = self.outcomes.iter().map(|outcome| {
            let (errors, problems): (Vec<&Diagnostic>, _) =
                outcome.failures.iter().chain(&unheard).partition(|failure| is_of_server(failure));
            Case { name: outcome.test.name.clone(), span: Some(outcome.test.span), problems, errors }
        });
        let cases: Vec<Case<'_>> = cases.collect();
        let base = repository::base(&workspace.project.root);
        report::junit("zonal test", &cases, &workspace.sources, &base)
    }
}

/// Whether a server is at fault, and not the data.
fn is_of_server(failure: &Diagnostic) -> bool {
    *failure.code == codes::SERVER_FAILED
}

fn could_not_be_asked(Unheard { server, why }: &Unheard) -> String {
    format!("{server} could not be asked: {why}")
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
