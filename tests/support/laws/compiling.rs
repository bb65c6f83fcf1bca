//! What holds of compiling any sources: it is the same each time and in any
//! order of the files, it ends within its budget, and what it gives is a zone.

use std::path::Path;

use zonal::dns::{Zone, master};
use zonal::model::testing;

use super::compiled::{BUDGET, Compiled};

/// `text` may hold several files, each but the first behind a line that begins
/// with `@@`.
pub fn holds(text: &str) {
    let files = files(text);
    let forwards = Compiled::new(files.iter().copied());
    assert_eq!(said(&forwards), said(&Compiled::new(files.iter().copied())), "twice differs: {text:?}");
    let backwards = Compiled::new(files.iter().rev().copied());
    // What is said of several wrong things may depend on which was seen first.
    let is_wrong = |compiled: &Compiled| compiled.problems.has_errors();
    assert_eq!(is_wrong(&forwards), is_wrong(&backwards), "the order of files matters: {text:?}");
    if !forwards.problems.has_errors() {
        assert_eq!(forwards.zones(), backwards.zones(), "the order of files matters: {text:?}");
    }
    let records: usize = forwards.model.zones.iter().map(|desired| desired.zone.record_count()).sum();
    let views = 1 + text.matches("view").count();
    let most = (text.len() + 2 * BUDGET.records as usize) * views;
    assert!(records <= most, "{records} records of {text:?}");
    for outcome in testing::run(&forwards.model.tests, &forwards.model.zones) {
        assert!(outcome.passed() || !outcome.failures.is_empty());
    }
    for desired in &forwards.model.zones {
        comes_back(&desired.published(7), text);
    }
}

fn files(text: &str) -> Vec<&str> {
    let mut files = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.starts_with("@@") {
            files.push(&text[start..at]);
            start = at + line.len();
        }
        at += line.len();
    }
    files.push(&text[start..]);
    files
}

fn said(compiled: &Compiled) -> String {
    format!("{:?}{:?}", compiled.problems, compiled.model.zones)
}

/// The zone, written as a master file and read again, is the zone.
fn comes_back(zone: &Zone, text: &str) {
    for style in [master::Style::Relative, master::Style::Absolute] {
        let written = master::write(zone, style);
        let again = master::read_text(Path::new("zone"), written.clone().into_bytes(), zone.apex());
        assert_eq!(again.problems, [], "of {text:?}\n{written}");
        assert!(again.zone == *zone, "of {text:?}\n{written}");
    }
}
