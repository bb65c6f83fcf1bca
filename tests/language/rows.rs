//! `rows.txt`: what the language promises, each with the cases that show it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows, each with its cases as they are written.
fn rows(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut rows: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '='])) {
        match (line.strip_prefix("  "), rows.last_mut()) {
            (Some(case), Some((_, cases))) => cases.push(case),
            _ => rows.push((line, Vec::new())),
        }
    }
    rows
}

/// Why a case is not there.
fn lacks(case: &str) -> Option<String> {
    let (file, title) = case.split_once(": ").map_or((case, None), |(file, title)| (file, Some(title)));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(file);
    let Ok(text) = fs::read_to_string(path) else { return Some(format!("no file: {case}")) };
    let is_there =
        title.is_none_or(|title| text.lines().any(|line| line.strip_prefix("=== ") == Some(title)));
    let wants_title = title.is_none() && text.starts_with("=== ");
    (!is_there || wants_title).then(|| format!("no such case: {case}"))
}

#[test]
fn each_row_has_cases_that_are_there() {
    let text = read("tests/language/rows.txt");
    let rows = rows(&text);
    assert!(rows.len() > 100, "{}", rows.len());
    let bare = rows.iter().filter(|(_, cases)| cases.is_empty()).map(|(row, _)| format!("no case: {row}"));
    let wrong: Vec<String> =
        bare.chain(rows.iter().flat_map(|(_, cases)| cases).filter_map(|case| lacks(case))).collect();
    assert_eq!(wrong, [""; 0]);
}

/// Those of the presets are held by `presets.rs`.
#[test]
fn each_row_of_a_table_is_among_them() {
    let text = read("tests/language/rows.txt");
    let promised: BTreeSet<&str> = rows(&text).into_iter().map(|(row, _)| row).collect();
    let page = read("docs/language.md");
    let mut presets = false;
    let mut missing = Vec::new();
    for line in page.lines() {
        let Some(first) = line.strip_prefix("| ").and_then(|line| line.split(" | ").next()) else { continue };
        let is_head = ["line", "kind", "written", "key", "setting", "preset", "answer", "situation", "---"]
            .contains(&first);
        match is_head {
            true if first == "---" => {}
            true => presets = first == "preset",
            false if presets || promised.contains(first) => {}
            false => missing.push(first),
        }
    }
    assert_eq!(missing, [""; 0]);
}
