//! The lints. `cases/CODE.txt` holds cases of the rule `CODE`, of which one
//! raises it and one does not; `judging.txt` those of levels and allowances:
//!
//! ```text
//! === what it shows
//! zone example.com { }      # sources; `@@ b.dns` begins another file
//! ---
//! 1:6 warning few-nameservers ...
//! ```
//!
//! `UPDATE=1 cargo test --test lint` writes what stands below the `---`.

#[path = "../support/case_file.rs"]
mod case_file;
mod fixes;
mod manual;
mod peers;
#[path = "../support/said.rs"]
mod said;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use zonal::dns::AsTable;
use zonal::lint::{self, Level, Project, Settings};
use zonal::model::{Defaults, Model, compile};
use zonal::project::Project as ProjectFile;
use zonal::text::{SourceId, Sources};

const CASES: &str = "tests/lint/cases";

#[test]
fn each_rule_finds_what_its_cases_say() {
    let mut wrong = Vec::new();
    for path in case_file::paths(CASES) {
        let code = path.file_stem().unwrap().to_str().unwrap();
        wrong.extend(case_file::differences(&path, |text| outcome(text, &only(code))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_rule_has_a_case_that_raises_it_and_one_that_does_not() {
    let files: Vec<_> = case_file::paths(CASES);
    let mut stems: Vec<&str> = files.iter().map(|path| path.file_stem().unwrap().to_str().unwrap()).collect();
    let mut codes: Vec<&str> = lint::rules().map(|rule| rule.code.name).collect();
    stems.sort_unstable();
    codes.sort_unstable();
    assert_eq!(codes, stems);
    for path in &files {
        let code = path.file_stem().unwrap().to_str().unwrap();
        let raised =
            |text: &str| text.lines().any(|line| line.split(' ').skip(1).take(2).any(|word| word == code));
        let cases = case_file::read(path);
        let is_error = |line: &str| {
            let code = line.split(' ').nth(1).unwrap_or_default();
            !line.starts_with(' ') && !["warning", "notice"].contains(&code) && !codes.contains(&code)
        };
        let broken = cases.iter().find(|case| case.expected.lines().any(is_error));
        assert!(broken.is_none(), "{code}: {} does not compile", broken.unwrap().title);
        assert!(cases.iter().any(|case| raised(&case.expected)), "nothing raises {code}");
        assert!(cases.iter().any(|case| !raised(&case.expected)), "everything raises {code}");
    }
}

/// In these cases the first lines may be those of a `zonal.toml`, up to a line `@@ a.dns`.
#[test]
fn findings_are_judged_as_the_cases_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/judging.txt");
    let judged = |text: &str| {
        let Some((toml, sources)) = text.split_once("@@ a.dns\n") else {
            return outcome(text, &Settings::default());
        };
        let mut shown = Sources::default();
        let (project, problems) = ProjectFile::read(Path::new("."), toml.as_bytes(), &mut shown);
        let wrong = problems.iter().filter(|problem| problem.severity == zonal::diagnostic::Severity::Error);
        let wrong: String = wrong.map(|problem| said::said(problem, &shown)).collect();
        if wrong.is_empty() { outcome(sources, &project.lint) } else { wrong }
    };
    let wrong = case_file::differences(&path, judged);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rule alone, under its own level or, if that is off, as a notice.
fn only(code: &str) -> Settings {
    let levels = lint::rules().map(|rule| {
        let level = if rule.code.name == code { rule.level.max(Level::Notice) } else { Level::Off };
        (rule.code.name.to_owned(), level)
    });
    let (as_table, wrong) = AsTable::read(include_str!("as.csv"));
    assert_eq!(wrong, []);
    Settings {
        levels: levels.collect::<BTreeMap<_, _>>(),
        exemptions: Vec::new(),
        as_table: Some(Arc::new(as_table)),
    }
}

/// What is said about the sources, and at the end the errors of compiling, if there are any.
fn outcome(text: &str, settings: &Settings) -> String {
    let mut sources = said::sources(text);
    let files: Vec<SourceId> = sources.iter().map(|(id, _)| id).collect();
    let (model, problems) = compile(&mut sources, &files, &Defaults::default());
    let Model { zones, externals, .. } = &model;
    let zones: Vec<_> = zones.iter().collect();
    let project = Project { zones: &zones, externals, sources: &sources, files: &files };
    let found = match problems.has_errors() {
        true => problems,
        false => lint::lint(project, problems, settings, &|_| true).problems,
    };
    found.iter().map(|problem| said::said(problem, &sources)).collect()
}
