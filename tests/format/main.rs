//! Each `tests/format/cases/NAME.dns` is formatted; what comes out must be what
//! `NAME.out` says. `UPDATE=1 cargo test --test format` writes the outputs.

#[path = "../support/laws/compiled.rs"]
mod compiled;
#[path = "../support/laws/formatting.rs"]
mod formatting;
mod laws;
#[path = "../support/laws/meaning.rs"]
mod meaning;
#[path = "../support/mutation.rs"]
mod mutation;
mod program;
#[path = "../support/laws/telling.rs"]
mod telling;
#[path = "../support/tree_text.rs"]
mod tree_text;

use std::fs;
use std::path::Path;

use zonal::format::format;
use zonal::text::SourceId;

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format/cases");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "dns"));
    paths.sort();
    assert!(paths.len() > 5);
    let mut wrong = Vec::new();
    for path in paths {
        let found = format(SourceId(0), &fs::read_to_string(&path).unwrap());
        let expected_path = path.with_extension("out");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected_path, &found).unwrap();
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if found != expected {
            wrong.push(format!("== {}\n-- expected\n{expected}\n-- found\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the repository shows and ships stands in the style it asks for.
#[test]
fn examples_and_presets_are_formatted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["examples", "zones"].into_iter().flat_map(|folder| walkdir::WalkDir::new(root.join(folder)));
    let paths = files.map(|entry| entry.unwrap().into_path());
    let mut seen = 0;
    for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "dns")) {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(format(SourceId(0), &text), text, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
}
