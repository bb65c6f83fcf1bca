//! The texts that mutations begin with.

use std::fs;
use std::path::{Path, PathBuf};

/// The files of the repository with this extension, in the order of their paths.
pub fn files(extension: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests", "examples", "zones"].map(|folder| walkdir::WalkDir::new(root.join(folder)));
    let entries = folders.into_iter().flatten().map(|entry| entry.unwrap().into_path());
    let mut paths: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    paths.sort();
    assert!(paths.len() > 10, "{paths:?}");
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// The sources in the case files, between `=== title` and `---`.
pub fn cases() -> Vec<String> {
    let mut sources = Vec::new();
    for text in files("txt").iter().filter(|text| text.starts_with("=== ")) {
        for case in text.split("=== ").skip(1) {
            let body = case.split_once('\n').map_or("", |(_, body)| body);
            sources.push(body.split("---\n").next().unwrap_or_default().to_owned());
        }
    }
    assert!(sources.len() > 100, "{}", sources.len());
    sources
}
