//! What holds of compiling any sources: it is the same each time and in any
//! order of the files, it ends within its budget, and what it gives is a zone.

use zonal::diagnostic::{Diagnostic, Problems, Severity};
use zonal::lint::{Project, Settings, lint};
use zonal::model::{Desired, testing};
use zonal::text::SourceId;

use super::compiled::{BUDGET, Compiled, FILE};
use super::master_file::comes_back;
use super::{fixing, telling};

/// `text` may hold several files, each but the first behind a line that begins
/// with `@@`.
pub fn holds(text: &str) {
    let files = files(text);
    let forwards = Compiled::new(files.iter().copied());
    assert_eq!(said(&forwards), said(&Compiled::new(files.iter().copied())), "twice differs: {text:?}");
    let backwards = Compiled::new(files.iter().rev().copied());
    // What is said of several wrong things may depend on which was seen first.
    let is_wrong = |compiled: &Compiled| compiled.problems.has_errors();
    assert_eq!(is_wrong(&forwards), is_wrong(&backwards), "the order of files matters: {text:?}");
    if !forwards.problems.has_errors() {
        assert_eq!(forwards.zones(), backwards.zones(), "the order of files matters: {text:?}");
    }
    let records: usize = forwards.model.zones.iter().map(|desired| desired.zone.record_count()).sum();
    let views = 1 + text.matches("view").count();
    let most = (text.len() + 2 * BUDGET.records as usize) * views;
    assert!(records <= most, "{records} records of {text:?}");
    for outcome in testing::run(&forwards.model.tests, &forwards.model.zones) {
        assert!(outcome.passed() || !outcome.failures.is_empty());
    }
    for desired in &forwards.model.zones {
        comes_back(&desired.published(7), &|| text.to_owned());
    }
    match forwards.problems.has_errors() {
        true if files.len() == 1 => fixes_end(text),
        true => {}
        false => lints(&forwards, &files),
    }
}

fn files(text: &str) -> Vec<&str> {
    let mut files = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.starts_with("@@") {
            files.push(&text[start..at]);
            start = at + line.len();
        }
        at += line.len();
    }
    files.push(&text[start..]);
    files
}

fn said(compiled: &Compiled) -> String {
    format!("{:?}{:?}", compiled.problems, compiled.model.zones)
}

/// What a project file says nothing about.
fn linted(compiled: &Compiled) -> Problems {
    let zones: Vec<&Desired> = compiled.model.zones.iter().collect();
    let files: Vec<SourceId> =
        compiled.sources.iter().filter(|(_, source)| source.path == FILE).map(|(id, _)| id).collect();
    let project = Project {
        zones: &zones,
        externals: &compiled.model.externals,
        sources: &compiled.sources,
        files: &files,
    };
    lint(project, compiled.problems.clone(), &Settings::default(), &|_| true).problems
}

/// What the rules say stands, and with their certain fixes the sources compile, but that two lines
/// may become the same: `lint --fix` leaves such fixes out.
fn lints(compiled: &Compiled, files: &[&str]) {
    let found = linted(compiled);
    telling::holds(&found, &compiled.sources);
    assert_eq!(found, linted(compiled), "of {files:?}");
    let Some(fixed) = fixing::reads_no_worse(files[0], &found) else { return };
    let files: Vec<&str> = [fixed.as_str()].into_iter().chain(files[1..].iter().copied()).collect();
    let after = Compiled::new(files.iter().copied());
    let is_error = |problem: &&Diagnostic| problem.severity == Severity::Error;
    let mut errors = after.problems.iter().filter(is_error);
    assert!(errors.all(|error| error.code.name == "duplicate-record"), "{:?} of {files:?}", after.problems);
}

/// Fixing what can be fixed comes to an end, and the text is read no worse.
fn fixes_end(text: &str) {
    let mut text = text.to_owned();
    let most = 3 + Compiled::new(std::iter::once(text.as_str())).problems.len();
    for _ in 0..most {
        let problems = Compiled::new(std::iter::once(text.as_str())).problems;
        match fixing::reads_no_worse(&text, &problems) {
            Some(fixed) => text = fixed,
            None => return,
        }
    }
    panic!("fixes without end: {text:?}");
}
