use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use super::lint::plural;
use super::rewrite::Rewrite;
use super::screen::Screen;
use super::workspace::Workspace;
use crate::diagnostic::{Applicability, Diagnostic, Problems, Severity, corrected};
use crate::provider::disk_error_clause;
use crate::report;
use crate::text::SourceId;

/// What `zonal lint --fix` does to the sources. No fix is written with which the
/// project would have an error that it has not without.
#[derive(Default)]
pub struct Corrections {
    rounds: usize,
    fixes: usize,
    written: BTreeSet<String>,
    /// What was not fixed, and why not: a line each.
    left_out: Vec<String>,
}

/// A fix can make way for another one; behind so many rounds they would only undo each other.
const MOST_ROUNDS: usize = 10;

/// How often a round compiles the whole project to see which fixes it takes.
const MOST_TRIALS: usize = 64;

impl Corrections {
    /// Rewrites the sources as far as fixes are certain; whether there was anything to write.
    /// `None` if something could not be written, and that was said.
    pub fn write(&mut self, workspace: &Workspace, problems: &Problems, screen: &Screen) -> Option<bool> {
        if self.rounds == MOST_ROUNDS {
            return Some(false);
        }
        self.rounds += 1;
        let certain = |problem: &&Diagnostic| {
            problem.fixes.iter().any(|fix| fix.applicability == Applicability::Certain)
        };
        let mut trial = Trial { workspace, trials: 0, taken: Vec::new(), left_out: Vec::new() };
        trial.take(&problems.iter().filter(certain).collect::<Vec<_>>());
        self.left_out =
            trial.left_out.iter().map(|(problem, why)| left_out(workspace, problem, why)).collect();
        let texts = texts(workspace, &trial.taken);
        let mut rewrite = Rewrite::default();
        for (&file, (new, fixes)) in &texts {
            let source = workspace.sources.get(file);
            let path = workspace.project.root.join(&source.path);
            match rewrite.add(&source.path, &path, source.text.clone(), new) {
                Ok(()) => self.fixes += fixes,
                Err(error) => return say_unwritten(&source.path, &error, screen),
            }
        }
        for (path, done) in rewrite.finish() {
            if let Err(error) = done {
                return say_unwritten(&path, &error, screen);
            }
            self.written.insert(path);
        }
        Some(!texts.is_empty())
    }

    /// Says what was done and what was not.
    pub fn say(&self, screen: &Screen) {
        let (fixes, files) =
            (plural(self.fixes, "fix", "fixes"), plural(self.written.len(), "file", "files"));
        screen.say(&format!("{fixes} in {files}"));
        self.left_out.iter().for_each(|line| screen.say(line));
    }
}

/// Finds the fixes with which the project still compiles.
struct Trial<'w> {
    workspace: &'w Workspace,
    trials: usize,
    taken: Vec<&'w Diagnostic>,
    /// With the error that each of them would bring.
    left_out: Vec<(&'w Diagnostic, Diagnostic)>,
}

impl<'w> Trial<'w> {
    /// Takes the fixes of some problems beside those that are taken, or of halves of them.
    fn take(&mut self, problems: &[&'w Diagnostic]) {
        if problems.is_empty() {
            return;
        }
        let all: Vec<&Diagnostic> = self.taken.iter().chain(problems).copied().collect();
        self.trials += 1;
        match new_error(self.workspace, &texts(self.workspace, &all)) {
            None => self.taken = all,
            Some(_) if problems.len() > 1 && self.trials < MOST_TRIALS => {
                let (first, second) = problems.split_at(problems.len() / 2);
                self.take(first);
                self.take(second);
            }
            Some(error) => self.left_out.extend(problems.iter().map(|problem| (*problem, error.clone()))),
        }
    }
}

/// The sources that change by the fixes of some problems, and how many fixes each takes.
fn texts(workspace: &Workspace, problems: &[&Diagnostic]) -> BTreeMap<SourceId, (String, usize)> {
    let problems: Problems = problems.iter().map(|problem| (*problem).clone()).collect();
    let text =
        |&file: &SourceId| Some((file, corrected(&problems, file, &workspace.sources.get(file).text)?));
    workspace.files.iter().filter_map(text).collect()
}

/// The first error that the project would have with other texts, and has not now.
fn new_error(workspace: &Workspace, texts: &BTreeMap<SourceId, (String, usize)>) -> Option<Diagnostic> {
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    let key = |error: &Diagnostic| (error.code.name, error.headline.clone());
    for error in errors(&workspace.problems) {
        *known.entry(key(error)).or_default() += 1;
    }
    let problems = workspace.compile_with(|file| texts.get(&file).map(|(text, _)| text.as_str()));
    let is_new = |error: &&Diagnostic| match known.get_mut(&key(error)) {
        Some(left @ 1..) => {
            *left -= 1;
            false
        }
        _ => true,
    };
    errors(&problems).find(is_new).cloned()
}

fn errors(problems: &Problems) -> impl Iterator<Item = &Diagnostic> {
    problems.iter().filter(|problem| problem.severity == Severity::Error)
}

fn left_out(workspace: &Workspace, problem: &Diagnostic, why: &Diagnostic) -> String {
    let place = problem.span.map(|span| {
        let source = workspace.sources.get(span.source);
        let position = source.position(span.start);
        format!(" at {}:{}:{}", report::escape(&source.path), position.line, position.column)
    });
    let (code, place) = (problem.code.name, place.unwrap_or_default());
    let (error, headline) = (why.code.name, report::escape(&why.headline));
    format!("not fixed: {code}{place}; it would lead to error[{error}]: {headline}")
}

fn say_unwritten<T>(path: &str, error: &io::Error, screen: &Screen) -> Option<T> {
    screen.error(&format!("cannot write {path}: {}; it is as it was", disk_error_clause(error)), None);
    None
}
