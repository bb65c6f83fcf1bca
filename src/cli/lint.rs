use std::collections::BTreeSet;
use std::path::Path;

use super::arguments::{FailOn, Lint, LintFormat};
use super::corrections::Corrections;
use super::exit::Exit;
use super::repository;
use super::screen::Screen;
use super::selection::Selection;
use super::workspace::{Workspace, open_project};
use crate::diagnostic::{Code, Problems, Severity};
use crate::dns::Name;
use crate::lint::{self, Judged, Level, NoFinding, Project, Settings};
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
    let opened = match lint.fix {
        true => open_corrected(lint, folder, screen),
        false => open(lint, folder, screen),
    };
    let Some((workspace, Judged { problems, allowed })) = opened else { return Exit::Error };
    let allowed = if lint.without_allowed { Problems::default() } else { allowed };
    if problems.is_empty() && lint.format == LintFormat::Text {
        say_nothing_found(lint, &workspace, screen);
    }
    let failing = failing(lint.fail_on);
    let drawing = Drawing { colour: screen.colour(), limit: usize::MAX, ..Drawing::default() };
    let base = repository::base(&workspace.project.root);
    let format = format(lint.format, failing.or(workspace.problems.has_errors().then_some(Severity::Error)));
    screen.print(&report::draw_problems(format, &problems, &allowed, &workspace.sources, &base, drawing));
    let fails = |severity: Severity| failing.is_some_and(|failing| severity <= failing);
    let failed = workspace.problems.has_errors() || problems.iter().any(|problem| fails(problem.severity));
    if failed { Exit::Error } else { Exit::Done }
}

/// Silence would not tell that something was looked at.
fn say_nothing_found(lint: &Lint, workspace: &Workspace, screen: &Screen) {
    let settings = settings(lint, workspace);
    let rules = lint::rules().filter(|rule| settings.level(rule) != Level::Off).map(|rule| rule.code.name);
    let rules = rules.chain(lint.rules.iter().map(String::as_str)).collect::<BTreeSet<_>>().len();
    let zones = workspace.select(&lint.zones, screen).map_or(0, |zones| zones.len());
    let (rules, zones) = (plural(rules, "rule", "rules"), plural(zones, "zone", "zones"));
    screen.say(&format!("nothing found by {rules} in {zones}"));
}

/// The project with what there is to say about it; `None` if that is told already.
fn open(lint: &Lint, folder: Option<&Path>, screen: &Screen) -> Option<(Workspace, Judged)> {
    let workspace = Workspace::open(folder, screen)?;
    workspace.select(&lint.zones, screen)?;
    let judged = judged(lint, &workspace);
    Some((workspace, judged))
}

/// The same, once the sources have been rewritten as far as fixes are certain.
fn open_corrected(lint: &Lint, folder: Option<&Path>, screen: &Screen) -> Option<(Workspace, Judged)> {
    let (mut workspace, mut judged) = open(lint, folder, screen)?;
    let mut corrections = Corrections::default();
    while corrections.write(&workspace, &judged.problems, screen)? {
        (workspace, judged) = open(lint, folder, screen)?;
    }
    corrections.say(screen);
    Some((workspace, judged))
}

pub(super) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
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

fn judged(lint: &Lint, workspace: &Workspace) -> Judged {
    let zones: Vec<_> = workspace.zones.iter().map(|desired| &**desired).collect();
    let Workspace { externals, sources, files, .. } = workspace;
    let project = Project { zones: &zones, externals, sources, files };
    let selection = Selection::parse(&lint.zones).ok();
    let is_chosen = |apex: &Name| selection.as_ref().is_none_or(|selection| selection.contains(apex));
    let settings = settings(lint, workspace);
    lint::lint(project, workspace.problems.clone(), &settings, &is_chosen)
}

/// Those of the project, with all rules and warnings off that are not chosen.
fn settings(lint: &Lint, workspace: &Workspace) -> Settings {
    let mut settings = workspace.project.lint.clone();
    if !lint.rules.is_empty() {
        let said = workspace.problems.iter().map(|problem| problem.code);
        let codes = lint::findings().chain(said).map(|code| code.name);
        let others = codes.filter(|code| !lint.rules.iter().any(|name| name == code));
        settings.levels.extend(others.map(|code| (code.to_owned(), Level::Off)));
    }
    settings
}

fn is_rule(name: &str, screen: &Screen) -> bool {
    let Err(none) = lint::finding(name) else { return true };
    if let NoFinding::Error(name) = &none {
        let help = "errors are always said, whatever rules are chosen";
        screen.error(&format!("`{name}` is an error of the language and no rule"), Some(help));
        return false;
    }
    let near = none.near().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let help = "`zonal lint --list-rules` lists them";
    screen.error(&format!("no rule is called `{name}`{near}"), Some(help));
    false
}

fn list_rules(folder: Option<&Path>, screen: &mut Screen) -> Exit {
    let Some((project, sources, problems)) = open_project(folder, screen) else { return Exit::Error };
    screen.problems(&problems, &sources);
    let mut rules: Vec<_> = lint::rules().map(|rule| (rule.code, project.lint.level(rule))).collect();
    rules.sort_by_key(|(code, _)| code.name);
    let warnings = lint::warnings().chain([&lint::codes::UNUSED_ALLOW]);
    let warnings = warnings.map(|code| (code, project.lint.level_of(code).unwrap_or(Level::Warning)));
    let warnings: Vec<_> = warnings.collect();
    let width = rules.iter().chain(&warnings).map(|(code, _)| code.name.len()).max().unwrap_or_default();
    let lines = |codes: &[(&Code, Level)]| -> String {
        let line = |&(code, level): &(&Code, Level)| {
            format!("{:width$}  {:7}  {}\n", code.name, level.name(), report::first_sentence(code))
        };
        codes.iter().map(line).collect()
    };
    let (rules, warnings) = (lines(&rules), lines(&warnings));
    screen.print(&format!("{rules}\nwarnings that come without a rule:\n{warnings}"));
    if problems.has_errors() { Exit::Error } else { Exit::Done }
}
