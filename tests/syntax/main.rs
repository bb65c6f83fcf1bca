//! Each `tests/syntax/cases/NAME.dns` is parsed; what comes out must be what
//! `NAME.out` says. `UPDATE=1 cargo test --test syntax` writes the outputs.

mod dump;
#[path = "../support/laws/fixing.rs"]
mod fixing;
mod laws;
#[path = "../support/mutation.rs"]
mod mutation;
#[path = "../support/laws/reading.rs"]
mod reading;
#[path = "../support/laws/telling.rs"]
mod telling;
#[path = "../support/tree_text.rs"]
mod tree_text;
#[path = "../support/laws/words.rs"]
mod words;

use std::fs;
use std::path::Path;

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax/cases");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "dns"));
    paths.sort();
    assert!(paths.len() > 5);
    let mut wrong = Vec::new();
    for path in paths {
        let found = dump::dump(&fs::read_to_string(&path).unwrap());
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
