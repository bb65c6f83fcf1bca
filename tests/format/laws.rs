//! What must hold of any text at all.

use std::fs;
use std::path::{Path, PathBuf};

use zonal::format::format;
use zonal::syntax::ast::Statement;
use zonal::syntax::{Item, Tree};
use zonal::text::SourceId;

use crate::formatting::{holds, zones};
use crate::mutation::{Numbers, mutated};
use crate::program::program;

/// All sources of the repository.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["tests", "examples", "zones"]
        .into_iter()
        .flat_map(|folder| walkdir::WalkDir::new(root.join(folder)));
    let paths = files.filter_map(|entry| entry.ok()).map(|entry| entry.into_path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "dns")).collect();
    paths.sort();
    assert!(paths.len() > 10, "{paths:?}");
    paths
}

#[test]
fn hold_for_the_sources_of_the_repository_and_their_mutations() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for path in sources() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        holds(&text);
        for _ in 0..40 {
            holds(&mutated(&text, &mut numbers));
        }
    }
}

/// What compiles means the same zones afterwards: most sources do.
#[test]
fn many_sources_compile() {
    let texts = sources().into_iter().filter_map(|path| fs::read_to_string(path).ok());
    let compiled = texts.filter(|text| zones(text).is_some()).count();
    assert!(compiled > 10, "{compiled}");
}

#[test]
fn hold_for_random_programs() {
    for seed in 1..300 {
        holds(&program(seed));
    }
}

#[test]
fn hold_for_mutations_of_random_programs() {
    let mut numbers = Numbers(7);
    for seed in 1..300 {
        holds(&mutated(&program(seed), &mut numbers));
    }
}

#[test]
fn a_change_of_one_record_changes_one_line() {
    let mut changes = 0;
    for path in sources() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        changes += change_each_record(&text);
    }
    for seed in 1..200 {
        changes += change_each_record(&program(seed));
    }
    assert!(changes > 200, "{changes}");
}

/// Replaces each record that has a line for itself; counts them.
fn change_each_record(text: &str) -> usize {
    let (tree, _) = Tree::parse(SourceId(0), text);
    let before = format(SourceId(0), text);
    let mut spans = Vec::new();
    tree.items.iter().for_each(|item| records(item, text, &mut spans));
    for &(start, end) in &spans {
        let other = "another-owner.much-longer-than-its-field 86400 IN CNAME somewhere.example.";
        let changed = format!("{}{other}{}", &text[..start], &text[end..]);
        let after = format(SourceId(0), &changed);
        let differing = before.lines().zip(after.lines()).filter(|(before, after)| before != after).count();
        assert_eq!(before.lines().count(), after.lines().count(), "{changed}");
        assert_eq!(differing, 1, "{changed}");
    }
    spans.len()
}

fn records(item: &Item<'_>, text: &str, spans: &mut Vec<(usize, usize)>) {
    let (start, end) = (item.line.span.start as usize, item.line.span.end as usize);
    let begins_its_line = text[..start].trim_end_matches([' ', '\t']).ends_with(['\n', '\u{feff}']);
    let ends_its_line = text[end..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    let is_record =
        matches!(item.line.statement, Statement::Record(_)) && !text[start..end].contains(['\n', '\\']);
    if is_record && begins_its_line && ends_its_line {
        spans.push((start, end));
    }
    item.body.iter().for_each(|inner| records(inner, text, spans));
}
