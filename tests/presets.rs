//! The preset library in `zones/preset/`, an edition a folder: every preset
//! parses, says where its facts come from, and has an example with the records
//! it compiles to.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use zonal::dns::master;
use zonal::project::Edition;
use zonal::syntax::ast::{Block, Statement};
use zonal::syntax::{Item, Tree};
use zonal::text::{Source, Sources};

#[test]
fn each_edition_has_a_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("zones/preset");
    let found: BTreeSet<String> = entries(&folder).iter().map(|path| file_name(path)).collect();
    assert_eq!(found, BTreeSet::from([Edition::NEWEST.name().to_owned()]));
}

#[test]
fn a_file_holds_the_template_of_its_name() {
    for path in presets() {
        let templates = with_tree(&path, |items| items.iter().filter_map(template_name).collect::<Vec<_>>());
        assert_eq!(templates, [stem(&path)], "{}", path.display());
    }
}

#[test]
fn a_preset_says_where_its_facts_come_from() {
    let wrong: Vec<String> = presets()
        .iter()
        .filter_map(|path| Some(format!("{}: {}", stem(path), source_fault(&read(path))?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn faults_of_sources_are_found() {
    let good = "# Source: https://a.example/ (looked at 2026-11): all.\n";
    for (text, expected) in [
        (good, None),
        ("# Standard: https://www.rfc-editor.org/rfc/rfc7505: all.\n", None),
        ("", Some("no source")),
        ("template a {\n}\n# Source: https://a.example/ (looked at 2026-11): all.\n", Some("no source")),
        ("# Source: a.example (looked at 2026-11): all.\n", Some("a source without address")),
        ("# Source: https://a.example/: all.\n", Some("a source without the month it was looked at")),
        (
            "# Second hand: https://a.example/ (looked at 2026-11): all.\n",
            Some("second hand, not unverified"),
        ),
        ("# Second hand: public repositories, searched in 2026-11 for x: all.\n# Unverified: all.\n", None),
    ] {
        assert_eq!(source_fault(text), expected, "{text}");
    }
}

#[test]
fn a_preset_has_an_example_that_uses_it() {
    for path in presets() {
        let example = example(&path, "dns");
        let used = with_tree(&example, |items| {
            let mut used = Vec::new();
            collect_uses(items, &mut used);
            used
        });
        assert_eq!(used, [stem(&path)], "{}", example.display());
    }
}

#[test]
fn an_example_belongs_to_a_preset() {
    let expected: BTreeSet<PathBuf> =
        presets().iter().flat_map(|path| [example(path, "dns"), example(path, "zone")]).collect();
    for edition in editions() {
        let found: BTreeSet<PathBuf> = entries(&edition.join("examples")).into_iter().collect();
        let own = expected.iter().filter(|path| path.starts_with(&edition)).cloned().collect();
        assert_eq!(found, own);
    }
}

/// An expectation stands as `Zone` prints itself behind its first line.
#[test]
fn expected_records_are_a_zone() {
    let mut wrong = Vec::new();
    for path in presets() {
        let expected_path = example(&path, "zone");
        let expected = read(&expected_path);
        let apex = "example.com".parse().unwrap();
        let file = master::read_text(&expected_path, expected.clone().into_bytes(), &apex);
        wrong.extend(file.problems.iter().chain(&file.warnings()).map(ToString::to_string));
        let printed = format!("{:?}", file.zone);
        let records = printed.split_once('\n').map_or("", |(_, records)| records);
        if records.is_empty() || records != expected {
            wrong.push(format!("== {}\n{records}", expected_path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with how a preset tells its sources, in the comment at its top.
fn source_fault(text: &str) -> Option<&'static str> {
    let top = || text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim_start);
    let sources = || top().filter_map(|line| line.strip_prefix("Source: "));
    let has = |mark: &str| top().any(|line| line.starts_with(mark));
    if !has("Source: ") && !has("Standard: ") && !has("Second hand: ") {
        return Some("no source");
    }
    if sources().any(|source| !source.starts_with("https://")) {
        return Some("a source without address");
    }
    let joined = top().collect::<Vec<_>>().join(" ");
    let dated = joined.matches("(looked at 20").count() + joined.matches(", searched in 20").count();
    if dated < sources().count() + top().filter(|line| line.starts_with("Second hand: ")).count() {
        return Some("a source without the month it was looked at");
    }
    (has("Second hand: ") && !has("Unverified: ")).then_some("second hand, not unverified")
}

fn template_name(item: &Item<'_>) -> Option<String> {
    match &item.line.statement {
        Statement::Open(Block::Template { name, .. }) => Some(name.text.to_owned()),
        _ => None,
    }
}

fn collect_uses(items: &[Item<'_>], used: &mut Vec<String>) {
    for item in items {
        if let Statement::Use { path, .. } = &item.line.statement {
            used.push(path.text.to_owned());
        }
        collect_uses(&item.body, used);
    }
}

/// Parses a file, which must be without problems, and looks at it.
fn with_tree<R>(path: &Path, look: impl FnOnce(&[Item<'_>]) -> R) -> R {
    let mut sources = Sources::default();
    let id = sources.add(Source::new(path.display().to_string(), read(path)));
    let (tree, problems) = Tree::parse(id, &sources.get(id).text);
    let shown: Vec<String> = problems.iter().map(|problem| format!("{problem:?}")).collect();
    assert!(shown.is_empty(), "{}: {}", path.display(), shown.join("\n"));
    look(&tree.items)
}

fn presets() -> Vec<PathBuf> {
    let files = editions().into_iter().flat_map(|edition| entries(&edition));
    let presets: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "dns")).collect();
    assert!(presets.len() > 30, "{presets:?}");
    presets
}

fn editions() -> Vec<PathBuf> {
    entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("zones/preset"))
}

fn example(preset: &Path, extension: &str) -> PathBuf {
    preset.parent().unwrap().join("examples").join(format!("{}.{extension}", stem(preset)))
}

/// What is in a folder, in the order of the names.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// The name of a file without its last extension: presets have dots in theirs.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
