use std::fmt::Write;
use std::path::Path;

use super::arguments::{FailOn, Lint, LintFormat};
use super::exit::Exit;
use super::repository;
use super::screen::Screen;
use super::selection::Selection;
use super::workspace::{Workspace, open_project};
use crate::diagnostic::{Problems, Severity, nearest};
use crate::dns::Name;
use crate::lint::{self, Level, Project, Settings};
use crate::report::{self, Drawing, ProblemFormat};

/// `zonal lint`: what the rules find in the compiled zones, and what compiling
/// warns of. With errors in the sources no rule is run.
pub fn run(lint: &Lint, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    if lint.list_rules {
        return list_rules(folder, screen);
    }
    if !lint.rules.iter().all(|name| is_rule(name, screen)) {
        return Exit::Error;
    }
    let Some(workspace) = Workspace::open(folder, screen) else { return Exit::Error };
    if workspace.select(&lint.zones, screen).is_none() {
        return Exit::Error;
    }
    let problems = problems(lint, &workspace);
    let failing = failing(lint.fail_on);
    let drawing = Drawing { colour: screen.colour(), limit: usize::MAX, ..Drawing::default() };
    let base = repository::base(&workspace.project.root);
    let format = format(lint.format, failing.or(workspace.problems.has_errors().then_some(Severity::Error)));
    screen.print(&report::draw_problems(format, &problems, &workspace.sources, &base, drawing));
    let fails = |severity: Severity| failing.is_some_and(|failing| severity <= failing);
    let failed = workspace.problems.has_errors() || problems.iter().any(|problem| fails(problem.severity));
    if failed { Exit::Error } else { Exit::Done }
}

/// What is this bad or worse fails the run.
fn failing(fail_on: FailOn) -> Option<Severity> {
    match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Notice => Some(Severity::Notice),
        FailOn::Never => None,
    }
}

fn format(format: LintFormat, failing: Option<Severity>) -> ProblemFormat {
    match format {
        LintFormat::Text => ProblemFormat::Text,
        LintFormat::Json => ProblemFormat::Json,
        LintFormat::Sarif => ProblemFormat::Sarif,
        LintFormat::Github => ProblemFormat::Github,
        LintFormat::Gitlab => ProblemFormat::Gitlab,
        LintFormat::Junit => ProblemFormat::Junit { failing },
    }
}

fn problems(lint: &Lint, workspace: &Workspace) -> Problems {
    if workspace.problems.has_errors() {
        return workspace.problems.clone();
    }
    let zones: Vec<_> = workspace.zones.iter().map(|desired| &**desired).collect();
    let Workspace { externals, sources, files, .. } = workspace;
    let project = Project { zones: &zones, externals, sources, files };
    let selection = Selection::parse(&lint.zones).ok();
    let is_chosen = |apex: &Name| selection.as_ref().is_none_or(|selection| selection.contains(apex));
    let settings = settings(lint, &workspace.project.lint);
    lint::lint(project, workspace.problems.clone(), &settings, &is_chosen)
}

/// Those of the project, with all rules off that are not chosen.
fn settings(lint: &Lint, project: &Settings) -> Settings {
    let mut settings = project.clone();
    if !lint.rules.is_empty() {
        let others = lint::rules().filter(|rule| !lint.rules.iter().any(|name| name == rule.code.name));
        settings.levels.extend(others.map(|rule| (rule.code.name.to_owned(), Level::Off)));
    }
    settings
}

fn is_rule(name: &str, screen: &Screen) -> bool {
    let known = || lint::rules().map(|rule| rule.code.name);
    let is_known = known().any(|known| known == name);
    if !is_known {
        let near = nearest(name, known()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        screen.error(
            &format!("no rule is called `{name}`{near}"),
            Some("`zonal lint --list-rules` lists them"),
        );
    }
    is_known
}

fn list_rules(folder: Option<&Path>, screen: &mut Screen) -> Exit {
    let Some((project, sources, problems)) = open_project(folder, screen) else { return Exit::Error };
    screen.problems(&problems, &sources);
    let mut rules: Vec<_> = lint::rules().collect();
    rules.sort_by_key(|rule| rule.code.name);
    let width = rules.iter().map(|rule| rule.code.name.len()).max().unwrap_or_default();
    let mut out = String::new();
    for rule in rules {
        let level = project.lint.level(rule).name();
        let _ = writeln!(out, "{:width$}  {level:7}  {}", rule.code.name, report::first_sentence(rule.code));
    }
    screen.print(&out);
    if problems.has_errors() { Exit::Error } else { Exit::Done }
}
