//! The preset library in `zones/preset/`, an edition a folder: every preset
//! parses, says where its facts come from, and has an example with the records
//! it compiles to.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use zonal::dns::master;
use zonal::project::Edition;
use zonal::syntax::ast::{Block, Statement, Value};
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
    let source = "# Source: https://a.example/ (looked at 2026-11): all.\n";
    let own = |line: &str| format!("# A service.\n#\n{line}");
    for (text, expected) in [
        (own(source), None),
        (own("# Source: https://a.example/ (looked\n#   at 2026-11, of 2024-02-28): all.\n"), None),
        (own("# Standard: https://www.rfc-editor.org/rfc/rfc7505: all.\n"), None),
        (own(&format!("{source}# Unverified: some.\n")), None),
        (
            own(
                "# Second hand: public repositories with `x` (looked at 2026-11): all.\n# Unverified: all.\n",
            ),
            None,
        ),
        (source.to_owned(), Some("no source")),
        (own("# Unverified: all.\n"), Some("no source")),
        (own(&format!("template a {{\n}}\n{source}")), Some("no source")),
        (own(&format!("{source}# Seen: yes.\n")), Some("no kind of source")),
        (own("# Source: a.example (looked at 2026-11): all.\n"), Some("a source without address")),
        (own("# Standard: RFC 7505: all.\n"), Some("a source without address")),
        (own("# Source: https://a.example/: all.\n"), Some("a source without the month it was looked at")),
        (
            own("# Source: https://a.example/ (looked at 2026-13): all.\n"),
            Some("a source without the month it was looked at"),
        ),
        (own("# Source: https://a.example/ (looked at 2026-11)\n"), Some("a source without facts")),
        (own("# Standard: https://a.example/: all\n"), Some("a source without facts")),
        (
            own("# Second hand: https://a.example/ (looked at 2026-11): all.\n"),
            Some("second hand, not unverified"),
        ),
    ] {
        assert_eq!(source_fault(&text), expected, "{text}");
    }
}

/// The table in the manual is the library: each preset with its parameters as
/// it declares them, in the order of the names.
#[test]
fn the_manual_lists_the_presets() {
    let manual = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md"));
    let section = manual.split("\n### ").find(|section| section.starts_with("Presets\n")).unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let listed: Vec<String> = rows.map(|(usage, _)| usage.replace("\\|", "|")).collect();
    let mut newest = presets();
    newest.retain(|path| path.parent().is_some_and(|folder| folder.ends_with(Edition::NEWEST.name())));
    newest.sort_by_key(|path| stem(path));
    let declared: Vec<String> =
        newest.iter().map(|path| with_tree(path, |items| items.iter().find_map(usage).unwrap())).collect();
    assert_eq!(listed, declared);
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

/// So that each line of a preset is in the records beside the example.
#[test]
fn an_example_gives_what_may_be_left_out() {
    let mut missing = Vec::new();
    for path in presets() {
        let optional: BTreeSet<String> = with_tree(&path, |items| items.iter().flat_map(optional).collect());
        let given = with_tree(&example(&path, "dns"), |items| {
            let mut given = BTreeSet::new();
            collect_arguments(items, &mut given);
            given
        });
        missing.extend(optional.difference(&given).map(|name| format!("{}: {name}", stem(&path))));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
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
    let facts = facts(text);
    let has = |kind: &str| facts.iter().any(|fact| fact.starts_with(kind));
    if !has("Source: ") && !has("Standard: ") && !has("Second hand: ") {
        return Some("no source");
    }
    if has("Second hand: ") && !has("Unverified: ") {
        return Some("second hand, not unverified");
    }
    facts.iter().find_map(|fact| fact_fault(fact))
}

/// What is wrong with one `Kind: place (looked at month): facts.`
fn fact_fault(fact: &str) -> Option<&'static str> {
    let (kind, told) = fact.split_once(": ")?;
    let (place, facts) = told.split_once(": ").unwrap_or((told, ""));
    if !["Source", "Standard", "Second hand", "Unverified"].contains(&kind) {
        return Some("no kind of source");
    }
    if ["Source", "Standard"].contains(&kind) && !place.starts_with("https://") {
        return Some("a source without address");
    }
    if ["Source", "Second hand"].contains(&kind) && !is_dated(place) {
        return Some("a source without the month it was looked at");
    }
    (kind != "Unverified" && (facts.is_empty() || !facts.ends_with('.'))).then_some("a source without facts")
}

/// `... (looked at YYYY-MM)`, or `(looked at YYYY-MM, of DATE)` with the date that the text bears.
fn is_dated(place: &str) -> bool {
    let when = place.rsplit_once(" (looked at ").and_then(|(_, when)| when.strip_suffix(')'));
    when.is_some_and(|when| {
        let (month, text) = when.split_once(", of ").unwrap_or((when, "2000"));
        month.len() == 7 && is_date(month) && is_date(text)
    })
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let rest = "2000-01-01".get(text.len()..);
    rest.is_some_and(|rest| format!("{text}{rest}").parse::<jiff::civil::Date>().is_ok())
}

/// The entries behind the blank line in the comment at the top, each in one line.
fn facts(text: &str) -> Vec<String> {
    let top = text.lines().map_while(|line| line.strip_prefix('#'));
    let mut facts: Vec<String> = Vec::new();
    for line in top.skip_while(|line| !line.is_empty()).skip(1) {
        match (line.strip_prefix("   "), facts.last_mut()) {
            (Some(more), Some(last)) => *last += &format!(" {more}"),
            _ => facts.push(line.trim_start().to_owned()),
        }
    }
    facts
}

/// `name(first, second?, third = default)`
fn usage(item: &Item<'_>) -> Option<String> {
    let Statement::Open(Block::Template { name, parameters }) = &item.line.statement else { return None };
    let declared: Vec<String> = parameters
        .iter()
        .map(|parameter| match &parameter.default {
            Some(Value::Word(default) | Value::Text(default)) => {
                format!("{} = {}", parameter.name.text, default.text)
            }
            Some(other) => panic!("{}: {other:?}", name.text),
            None if parameter.optional => format!("{}?", parameter.name.text),
            None => parameter.name.text.to_owned(),
        })
        .collect();
    let parameters = declared.join(", ");
    Some(if parameters.is_empty() { name.text.to_owned() } else { format!("{}({parameters})", name.text) })
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

/// The parameters of a template that are declared as `p?`.
fn optional(item: &Item<'_>) -> Vec<String> {
    let Statement::Open(Block::Template { parameters, .. }) = &item.line.statement else { return Vec::new() };
    let optional = parameters.iter().filter(|parameter| parameter.optional);
    optional.map(|parameter| parameter.name.text.to_owned()).collect()
}

/// The arguments of all `use` that are given by name.
fn collect_arguments(items: &[Item<'_>], given: &mut BTreeSet<String>) {
    for item in items {
        if let Statement::Use { arguments, .. } = &item.line.statement {
            given.extend(arguments.iter().filter_map(|argument| Some(argument.name?.text.to_owned())));
        }
        collect_arguments(&item.body, given);
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
