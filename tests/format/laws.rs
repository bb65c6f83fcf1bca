//! What must hold of any text at all.

use std::fs;
use std::path::{Path, PathBuf};

use crate::formatting::{a_change_of_one_record_changes_one_line, holds, zones};
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
        for _ in 0..5 {
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
    for seed in 1..150 {
        holds(&program(seed));
    }
}

#[test]
fn hold_for_mutations_of_random_programs() {
    let mut numbers = Numbers(7);
    for seed in 150..400 {
        holds(&mutated(&program(seed), &mut numbers));
    }
}

#[test]
fn a_change_touches_no_neighbour() {
    let mut changes = 0;
    for path in sources() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        changes += a_change_of_one_record_changes_one_line(&text, usize::MAX);
    }
    for seed in 1..200 {
        changes += a_change_of_one_record_changes_one_line(&program(seed), usize::MAX);
    }
    assert!(changes > 200, "{changes}");
}
