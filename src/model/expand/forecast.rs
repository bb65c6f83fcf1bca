//! What templates and loops make at least, told before they run. Nested ones
//! multiply, so what is far over the budget costs no time.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::template::Template;
use crate::diagnostic::Label;
use crate::model::budget::{Effort, MOST_NESTED};
use crate::model::value::{Datum, Values};
use crate::syntax::Item;
use crate::syntax::ast::{Argument, Block, RdataValue, Record, Statement, Value};

/// The number of values in each parameter that is a list or range.
type Lists<'s> = BTreeMap<&'s str, u64>;

/// What templates make, by their names and lists.
pub(in crate::model) type Known<'s> = BTreeMap<(&'s str, Lists<'s>), Effort>;

/// Templates that are told apart; what others make is taken to be nothing.
const MOST_KNOWN: usize = 1000;

/// Looks ahead. Of local values only the lists that templates are given are known;
/// what depends on others is taken to be nothing.
pub(in crate::model) struct Forecaster<'f, 's> {
    pub globals: &'f Values<'s>,
    pub templates: &'f BTreeMap<&'s str, Rc<Template<'s>>>,
    /// No template deeper than this is looked into.
    pub depth: u32,
    /// Bodies within each other at the moment.
    pub nesting: usize,
    /// Of the template that is looked into.
    pub lists: Lists<'s>,
    pub known: Known<'s>,
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
            Statement::Use { path, arguments } => {
                self.template(path.text, arguments).and(Effort::rounds(1)).times(spots)
            }
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

    /// From the line that makes most of a statement outwards, the statement itself left
    /// out.
    pub fn way(&mut self, item: &Item<'s>, spots: u64) -> Vec<Label> {
        match &item.line.statement {
            Statement::Use { path, arguments } => {
                let Some(template) = self.templates.get(path.text).filter(|_| self.depth > 0) else {
                    return Vec::new();
                };
                let lists = self.lists_for(template, arguments);
                self.inside(lists, |forecaster| forecaster.way_into(&template.body, 1))
            }
            Statement::Open(Block::For { .. } | Block::With { .. }) => self.way_into(&item.body, spots),
            Statement::Open(Block::Under { names }) => {
                let origins: u64 = names.iter().map(|name| self.origins(name)).sum();
                self.way_into(&item.body, spots.saturating_mul(origins))
            }
            _ => Vec::new(),
        }
    }

    fn way_into(&mut self, items: &[Item<'s>], spots: u64) -> Vec<Label> {
        let efforts = items.iter().rev().map(|item| (self.statement(item, spots), item));
        let most = efforts.max_by_key(|(effort, _)| (effort.records, effort.rounds));
        let Some((_, item)) = most.filter(|(effort, _)| *effort != Effort::default()) else {
            return Vec::new();
        };
        let text = match &item.line.statement {
            Statement::Use { path, .. } => format!("by `use {}`", path.text),
            Statement::Open(Block::For { .. }) => "by this loop".to_owned(),
            Statement::Open(_) => "in this block".to_owned(),
            _ => "by this line".to_owned(),
        };
        let mut way = self.way(item, spots);
        way.push(Label { span: item.line.span, text });
        way
    }

    /// Looks into a template whose parameters are these lists.
    fn inside<T>(&mut self, lists: Lists<'s>, look: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.lists, lists);
        self.depth -= 1;
        let seen = look(self);
        self.depth += 1;
        self.lists = outer;
        seen
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

    fn template(&mut self, name: &'s str, arguments: &[Argument<'s>]) -> Effort {
        let Some(template) = self.templates.get(name).filter(|_| self.depth > 0) else {
            return Effort::default();
        };
        let lists = self.lists_for(template, arguments);
        let key = (name, lists.clone());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        if self.known.len() == MOST_KNOWN {
            return Effort::default();
        }
        let forecast = self.inside(lists, |forecaster| forecaster.body(&template.body, 1));
        self.known.insert(key, forecast);
        forecast
    }

    /// The lists that the parameters of a template are.
    fn lists_for(&self, template: &Template<'s>, arguments: &[Argument<'s>]) -> Lists<'s> {
        let defaults = template
            .parameters
            .iter()
            .filter_map(|parameter| Some((parameter.name.text, self.count(parameter.default.as_ref()?)?)));
        let mut lists: Lists<'s> = defaults.collect();
        let mut position = 0;
        for argument in arguments {
            let parameter = match argument.name {
                Some(name) => template.parameter(name.text),
                None => template.parameters.get(position),
            };
            position += usize::from(argument.name.is_none());
            let Some(parameter) = parameter else { continue };
            match self.count(&argument.value) {
                Some(count) => lists.insert(parameter.name.text, count),
                None => lists.remove(parameter.name.text),
            };
        }
        lists
    }

    fn origins(&self, name: &Value<'s>) -> u64 {
        match name {
            Value::Word(_) => u64::from(!is_optional(name)),
            list => self.rounds(list),
        }
    }

    fn rounds(&self, values: &Value<'s>) -> u64 {
        self.count(values).unwrap_or_default()
    }

    /// How many values there are in a list, range or table.
    fn count(&self, values: &Value<'s>) -> Option<u64> {
        let between = |first: u32, last: u32| Some(u64::from(last.saturating_sub(first)) + 1);
        match values {
            Value::List { items, .. } => Some(items.len() as u64),
            Value::Range { first, last, .. } => between(*first, *last),
            Value::Variable(variable) if variable.steps.is_empty() => {
                let name = variable.name.text;
                if let Some(count) = self.lists.get(name) {
                    return Some(*count);
                }
                match self.globals.get(name)?.as_ref()? {
                    Datum::List(items) => Some(items.len() as u64),
                    Datum::Range(first, last) => between(*first, *last),
                    Datum::Table(table) => Some(table.rows.len() as u64),
                    _ => None,
                }
            }
            _ => None,
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
        Value::Range { .. } | Value::Wrong(_) => false,
    }
}
