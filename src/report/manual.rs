//! The manual page of every diagnostic.

use std::iter;

use super::escape_lines;
use crate::diagnostic::{Code, nearest};

/// No line of prose is longer, in characters, where words allow it.
const WIDTH: usize = 80;

/// Every code that any module declares.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    let all = [
        crate::syntax::codes::ALL,
        crate::model::codes::ALL,
        crate::project::code::ALL,
        crate::lint::codes::ALL,
        crate::plan::fit::ALL,
        crate::plan::guard::ALL,
        crate::check::codes::ALL,
        crate::plan::registry::ALL,
    ];
    all.into_iter().flatten().copied().chain(crate::lint::rules().map(|rule| rule.code))
}

/// The code of this name.
pub fn code(name: &str) -> Option<&'static Code> {
    codes().find(|code| code.name == name)
}

/// The name of a code that was probably meant.
pub fn near_code(name: &str) -> Option<&'static str> {
    nearest(name, codes().map(|code| code.name))
}

/// A manual page in its own form.
pub(super) fn markdown(code: &Code) -> String {
    let lines = code.manual.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The first sentence of a manual page, without its full stop.
pub fn first_sentence(code: &Code) -> String {
    let first = code.manual.split("\n\n").next().unwrap_or_default();
    let words = first.split_whitespace().collect::<Vec<_>>().join(" ");
    words.split(". ").next().unwrap_or_default().trim_end_matches('.').to_owned()
}

/// A manual page as plain text: its name, then prose in lines of at most 80
/// characters; examples are indented.
pub fn draw_manual(code: &Code) -> String {
    let mut text = format!("{}\n\n", code.name);
    let markdown = markdown(code);
    let mut paragraph: Vec<&str> = Vec::new();
    let mut is_example = false;
    for line in markdown.lines() {
        let is_item = line.starts_with("- ") || line.starts_with('|');
        if is_example || is_item || line.is_empty() || line.starts_with("```") {
            flush(&mut paragraph, &mut text);
        }
        match line {
            _ if line.starts_with("```") => is_example = !is_example,
            "" => text.push('\n'),
            _ if is_example => text.push_str(&format!("    {line}\n")),
            _ => paragraph.push(line.trim()),
        }
    }
    flush(&mut paragraph, &mut text);
    escape_lines(&text, "")
}

fn flush(paragraph: &mut Vec<&str>, text: &mut String) {
    let mut column = 0;
    for word in paragraph.drain(..).flat_map(str::split_whitespace).chain(iter::once("")) {
        if word.is_empty() {
            text.push_str(if column > 0 { "\n" } else { "" });
        } else if column > 0 && column + 1 + word.chars().count() > WIDTH {
            text.push_str(&format!("\n{word}"));
            column = word.chars().count();
        } else {
            text.push_str(&format!("{}{word}", if column > 0 { " " } else { "" }));
            column += word.chars().count() + usize::from(column > 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_declared_code_is_listed_once() {
        let mut declared = BTreeSet::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for entry in walkdir::WalkDir::new(root).into_iter().map(Result::unwrap) {
            if entry.path().extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let source = std::fs::read_to_string(entry.path()).unwrap();
            let opened = ["\ncodes! {\n", "\nrule! {\n"].iter().find_map(|open| source.split_once(open));
            let Some((_, block)) = opened else { continue };
            let block = block.split("\n}\n").next().unwrap();
            for line in block.lines().filter(|line| !line.trim_start().starts_with("///")) {
                let name = line.split('"').nth(1);
                declared.extend(name.map(|name| (name.to_owned(), entry.path().to_owned())));
            }
        }
        let declared: Vec<String> = declared.into_iter().map(|(name, _)| name).collect();
        let mut listed: Vec<&str> = codes().map(|code| code.name).collect();
        listed.sort_unstable();
        assert_eq!(declared, listed);
        listed.dedup();
        assert_eq!(declared.len(), listed.len(), "a name is declared twice");
        assert!(listed.iter().all(|name| !name.contains('.')), "{listed:?}");
    }

    #[test]
    fn pages_are_wrapped() {
        let manual =
            " One two\n three.\n\n ```zonal\n a  A  192.0.2.1\n ```\n - item\n   goes on\n - other\n";
        let code = Code { name: "some-code", manual };
        let expected = "some-code\n\nOne two three.\n\n    a  A  192.0.2.1\n- item goes on\n- other\n";
        assert_eq!(draw_manual(&code), expected);
        for code in codes() {
            for line in draw_manual(code).lines().filter(|line| !line.starts_with("    ")) {
                assert!(line.chars().count() <= WIDTH || !line.contains(' '), "{}: {line}", code.name);
            }
        }
    }
}
