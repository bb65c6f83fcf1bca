//! What templates and loops make at least, told before they run. Nested ones
//! multiply, so what is far over the budget costs no time.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::budget::{Effort, MOST_NESTED};
use super::template::Template;
use super::value::{Datum, Values};
use crate::syntax::Item;
use crate::syntax::ast::{Block, RdataValue, Record, Statement, Value};

/// Looks ahead. What depends on local values is taken to be nothing.
pub(super) struct Forecaster<'f, 's> {
    pub globals: &'f Values<'s>,
    pub templates: &'f BTreeMap<&'s str, Rc<Template<'s>>>,
    /// No template deeper than this is looked into.
    pub depth: u32,
    /// Bodies within each other at the moment.
    pub nesting: usize,
    pub known: BTreeMap<&'s str, Effort>,
}

impl<'s> Forecaster<'_, 's> {
    /// A statement at so many places.
    pub fn statement(&mut self, item: &Item<'s>, spots: u64) -> Effort {
        match &item.line.statement {
            Statement::Record(record) if !may_be_left_out(record) => {
                Effort::records(spots.saturating_mul(record.owners.len() as u64))
            }
            Statement::Use { arguments, .. } if arguments.iter().any(|one| is_optional(&one.value)) => {
                Effort::default()
            }
            Statement::Use { path, .. } => self.template(path.text).and(Effort::rounds(1)).times(spots),
            Statement::Open(Block::For { values, .. }) => {
                let rounds = self.rounds(values);
                self.body(&item.body, spots).and(Effort::rounds(1)).times(rounds)
            }
            Statement::Open(Block::Under { names }) => {
                let origins: u64 = names.iter().map(|name| self.origins(name)).sum();
                self.body(&item.body, spots.saturating_mul(origins))
            }
            Statement::Open(Block::With { .. }) => self.body(&item.body, spots),
            _ => Effort::default(),
        }
    }

    fn body(&mut self, items: &[Item<'s>], spots: u64) -> Effort {
        if self.nesting == MOST_NESTED {
            return Effort::default();
        }
        self.nesting += 1;
        let forecast = items.iter().fold(Effort::default(), |sum, item| {
            sum.and(Effort::reading(item.line.span)).and(self.statement(item, spots))
        });
        self.nesting -= 1;
        forecast
    }

    fn template(&mut self, name: &'s str) -> Effort {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let Some(template) = self.templates.get(name).filter(|_| self.depth > 0) else {
            return Effort::default();
        };
        self.depth -= 1;
        let forecast = self.body(&template.body, 1);
        self.depth += 1;
        self.known.insert(name, forecast);
        forecast
    }

    fn origins(&self, name: &Value<'s>) -> u64 {
        match name {
            Value::Word(_) => u64::from(!is_optional(name)),
            list => self.rounds(list),
        }
    }

    fn rounds(&self, values: &Value<'s>) -> u64 {
        match values {
            Value::List { items, .. } => items.len() as u64,
            Value::Range { first, last, .. } if first <= last => u64::from(last - first) + 1,
            Value::Variable(variable) if variable.steps.is_empty() => {
                match self.globals.get(variable.name.text) {
                    Some(Some(Datum::List(items))) => items.len() as u64,
                    Some(Some(Datum::Range(first, last))) => u64::from(last.saturating_sub(*first)) + 1,
                    Some(Some(Datum::Table(table))) => table.rows.len() as u64,
                    _ => 0,
                }
            }
            _ => 0,
        }
    }
}

/// Whether something in the record is optional.
fn may_be_left_out(record: &Record<'_>) -> bool {
    let marked = |text: &str| text.contains('?');
    record.owners.iter().any(|owner| marked(owner.text))
        || record.ttl.is_some_and(|ttl| marked(ttl.text))
        || record.attributes.iter().filter_map(|attribute| attribute.value.as_ref()).any(is_optional)
        || record.values.iter().any(|value| match value {
            RdataValue::Token(token, _) => marked(token.text),
            RdataValue::Variable(variable) => variable.optional,
        })
}

fn is_optional(value: &Value<'_>) -> bool {
    match value {
        Value::Word(word) | Value::Text(word) => word.text.contains('?'),
        Value::Variable(variable) => variable.optional,
        Value::List { items, .. } => items.iter().any(is_optional),
        Value::Range { .. } => false,
    }
}
