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

#[path = "../support/case_file.rs"]
mod case_file;
mod laws;
mod outcome;
mod presets;
mod rows;
#[path = "../support/said.rs"]
mod said;
mod showcase;

use std::collections::BTreeSet;
use std::fs;

#[test]
fn cases() {
    let files = case_file::paths("tests/language/cases");
    let wrong: Vec<String> =
        files.iter().flat_map(|path| case_file::differences(path, outcome::outcome)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each code of the model is raised by some case.
#[test]
fn every_code_has_a_case() {
    let all: String = case_file::paths("tests/language/cases")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let words: BTreeSet<&str> = all.split_whitespace().collect();
    let missing: Vec<&str> =
        zonal::model::codes::ALL.iter().map(|code| code.name).filter(|name| !words.contains(name)).collect();
    // A zone of more than 4 GiB is too much for a test.
    assert_eq!(missing, ["zone-too-large"]);
}
