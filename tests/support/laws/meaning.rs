//! What a source says, without what the formatter may change.

use std::collections::BTreeMap;
use std::sync::Mutex;

use zonal::dns::Ttl;
use zonal::syntax::ast::{Attribute, Block, RdataValue, Statement, Value, Word};
use zonal::syntax::{Item, Tree};
use zonal::text::SourceId;

use super::tree_text::tree_text;

/// Everything a source says that must not change.
#[derive(Debug, PartialEq)]
pub struct Meaning {
    /// TTLs in units and a lone bare TXT quoted.
    tree: String,
    /// The lines that were not understood, word by word.
    wrong: Vec<String>,
    /// The word behind each `#`, comment or not, that no `\` makes a character of a name.
    comments: BTreeMap<String, usize>,
}

/// What goes at the end of a line, in what is not understood too.
const BLANKS: [char; 3] = [' ', '\t', '\r'];

pub fn meaning(text: &str) -> Meaning {
    let (mut tree, _) = Tree::parse(SourceId(0), text);
    let mut wrong = Vec::new();
    for item in &mut tree.items {
        normalise(item, text, &mut wrong);
    }
    Meaning { tree: tree_text(&tree), wrong, comments: comments(text) }
}

fn normalise(item: &mut Item<'_>, text: &str, wrong: &mut Vec<String>) {
    let span = item.line.span;
    match &mut item.line.statement {
        Statement::Record(record) => {
            record.ttl.iter_mut().for_each(in_units);
            attributes(&mut record.attributes);
            if let ("TXT", [RdataValue::Token(token, _)]) = (record.record_type.text, &mut record.values[..])
            {
                token.quoted = true;
            }
        }
        Statement::Setting(setting) => {
            if setting.key.text.ends_with("ttl") {
                setting.values.iter_mut().for_each(value_in_units);
            }
            attributes(&mut setting.attributes);
        }
        Statement::External { attributes: all, .. } => attributes(all),
        Statement::Open(Block::With { attributes: all } | Block::Zone { attributes: all, .. }) => {
            attributes(all)
        }
        Statement::Open(Block::Extend { attributes: all, .. }) => attributes(all),
        Statement::Wrong | Statement::Open(Block::Wrong) => {
            let line = &text[span.start as usize..span.end as usize];
            let lines: Vec<&str> = line.split('\n').map(|line| line.trim_end_matches(BLANKS)).collect();
            wrong.push(lines.join("\n").replace('\r', ""));
        }
        _ => {}
    }
    for inner in &mut item.body {
        normalise(inner, text, wrong);
    }
}

fn attributes(attributes: &mut [Attribute<'_>]) {
    for attribute in attributes {
        if matches!(attribute.key.text, "ttl" | "refresh" | "retry" | "expire" | "minimum") {
            attribute.value.iter_mut().for_each(value_in_units);
        }
    }
}

fn value_in_units(value: &mut Value<'_>) {
    if let Value::Word(word) = value {
        in_units(word);
    }
}

fn in_units(word: &mut Word<'_>) {
    if let Some(ttl) = Ttl::parse(word.text) {
        word.text = unit_text(ttl);
    }
}

/// Each TTL is written once for all: a tree borrows its words.
fn unit_text(ttl: Ttl) -> &'static str {
    static WRITTEN: Mutex<BTreeMap<Ttl, &'static str>> = Mutex::new(BTreeMap::new());
    WRITTEN.lock().unwrap().entry(ttl).or_insert_with(|| ttl.to_string().leak())
}

fn comments(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (at, _) in text.match_indices('#').filter(|(at, _)| !text[..*at].ends_with('\\')) {
        let line = text[at..].lines().next().unwrap_or_default();
        let word = line.trim_start_matches(['#', ' ', '\t']).split(|c: char| !c.is_alphanumeric()).next();
        *found.entry(word.unwrap_or_default().to_owned()).or_default() += 1;
    }
    found
}
