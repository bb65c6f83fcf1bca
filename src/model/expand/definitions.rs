//! `let` and `table`: one namespace for the project, in any order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::diagnostic::{Diagnostic, Problems};
use crate::model::codes;
use crate::model::ledger::Ledger;
use crate::model::value::{Datum, Environment, SPECIAL, Table, Values};
use crate::syntax::ast::{Block, Statement, Value, Word};
use crate::syntax::{Item, Piece, pieces};

enum Definition<'s> {
    Let(Value<'s>),
    Table(Vec<Word<'s>>, Vec<(Word<'s>, Vec<Value<'s>>)>),
}

/// What is left to do; kept in a list, as definitions may be chained deeply.
enum Step<'s> {
    Enter(&'s str),
    Leave(&'s str),
}

struct Resolver<'s> {
    written: BTreeMap<&'s str, (Word<'s>, Definition<'s>)>,
    /// `None` for what is wrong, which has been said.
    known: Values<'s>,
    /// The names whose value is being found, outermost first.
    path: Vec<&'s str>,
    /// The same names, to look them up.
    on_path: BTreeSet<&'s str>,
    problems: Problems,
}

/// Of a circle of definitions.
const MOST_SHOWN: usize = 20;

/// The values of all names. What is wrong with one is reported.
pub(in crate::model) fn resolve<'s>(
    lets: Vec<(Word<'s>, Value<'s>)>,
    tables: Vec<Item<'s>>,
    ledger: &mut Ledger<'s>,
) -> Values<'s> {
    let mut resolver = Resolver {
        written: BTreeMap::new(),
        known: BTreeMap::new(),
        path: Vec::new(),
        on_path: BTreeSet::new(),
        problems: Problems::default(),
    };
    for (name, value) in lets {
        resolver.write(name, Definition::Let(value));
    }
    for table in tables {
        resolver.write_table(table);
    }
    resolver.known.extend(ledger.wrong_names.iter().map(|name| (*name, None)));
    let names: Vec<&'s str> = resolver.written.keys().copied().collect();
    for name in names {
        resolver.resolve(name);
    }
    ledger.problems.extend(resolver.problems);
    resolver.known
}

impl<'s> Resolver<'s> {
    fn write(&mut self, name: Word<'s>, definition: Definition<'s>) {
        if SPECIAL.contains(&name.text) {
            let headline = format!("`${}` is always the one of the place", name.text);
            let error = Diagnostic::error(&codes::DEFINED_TWICE, name.span, headline);
            return self.problems.push(error.help("choose another name"));
        }
        if let Some((first, _)) = self.written.get(name.text) {
            let headline = format!("`{}` is defined twice", name.text);
            let error = Diagnostic::error(&codes::DEFINED_TWICE, name.span, headline);
            return self.problems.push(error.other(first.span, "defined here"));
        }
        self.written.insert(name.text, (name, definition));
    }

    fn write_table(&mut self, item: Item<'s>) {
        let Statement::Open(Block::Table { name, columns }) = item.line.statement else { return };
        let mut rows: Vec<(Word<'s>, Vec<Value<'s>>)> = Vec::new();
        let mut headings: HashMap<&'s str, Word<'s>> = HashMap::new();
        for column in &columns {
            if let Some(first) = headings.insert(column.text, *column) {
                let headline = format!("`{}` has two columns `{}`", name.text, column.text);
                let error = Diagnostic::error(&codes::DEFINED_TWICE, column.span, headline);
                self.problems.push(error.other(first.span, "first here").help("give each a name of its own"));
            }
        }
        let mut keys: HashMap<&'s str, Word<'s>> = HashMap::new();
        for row in item.body {
            let Statement::Row { key, cells } = row.line.statement else { continue };
            if let Some(first) = keys.get(key.text) {
                let headline = format!("`{}` has two rows `{}`", name.text, key.text);
                let error = Diagnostic::error(&codes::DEFINED_TWICE, key.span, headline);
                self.problems.push(error.other(first.span, "first here"));
                continue;
            }
            if pieces(key.text).any(|piece| matches!(piece, Piece::Splice { .. } | Piece::Wrong(_))) {
                let headline = "the key of a row is written out";
                let error = Diagnostic::error(&codes::BAD_SPLICE, key.span, headline);
                self.problems.push(error.help("write the key itself, or put the value into a cell"));
                continue;
            }
            let wanted = columns.len().max(1);
            if cells.len() != wanted {
                self.problems.push(wrong_width(name, key, &columns, &cells));
                continue;
            }
            keys.insert(key.text, key);
            rows.push((key, cells));
        }
        self.write(name, Definition::Table(columns, rows));
    }

    fn resolve(&mut self, name: &'s str) {
        let mut todo = vec![Step::Enter(name)];
        while let Some(step) = todo.pop() {
            match step {
                Step::Enter(name) => self.enter(name, &mut todo),
                Step::Leave(name) => {
                    self.path.pop();
                    self.on_path.remove(name);
                    self.leave(name);
                }
            }
        }
    }

    fn enter(&mut self, name: &'s str, todo: &mut Vec<Step<'s>>) {
        if self.known.contains_key(name) {
            return;
        }
        if self.on_path.contains(name) {
            let start = self.path.iter().position(|outer| *outer == name);
            return self.circle(start.unwrap_or_default());
        }
        let Some((_, definition)) = self.written.get(name) else { return };
        let mut needed = Vec::new();
        match definition {
            Definition::Let(value) => needs(value, &mut needed),
            Definition::Table(_, rows) => {
                rows.iter().flat_map(|(_, cells)| cells).for_each(|cell| needs(cell, &mut needed));
            }
        }
        self.path.push(name);
        self.on_path.insert(name);
        todo.push(Step::Leave(name));
        todo.extend(needed.into_iter().rev().map(Step::Enter));
    }

    fn leave(&mut self, name: &'s str) {
        if self.known.contains_key(name) {
            return;
        }
        let Some((word, _)) = self.written.get(name) else { return };
        let datum = self.evaluate(*word);
        self.known.insert(name, datum);
    }

    fn circle(&mut self, start: usize) {
        // What lies in an inner circle has been said.
        let fresh = self.path[start..].iter().take_while(|name| !self.known.contains_key(**name));
        let names: Vec<&'s str> = fresh.copied().collect();
        let Some((word, _)) = self.written.get(names[0]) else { return };
        let headline = format!("`{}` is defined by itself", names[0]);
        let mut error = Diagnostic::error(&codes::DEFINITION_CYCLE, word.span, headline);
        for name in names[1..].iter().take(MOST_SHOWN) {
            if let Some((other, _)) = self.written.get(name) {
                error = error.other(other.span, "by way of this");
            }
        }
        self.problems.push(error);
        self.known.extend(names.into_iter().map(|name| (name, None)));
    }

    fn evaluate(&mut self, name: Word<'s>) -> Option<Datum<'s>> {
        let nothing = BTreeMap::new();
        let environment = Environment { globals: &self.known, locals: &nothing, spot: None };
        let (_, definition) = self.written.get(name.text)?;
        let mut said = Problems::default();
        let datum = match definition {
            Definition::Let(value) => environment.evaluate(value, &mut said).ok(),
            Definition::Table(columns, rows) => {
                let rows: Result<Vec<_>, _> = rows
                    .iter()
                    .map(|(key, cells)| {
                        let cells: Result<Vec<_>, _> =
                            cells.iter().map(|cell| environment.evaluate(cell, &mut said)).collect();
                        cells.map(|cells| (*key, cells))
                    })
                    .collect();
                rows.ok().map(|rows| Datum::Table(Rc::new(Table::new(name, columns.clone(), rows))))
            }
        };
        self.problems.extend(said);
        datum
    }
}

fn wrong_width(name: Word<'_>, key: Word<'_>, columns: &[Word<'_>], cells: &[Value<'_>]) -> Diagnostic {
    let wanted = columns.len().max(1);
    let word = if wanted == 1 { "value" } else { "values" };
    let headline =
        format!("a row of `{}` has {wanted} {word} behind its key; this one has {}", name.text, cells.len());
    let span = cells.last().map_or(key.span, |last| key.span.to(last.span()));
    let error = Diagnostic::error(&codes::WRONG_KIND, span, headline);
    let columns: Vec<&str> = columns.iter().map(|column| column.text).collect();
    match cells.first() {
        Some(Value::Word(sign)) if matches!(sign.text, "=" | ":" | "->") => {
            error.help(format!("write no `{}` between the key and its value", sign.text))
        }
        _ if columns.is_empty() => error.help("several values of one row are a list: `[a, b]`"),
        _ => error.help(format!("they are {}; `_` is no value", columns.join(", "))),
    }
}

/// The names that a value mentions.
fn needs<'s>(value: &Value<'s>, names: &mut Vec<&'s str>) {
    match value {
        Value::Variable(variable) => names.push(variable.name.text),
        Value::List { items, .. } => items.iter().for_each(|item| needs(item, names)),
        Value::Word(word) | Value::Text(word) => {
            for piece in pieces(word.text) {
                if let Piece::Splice { name, .. } = piece {
                    names.push(name);
                }
            }
        }
        Value::Range { .. } | Value::Wrong(_) => {}
    }
}
