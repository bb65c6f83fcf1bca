//! A tree and its problems as text.

use std::fmt::Write;

use zonal::diagnostic::Applicability;
use zonal::syntax::Tree;
use zonal::text::{Source, Sources};

use crate::tree_text::tree_text;

pub fn dump(text: &str) -> String {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("case.dns", text));
    let source = sources.get(id);
    let (tree, mut problems) = Tree::parse(id, &source.text);
    problems.sort();
    let mut out = tree_text(&tree);
    for problem in &problems {
        let place = problem.span.map(|span| source.position(span.start)).unwrap();
        let covered = problem.span.map(|span| sources.text(span)).unwrap_or_default();
        let _ = writeln!(
            out,
            "{}:{} {}: {} `{covered}`",
            place.line, place.column, problem.code.name, problem.headline
        );
        for help in &problem.help {
            let _ = writeln!(out, "    help: {help}");
        }
        for fix in &problem.fixes {
            let word = match fix.applicability {
                Applicability::Certain => "fix",
                Applicability::Maybe => "perhaps",
            };
            let _ = writeln!(out, "    {word}: {} -> {:?}", fix.title, fix.edits[0].1);
        }
    }
    out
}
