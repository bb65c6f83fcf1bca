//! Files of cases: `=== title`, the input, `---`, what is expected.

use std::fs;
use std::path::{Path, PathBuf};

pub struct Case {
    pub title: String,
    pub source: String,
    pub expected: String,
}

/// The case files of a folder of the repository, sorted.
pub fn paths(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

pub fn read(path: &Path) -> Vec<Case> {
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

/// A text for each case whose outcome is not the expected one. With `UPDATE` set,
/// the outcomes are written into the file.
pub fn differences(path: &Path, outcome: impl Fn(&str) -> String) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut written = String::new();
    for case in read(path) {
        let found = outcome(&case.source);
        if found != case.expected {
            let (file, title, expected) = (path.display(), &case.title, &case.expected);
            wrong.push(format!("{file}: {title}\n-- expected\n{expected}-- found\n{found}"));
        }
        written += &format!("=== {}\n{}---\n{found}\n", case.title, case.source);
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, written.trim_end().to_owned() + "\n").unwrap();
    }
    wrong
}
