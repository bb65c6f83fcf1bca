//! What a source that stands in the way holds besides the records of its zone.

use std::collections::HashSet;

use crate::dns::{Charset, Name, Network};
use crate::syntax::ast::{Block, RdataValue, Record, Statement, Value};
use crate::syntax::{Item, Tree};
use crate::text::{Source, SourceId};

/// What would be lost with a source.
pub enum Old {
    /// It is this zone and nothing else. The statements of it that the new text has
    /// not, records and what import writes left out; and how many comments.
    Zone { lost: Vec<String>, comments: usize },
    /// It holds more; each thing with its line.
    More(Vec<String>),
    /// What it holds is not clear: the line and headline of its first error.
    Wrong(String),
}

impl Old {
    /// Looks at a text, in whose place `new` comes, a source of the zone.
    pub fn of(path: &str, octets: &[u8], apex: &Name, new: &str) -> Old {
        let Ok(text) = str::from_utf8(octets) else { return Old::Wrong("it is not UTF-8".to_owned()) };
        let source = Source::new(path, text);
        let line_of = |at: u32| source.position(at).line;
        let (tree, problems) = Tree::parse(SourceId(0), &source.text);
        if let Some(problem) = problems.iter().find(|_| problems.has_errors()) {
            let line = problem.span.map_or(1, |span| line_of(span.start));
            return Old::Wrong(format!("line {line}: {}", problem.headline));
        }
        let others = tree.items.iter().filter(|item| !is_comment(item) && !is_zone(item, apex));
        let others: Vec<String> = others
            .map(|item| format!("`{}` (line {})", header(item, &source.text), line_of(item.line.span.start)))
            .collect();
        if !others.is_empty() {
            return Old::More(others);
        }
        let (new_tree, _) = Tree::parse(SourceId(0), new);
        let mut kept = Kept { text: new, statements: HashSet::new() };
        kept.learn(&new_tree.items);
        let mut losses = Losses { text: &source.text, kept, lost: Vec::new(), comments: 0 };
        losses.look(&tree.items, "");
        Old::Zone { lost: losses.lost, comments: losses.comments }
    }
}

/// What the new text says.
struct Kept<'n> {
    text: &'n str,
    statements: HashSet<String>,
}

impl Kept<'_> {
    fn learn(&mut self, items: &[Item<'_>]) {
        for item in items {
            self.statements.insert(header(item, self.text));
            self.statements.extend(item.line.comment.map(|comment| comment.text.to_owned()));
            self.learn(&item.body);
        }
    }
}

struct Losses<'t> {
    text: &'t str,
    kept: Kept<'t>,
    lost: Vec<String>,
    comments: usize,
}

impl Losses<'_> {
    /// `within` is the headers of the `under` blocks around, as they are shown.
    fn look(&mut self, items: &[Item<'_>], within: &str) {
        for item in items {
            let is_kept = |text: &str| self.kept.statements.contains(text);
            let statement = header(item, self.text);
            let trailing = item.line.comment.is_some_and(|comment| !is_kept(comment.text));
            self.comments += usize::from(trailing);
            match &item.line.statement {
                Statement::Comment | Statement::Doc(_) => self.comments += usize::from(!is_kept(&statement)),
                Statement::Record(record) if is_plain(record) => {}
                Statement::Setting(setting) if matches!(setting.key.text, "soa" | "ttl") => {}
                Statement::Open(Block::Zone { attributes, .. }) if attributes.is_empty() => {}
                Statement::Open(Block::Under { .. }) => {}
                _ if is_kept(&statement) => {}
                _ => self.lost.push(format!("{within}{statement}")),
            }
            match item.line.statement {
                Statement::Open(Block::Zone { .. }) => self.look(&item.body, within),
                Statement::Open(Block::Under { .. }) => {
                    let header = header(item, self.text);
                    self.look(&item.body, &format!("{within}{header} "));
                }
                _ => {}
            }
        }
    }
}

/// Whether a master file says all that the record says.
fn is_plain(record: &Record<'_>) -> bool {
    let is_variable = |value: &RdataValue<'_>| matches!(value, RdataValue::Variable(_));
    record.overrides.is_none() && record.attributes.is_empty() && !record.values.iter().any(is_variable)
}

fn is_comment(item: &Item<'_>) -> bool {
    matches!(item.line.statement, Statement::Comment | Statement::Doc(_))
}

/// Whether it is the `zone` of this apex alone.
fn is_zone(item: &Item<'_>, apex: &Name) -> bool {
    let Statement::Open(Block::Zone { names, .. }) = &item.line.statement else { return false };
    let [Value::Word(word)] = &names[..] else { return false };
    let is_apex = Name::parse(word.text, Charset::Idna, None).is_ok_and(|name| name == *apex);
    let network = Network::written(word.text).map(|(_, network)| network);
    is_apex || network.is_some_and(|network| Network::of_reverse_zone(apex) == Some(network))
}

/// A statement, or the header of a block, with single blanks.
fn header(item: &Item<'_>, text: &str) -> String {
    let span = item.line.span;
    let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}
