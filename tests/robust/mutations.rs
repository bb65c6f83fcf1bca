//! The laws of compiling and of configuration, for mutated examples.

use zonal::apply::Journal;

use crate::mutation::{Numbers, mutated};
use crate::seeds::{cases, files};
use crate::{compiling, configuring};

#[test]
fn sources_compile_or_say_why_not() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let texts: Vec<String> =
        files("dns").into_iter().chain(cases()).filter(|text| text.len() < 4000).collect();
    // All of them are seeds of the fuzz target.
    for text in texts.iter().skip(numbers.below(4)).step_by(4) {
        compiling::holds(text);
        compiling::holds(&mutated(text, &mut numbers));
    }
}

/// Two examples in one project meet in names, templates and zones.
#[test]
fn examples_meet() {
    let mut numbers = Numbers(3);
    let texts: Vec<String> =
        files("dns").into_iter().chain(cases()).filter(|text| text.len() < 2000).collect();
    for _ in 0..150 {
        let (one, other) = (&texts[numbers.below(texts.len())], &texts[numbers.below(texts.len())]);
        compiling::holds(&format!("{one}\n@@ other\n{}", mutated(other, &mut numbers)));
    }
}

#[test]
fn project_files_and_plans_are_read_or_refused() {
    let mut numbers = Numbers(5);
    let documents = files("toml").into_iter().chain(files("txt")).chain(plans());
    for text in documents.filter(|text| text.contains(" = ") || text.starts_with('{')) {
        let text = text.split("----------\n").next().unwrap_or_default();
        configuring::holds(text.as_bytes());
        for _ in 0..5 {
            let mut octets = mutated(text, &mut numbers).into_bytes();
            if numbers.below(4) == 0 && !octets.is_empty() {
                let at = numbers.below(octets.len());
                octets[at] = numbers.below(256) as u8;
            }
            configuring::holds(&octets);
        }
    }
}

/// Plans in JSON, as a preview writes them.
fn plans() -> Vec<String> {
    let empty = zonal::plan::Plan::new(Vec::new()).to_json();
    vec![empty.replace("[]", "[{}]"), empty.replace("[]", "[[[[[]]]]]"), "[".repeat(100_000), empty]
}

#[test]
fn journals_are_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    let mut numbers = Numbers(7);
    let lines =
        ["{}", "{\"", "[]", "null", "\u{0}", "{\"format\":1}", "{\"run\":\"x\"}", "é", "[[[[[[", "1e999"];
    for round in 0..200 {
        let text: String =
            (0..numbers.below(6)).map(|_| format!("{}\n", lines[numbers.below(lines.len())])).collect();
        std::fs::write(folder.path().join(format!("2026-01-01T00-00-00Z-{round:03}.jsonl")), &text).unwrap();
        let _ = journal.read(&format!("2026-01-01T00-00-00Z-{round:03}"));
    }
    let _ = (journal.runs().unwrap(), journal.history());
}
