//! Values as they are once all names in them are known.

mod environment;
mod place;
mod step;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::codes;
use crate::diagnostic::{Diagnostic, Problems};
use crate::syntax::ast::Word;
use crate::text::Span;
pub(super) use environment::{Environment, Values, variable_in};
pub(super) use place::{SPECIAL, depends_on_place};

/// A value without variables.
#[derive(Debug, Clone)]
pub(super) enum Datum<'s> {
    Word(Cow<'s, str>, Span),
    /// Escapes still in place.
    Text(Cow<'s, str>, Span),
    List(Rc<List<'s>>),
    Range(u32, u32),
    Table(Rc<Table<'s>>),
    Row(Rc<Table<'s>>, usize),
    /// `_` in a cell.
    Nothing,
}

/// The items of a list. Its addresses of a family are found once.
#[derive(Debug, Default)]
pub(super) struct List<'s> {
    items: Vec<Datum<'s>>,
    /// How many values it holds in all, itself included.
    size: usize,
    /// How many lists lie within each other.
    depth: usize,
    v4: OnceCell<Option<Rc<List<'s>>>>,
    v6: OnceCell<Option<Rc<List<'s>>>>,
}

impl<'s> From<Vec<Datum<'s>>> for List<'s> {
    fn from(items: Vec<Datum<'s>>) -> List<'s> {
        let size = items.iter().map(Datum::size).sum::<usize>() + 1;
        let depth = items.iter().map(Datum::depth).max().unwrap_or_default() + 1;
        List { items, size, depth, ..List::default() }
    }
}

impl<'s> std::ops::Deref for List<'s> {
    type Target = [Datum<'s>];
    fn deref(&self) -> &[Datum<'s>] {
        &self.items
    }
}

/// A `table`: its rows in the order they are written.
#[derive(Debug)]
pub(super) struct Table<'s> {
    pub name: Word<'s>,
    pub columns: Vec<Word<'s>>,
    pub rows: Vec<(Word<'s>, Vec<Datum<'s>>)>,
    /// Where the row of a key and the column of a name stand.
    row_places: HashMap<&'s str, usize>,
    column_places: HashMap<&'s str, usize>,
}

impl<'s> Table<'s> {
    pub fn new(name: Word<'s>, columns: Vec<Word<'s>>, rows: Vec<(Word<'s>, Vec<Datum<'s>>)>) -> Table<'s> {
        let row_places = rows.iter().enumerate().map(|(place, (key, _))| (key.text, place)).collect();
        let mut column_places = HashMap::new();
        for (place, column) in columns.iter().enumerate() {
            column_places.entry(column.text).or_insert(place);
        }
        Table { name, columns, rows, row_places, column_places }
    }
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// It has been reported.
    Wrong,
    /// An optional parameter was not given: the line is left out.
    Left,
}

impl Absent {
    /// Reports why there is none.
    pub fn said(error: Diagnostic, problems: &mut Problems) -> Absent {
        problems.push(error);
        Absent::Wrong
    }
}

impl<'s> Datum<'s> {
    /// What it is, for messages.
    pub fn kind(&self) -> String {
        match self {
            Datum::Word(text, _) => ["`", &shortened(text), "`"].concat(),
            Datum::Text(text, _) => format!("the text \"{}\"", shortened(text)),
            Datum::List(list) => format!("a list of {}", list.items.len()),
            Datum::Range(first, last) => format!("the range {first}..{last}"),
            Datum::Table(table) => format!("the table `{}`", table.name.text),
            Datum::Row(table, row) => match table.rows.get(*row) {
                Some((key, _)) => format!("the row `{}` of `{}`", key.text, table.name.text),
                None => format!("a row of `{}`", table.name.text),
            },
            Datum::Nothing => "`_`, no value".to_owned(),
        }
    }

    /// Writes it as a reader knows it; the end of a long list is left out.
    pub fn show(&self, out: &mut String) {
        match self {
            Datum::Word(text, _) => out.push_str(&shortened(text)),
            Datum::Text(text, _) => {
                out.push('"');
                out.push_str(&shortened(text));
                out.push('"');
            }
            Datum::List(list) => show_list(&list.items, out),
            Datum::Row(table, row) => match table.rows.get(*row) {
                Some((_, cells)) => show_list(cells, out),
                None => out.push('_'),
            },
            Datum::Nothing => out.push('_'),
            Datum::Range(..) | Datum::Table(_) => out.push_str(&self.kind()),
        }
    }

    /// The single value it is, and whether it was quoted.
    pub fn scalar(&self) -> Option<(&str, bool)> {
        match self {
            Datum::Word(text, _) => Some((text, false)),
            Datum::Text(text, _) => Some((text, true)),
            _ => None,
        }
    }

    /// How much of the value is not shared.
    pub fn octets(&self) -> usize {
        match self {
            Datum::Word(Cow::Owned(text), _) | Datum::Text(Cow::Owned(text), _) => text.len(),
            _ => 0,
        }
    }

    /// How many values it holds in all.
    fn size(&self) -> usize {
        match self {
            Datum::List(list) => list.size,
            _ => 1,
        }
    }

    /// How many lists lie within each other.
    fn depth(&self) -> usize {
        match self {
            Datum::List(list) => list.depth,
            _ => 0,
        }
    }

    /// Its words and texts, lists taken apart, each with whether it was quoted; else the first
    /// part that is neither.
    pub fn single_values(&self) -> Result<Vec<(Cow<'s, str>, bool)>, &Datum<'s>> {
        match self {
            Datum::Word(text, _) => Ok(vec![(text.clone(), false)]),
            Datum::Text(text, _) => Ok(vec![(text.clone(), true)]),
            Datum::List(list) => {
                let parts: Result<Vec<_>, _> = list.items.iter().map(Datum::single_values).collect();
                Ok(parts?.concat())
            }
            other => Err(other),
        }
    }

    /// Its values, lists taken apart; `None` if it is a table or nothing.
    pub fn flatten(&self) -> Option<Vec<Datum<'s>>> {
        let mut parts = Vec::new();
        self.flatten_into(&mut parts).then_some(parts)
    }

    fn flatten_into(&self, parts: &mut Vec<Datum<'s>>) -> bool {
        match self {
            Datum::List(items) => items.iter().all(|item| item.flatten_into(parts)),
            Datum::Word(..) | Datum::Text(..) => {
                parts.push(self.clone());
                true
            }
            _ => false,
        }
    }
}

/// What is shown of a value.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// How many values of a list are shown.
const SHOWN: usize = 4;

/// Octets after which no further list is taken apart to be shown.
const LONGEST_SHOWN: usize = 400;

fn show_list(items: &[Datum<'_>], out: &mut String) {
    out.push('[');
    if out.len() > LONGEST_SHOWN {
        return out.push_str("…]");
    }
    for (index, item) in items.iter().take(SHOWN).enumerate() {
        out.push_str(if index > 0 { ", " } else { "" });
        item.show(out);
    }
    if items.len() > SHOWN {
        out.push_str(&format!(", and {} more", items.len() - SHOWN));
    }
    out.push(']');
}

/// The inside of a quoted text, whether or not its quotes are still around it.
pub(super) fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').map_or(text, |inner| inner.strip_suffix('"').unwrap_or(inner))
}

/// Says what a value is and what was wanted.
pub(super) fn wrong_kind(span: Span, found: &Datum<'_>, wanted: &str) -> Diagnostic {
    Diagnostic::error(&codes::WRONG_KIND, span, format!("this is {}; wanted is {wanted}", found.kind()))
}

/// What a row is: its one value, or with columns the row itself.
pub(super) fn row_value<'s>(table: &Rc<Table<'s>>, row: usize) -> Datum<'s> {
    if !table.columns.is_empty() {
        return Datum::Row(Rc::clone(table), row);
    }
    match table.rows.get(row).map(|(_, cells)| &cells[..]) {
        Some([one]) => one.clone(),
        Some(cells) => Datum::List(Rc::new(cells.to_vec().into())),
        None => Datum::Nothing,
    }
}
