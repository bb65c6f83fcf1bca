use std::fmt::Write;
use std::path::Path;

use super::arguments::{FailOn, Lint, LintFormat};
use super::exit::Exit;
use super::screen::Screen;
use super::selection::Selection;
use super::workspace::{Workspace, open_project};
use crate::diagnostic::{Problems, Severity, nearest};
use crate::dns::Name;
use crate::lint::{self, Level, Project, Settings};
use crate::report::{self, Drawing};

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
    match lint.format {
        LintFormat::Text => {
            let drawing = Drawing { colour: screen.colour(), limit: usize::MAX, ..Drawing::default() };
            screen.print(&report::draw(&problems, &workspace.sources, drawing));
        }
        LintFormat::Json => screen.print(&report::json(&problems, &workspace.sources)),
    }
    let fails = |severity: Severity| match lint.fail_on {
        FailOn::Error => severity == Severity::Error,
        FailOn::Warning => severity <= Severity::Warning,
        FailOn::Notice => true,
        FailOn::Never => false,
    };
    let failed = workspace.problems.has_errors() || problems.iter().any(|problem| fails(problem.severity));
    if failed { Exit::Error } else { Exit::Done }
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
