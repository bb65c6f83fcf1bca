use std::fmt::Write;
use std::path::Path;

use super::arguments::{Test, TestFormat};
use super::exit::Exit;
use super::repository;
use super::screen::Screen;
use super::workspace::Workspace;
use crate::diagnostic::Problems;
use crate::model::testing::{self, TestOutcome};
use crate::report::{self, Case};

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
        TestFormat::Junit => screen.print(&junit(&outcomes, &workspace)),
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

/// A case for each test.
fn junit(outcomes: &[TestOutcome<'_>], workspace: &Workspace) -> String {
    let cases = outcomes.iter().map(|outcome| Case {
        name: outcome.test.name.clone(),
        span: Some(outcome.test.span),
        problems: outcome.failures.iter().collect(),
    });
    let cases: Vec<Case<'_>> = cases.collect();
    report::junit("zonal test", &cases, &workspace.sources, &repository::base(&workspace.project.root))
}
