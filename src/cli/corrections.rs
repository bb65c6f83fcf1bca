use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::ops::RangeInclusive;

use super::lint::plural;
use super::rewrite::Rewrite;
use super::screen::Screen;
use super::workspace::Workspace;
use crate::diagnostic::{Applicability, Diagnostic, Problems, Severity, corrected};
use crate::lint::{self, Level};
use crate::model::{Desired, External};
use crate::provider::disk_error_clause;
use crate::report;
use crate::text::{SourceId, Sources, Span};

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
const MOST_TRIALS: usize = 32;

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
        let zones: Vec<&Desired> = workspace.zones.iter().map(|desired| &**desired).collect();
        let Workspace { externals, sources, problems: said, .. } = workspace;
        let found = found(workspace, &zones, externals, sources, said);
        let mut trial = Trial { workspace, found, trials: 0, taken: Vec::new(), left_out: Vec::new() };
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

/// Finds the fixes that bring no error, neither of compiling nor of a rule.
struct Trial<'w> {
    workspace: &'w Workspace,
    /// The errors that rules find now.
    found: Problems,
    trials: usize,
    taken: Vec<&'w Diagnostic>,
    /// With the error that each of them would bring.
    left_out: Vec<(&'w Diagnostic, Diagnostic)>,
}

impl<'w> Trial<'w> {
    /// Takes the fixes of some problems beside those that are taken. If these bring errors, those that
    /// stand where no error is said are tried first, else one half of them.
    fn take(&mut self, problems: &[&'w Diagnostic]) {
        if problems.is_empty() {
            return;
        }
        let all: Vec<&Diagnostic> = self.taken.iter().chain(problems).copied().collect();
        self.trials += 1;
        let breaches = breaches(self.workspace, &self.found, &all);
        let Some(first) = breaches.first() else {
            self.taken = all;
            return;
        };
        let blamed = blamed(self.workspace, problems, &breaches);
        let (suspects, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
            problems.iter().partition(|problem| blamed.contains_key(&key(problem)));
        if problems.len() == 1 || self.trials >= MOST_TRIALS {
            let error = |problem| blamed.get(&key(problem)).map_or(&first.error, |breach| &breach.error);
            self.left_out.extend(problems.iter().map(|&problem| (problem, error(problem).clone())));
        } else if suspects.is_empty() || others.is_empty() {
            let (one, other) = problems.split_at(problems.len() / 2);
            self.take(one);
            self.take(other);
        } else {
            self.take(&others);
            self.take(&suspects);
        }
    }
}

/// An error that the project has by some fixes, and the lines where it is said: its own first.
struct Breach {
    error: Diagnostic,
    places: Vec<(SourceId, RangeInclusive<u32>)>,
}

/// Which of the problems stand where an error is said that their fixes bring.
fn blamed<'b>(
    workspace: &Workspace,
    problems: &[&Diagnostic],
    breaches: &'b [Breach],
) -> HashMap<Key, &'b Breach> {
    let lines = lines(workspace, problems);
    let mut blamed = HashMap::new();
    for breach in breaches {
        let found = breach.places.iter().map(|place| at(&lines, place)).find(|keys| !keys.is_empty());
        blamed.extend(found.into_iter().flatten().map(|key| (key, breach)));
    }
    blamed
}

/// The lines that the fixes of some problems change.
type Lines = BTreeMap<(SourceId, u32), Vec<Key>>;

fn lines(workspace: &Workspace, problems: &[&Diagnostic]) -> Lines {
    let mut lines = Lines::new();
    for problem in problems {
        for (span, _) in problem.fixes.iter().flat_map(|fix| &fix.edits) {
            let line = workspace.sources.get(span.source).position(span.start).line;
            lines.entry((span.source, line)).or_default().push(key(problem));
        }
    }
    lines
}

fn at(lines: &Lines, (file, range): &(SourceId, RangeInclusive<u32>)) -> Vec<Key> {
    let range = (*file, *range.start())..=(*file, *range.end());
    lines.range(range).flat_map(|(_, keys)| keys.clone()).collect()
}

/// A problem of one compilation.
type Key = (Option<Span>, &'static str);

fn key(problem: &Diagnostic) -> Key {
    (problem.span, problem.code.name)
}

/// The sources that change by the fixes of some problems, and how many fixes each takes.
fn texts(workspace: &Workspace, problems: &[&Diagnostic]) -> BTreeMap<SourceId, (String, usize)> {
    let problems: Problems = problems.iter().map(|problem| (*problem).clone()).collect();
    let text =
        |&file: &SourceId| Some((file, corrected(&problems, file, &workspace.sources.get(file).text)?));
    workspace.files.iter().filter_map(text).collect()
}

/// The errors that the project would have with the fixes of some problems, and has not now. Rules find
/// none while there are errors of compiling. Where these go, what rules find behind them may have been
/// there all along: then only what stands at a line that is fixed counts.
fn breaches(workspace: &Workspace, found_now: &Problems, problems: &[&Diagnostic]) -> Vec<Breach> {
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    let said = |error: &Diagnostic| (error.code.name, error.headline.clone());
    for error in errors(&workspace.problems).chain(errors(found_now)) {
        *known.entry(said(error)).or_default() += 1;
    }
    let is_new = |error: &&Diagnostic| match known.get_mut(&said(error)) {
        Some(left @ 1..) => {
            *left -= 1;
            false
        }
        _ => true,
    };
    let texts = texts(workspace, problems);
    let (sources, model, compiled) =
        workspace.compile_with(|file| texts.get(&file).map(|(text, _)| text.as_str()));
    let place = |span: Span| {
        let source = sources.get(span.source);
        (span.source, source.position(span.start).line..=source.position(span.end).line)
    };
    let breach = |error: &Diagnostic| {
        let others = error.others.iter().map(|other| other.span);
        Breach { error: error.clone(), places: error.span.into_iter().chain(others).map(place).collect() }
    };
    if compiled.has_errors() {
        return errors(&compiled).filter(is_new).map(breach).collect();
    }
    let zones: Vec<&Desired> = model.zones.iter().collect();
    let found = found(workspace, &zones, &model.externals, &sources, &compiled);
    let breaches = errors(&found).filter(is_new).map(breach);
    let lines = lines(workspace, problems);
    let is_fixed = |breach: &Breach| breach.places.iter().any(|place| !at(&lines, place).is_empty());
    breaches.filter(|breach| !workspace.problems.has_errors() || is_fixed(breach)).collect()
}

/// The errors that the rules of the project find in zones, and the warnings of compiling that are errors
/// to it.
fn found(
    workspace: &Workspace,
    zones: &[&Desired],
    externals: &[External],
    sources: &Sources,
    said: &Problems,
) -> Problems {
    let mut settings = workspace.project.lint.clone();
    let others = lint::rules().filter(|rule| workspace.project.lint.level(rule) != Level::Error);
    settings.levels.extend(others.map(|rule| (rule.code.name.to_owned(), Level::Off)));
    let warnings = said.iter().filter(|problem| problem.severity != Severity::Error).cloned().collect();
    let project = lint::Project { zones, externals, sources, files: &workspace.files };
    let judged = lint::lint(project, warnings, &settings, &|_| true);
    errors(&judged.problems).cloned().collect()
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
