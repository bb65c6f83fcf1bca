//! What holds of formatting any text: twice is once, nothing is lost, and the
//! zones stay the same.

use zonal::format::format;
use zonal::syntax::ast::Statement;
use zonal::syntax::{Item, Tree};
use zonal::text::SourceId;

use super::compiled::{Compiled, Meant};
use super::meaning::meaning;

pub fn holds(text: &str) {
    let once = format(SourceId(0), text);
    let twice = format(SourceId(0), &once);
    assert_eq!(once, twice, "not idempotent: {text:?}");
    let (before, after) = (meaning(&without_strays(text)), meaning(&without_strays(&once)));
    assert_eq!(before, after, "-- of\n{text:?}\n-- became\n{once}");
    assert!(once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"), "{once:?}");
    if let Some(before) = zones(text) {
        assert!(zones(&once).as_ref() == Some(&before), "{before:?}\nof {text:?}\nbecame other in\n{once}");
    }
    a_change_of_one_record_changes_one_line(text, 2);
}

/// Replaces records that have a line for themselves, so many at most; counts them.
pub fn a_change_of_one_record_changes_one_line(text: &str, most: usize) -> usize {
    let (tree, _) = Tree::parse(SourceId(0), text);
    let before = format(SourceId(0), text);
    let mut spans = Vec::new();
    tree.items.iter().for_each(|item| records(item, text, &mut spans));
    for &(start, end) in spans.iter().take(most) {
        let other = "another-owner.much-longer-than-its-field 86400 IN CNAME somewhere.example.";
        let changed = format!("{}{other}{}", &text[..start], &text[end..]);
        let after = format(SourceId(0), &changed);
        let differing = before.lines().zip(after.lines()).filter(|(before, after)| before != after).count();
        assert_eq!(before.lines().count(), after.lines().count(), "{changed:?}");
        assert_eq!(differing, 1, "{changed:?}");
    }
    spans.len().min(most)
}

fn records(item: &Item<'_>, text: &str, spans: &mut Vec<(usize, usize)>) {
    let (start, end) = (item.line.span.start as usize, item.line.span.end as usize);
    let begins_its_line = text[..start].trim_end_matches([' ', '\t']).ends_with(['\n', '\u{feff}']);
    let ends_its_line = text[end..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    let is_record =
        matches!(item.line.statement, Statement::Record(_)) && !text[start..end].contains(['\n', '\\']);
    if is_record && begins_its_line && ends_its_line {
        spans.push((start, end));
    }
    item.body.iter().for_each(|inner| records(inner, text, spans));
}

/// What a text means that compiles by itself and declares a zone.
pub fn zones(text: &str) -> Option<Vec<Meant>> {
    let compiled = Compiled::new(std::iter::once(text));
    (!compiled.problems.has_errors() && !compiled.model.zones.is_empty()).then(|| compiled.zones())
}

/// The text without what makes lines wrong and goes: CR among the blanks at line
/// ends.
fn without_strays(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let bare = line.trim_end_matches([' ', '\t', '\r']);
        let strays = line[bare.len()..].trim_end_matches('\r');
        if strays.contains('\r') || line.ends_with("\r\r") { bare } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}
