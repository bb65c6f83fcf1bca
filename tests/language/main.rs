//! The language, from source text to zones. A case file holds cases:
//!
//! ```text
//! === what it shows
//! zone example.com { }      # sources; `@@ b.dns` begins another file
//! ---
//! 1:6 unknown-zone ...      # what is said, then the zones
//! ```
//!
//! `UPDATE=1 cargo test --test language` writes what stands below the `---`.

mod laws;
mod outcome;
mod presets;
mod showcase;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

struct Case {
    title: String,
    source: String,
    expected: String,
}

#[test]
fn cases() {
    let mut wrong = Vec::new();
    for path in case_files() {
        let cases = read(&path);
        let mut written = String::new();
        for case in cases {
            let found = outcome::outcome(&case.source);
            if found != case.expected {
                wrong.push(format!(
                    "{}: {}\n-- expected\n{}-- found\n{found}",
                    path.display(),
                    case.title,
                    case.expected
                ));
            }
            written += &format!("=== {}\n{}---\n{found}\n", case.title, case.source);
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, written.trim_end().to_owned() + "\n").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each code of the model is raised by some case.
#[test]
fn every_code_has_a_case() {
    let all: String = case_files().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let words: BTreeSet<&str> = all.split_whitespace().collect();
    let missing: Vec<&str> =
        zonal::model::codes::ALL.iter().map(|code| code.name).filter(|name| !words.contains(name)).collect();
    // A zone of more than 4 GiB is too much for a test.
    assert_eq!(missing, ["zone-too-large"]);
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language/cases");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn read(path: &Path) -> Vec<Case> {
    let text = fs::read_to_string(path).unwrap();
    let parts = text.split("=== ").skip(1);
    parts
        .map(|part| {
            let (title, rest) = part.split_once('\n').unwrap();
            let (source, expected) = rest.split_once("---\n").unwrap_or((rest, ""));
            let expected = match expected.trim_end() {
                "" => String::new(),
                text => text.to_owned() + "\n",
            };
            Case { title: title.to_owned(), source: source.to_owned(), expected }
        })
        .collect()
}
