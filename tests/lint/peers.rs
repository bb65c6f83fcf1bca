//! `peers.txt` answers for each rule of the peers, and what it answers is so.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use zonal::{lint, plan, report};

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

struct Row<'t> {
    number: usize,
    rule: &'t str,
    answer: &'t str,
}

/// The rows of each section, with its title.
fn sections(text: &str) -> Vec<(&str, Vec<Row<'_>>)> {
    let sections = text.split("\n## ").skip(1).map(|section| {
        let (title, rows) = section.split_once('\n').unwrap();
        let rows = rows.lines().filter(|line| !line.is_empty()).map(|line| {
            let parts = line.split_once(' ').and_then(|(number, rest)| {
                let (rule, answer) = rest.split_once(" -> ")?;
                Some(Row { number: number.parse().ok()?, rule, answer })
            });
            parts.unwrap_or_else(|| panic!("{title}: no row: {line}"))
        });
        (title, rows.collect())
    });
    sections.collect()
}

#[test]
fn every_rule_of_the_peers_has_an_answer_that_holds() {
    let text = fs::read_to_string(file("tests/lint/peers.txt")).unwrap();
    let seen = seen_codes();
    let mut wrong = Vec::new();
    for (title, rows) in sections(&text) {
        assert!(!rows.is_empty(), "{title}");
        for (index, Row { number, rule, answer }) in rows.into_iter().enumerate() {
            assert_eq!(number, index + 1, "{title}: rows are counted");
            assert!(!rule.is_empty() && !answer.is_empty(), "{title} {number}");
            let said = match answer.split_once(": ") {
                Some(("by nature", reason)) => shown(reason).then_some(()).ok_or("no such case".to_owned()),
                Some(("not", reason)) => (reason.len() > 10).then_some(()).ok_or("no reason".to_owned()),
                _ => answer.split(", ").try_for_each(|code| covered(code, &seen)),
            };
            wrong.extend(said.err().map(|error| format!("{title} {number}: {error}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether the file in brackets at the end of a reason holds the words behind its name.
fn shown(reason: &str) -> bool {
    let place = reason.strip_suffix(')').and_then(|reason| Some(reason.rsplit_once(" (")?.1));
    let Some((path, words)) = place.and_then(|place| place.split_once(": ")) else { return false };
    fs::read_to_string(file(path)).is_ok_and(|text| text.contains(words))
}

fn covered(code: &str, seen: &BTreeSet<String>) -> Result<(), String> {
    let is_rule = lint::rules().any(|rule| rule.code.name == code);
    // Their tests are beside them.
    let is_of_plan = plan::fit::ALL.iter().any(|known| known.name == code);
    match report::code(code) {
        None => Err(format!("no code is called `{code}`")),
        Some(_) if is_rule && !file(&format!("tests/lint/cases/{code}.txt")).exists() => {
            Err(format!("`{code}` has no cases"))
        }
        Some(_) if !is_rule && !is_of_plan && !seen.contains(code) => Err(format!("no case raises `{code}`")),
        Some(_) => Ok(()),
    }
}

/// The words of all cases that could be codes.
fn seen_codes() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for entry in walkdir::WalkDir::new(file("tests")).into_iter().map(Result::unwrap) {
        let endings = ["txt", "console", "out"];
        let is_case = entry.path().extension().is_some_and(|ending| endings.iter().any(|one| ending == *one));
        if !is_case || entry.path().ends_with("peers.txt") {
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned();
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        words.extend(text.split(|c| !is_part(c)).filter(|word| word.contains('-')).map(str::to_owned));
    }
    words
}
