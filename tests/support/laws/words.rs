//! The words of a statement, in the order in which they stand.

use zonal::syntax::ast::*;
use zonal::text::Span;

/// A word and the place that it takes, quotes and the signs of a variable included.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'s> {
    pub word: Word<'s>,
    pub place: Span,
}

pub fn words<'s>(statement: &Statement<'s>) -> Vec<Leaf<'s>> {
    let mut words = Words(Vec::new());
    words.statement(statement);
    words.0
}

struct Words<'s>(Vec<Leaf<'s>>);

impl<'s> Words<'s> {
    fn statement(&mut self, statement: &Statement<'s>) {
        match statement {
            Statement::Comment | Statement::Close | Statement::Wrong => {}
            Statement::Doc(text) | Statement::Deprecated(text) => self.word(text),
            Statement::Record(record) => self.record(record),
            Statement::Open(block) => self.block(block),
            Statement::Let { name, value } => {
                self.word(name);
                self.value(value);
            }
            Statement::External { names, description, attributes } => {
                names.iter().for_each(|name| self.value(name));
                description.iter().for_each(|text| self.word(text));
                self.attributes(attributes);
            }
            Statement::Use { path, arguments } => {
                self.word(path);
                self.arguments(arguments);
            }
            Statement::Ignore(Ignore { what, reason }) => {
                match what {
                    Ignored::Names { pattern, types, target } => {
                        let words = [pattern].into_iter().chain(types).chain(target);
                        words.for_each(|word| self.word(word));
                    }
                    Ignored::OwnedBy { tool, arguments } => {
                        self.word(tool);
                        self.arguments(arguments);
                    }
                }
                reason.iter().for_each(|text| self.word(text));
            }
            Statement::Manage { patterns } => patterns.iter().for_each(|pattern| self.word(pattern)),
            Statement::PtrFrom { zones } => zones.iter().for_each(|zone| self.value(zone)),
            Statement::Setting(setting) => {
                self.word(&setting.key);
                setting.values.iter().for_each(|value| self.value(value));
                self.attributes(&setting.attributes);
            }
            Statement::Row { key, cells } => {
                self.word(key);
                cells.iter().for_each(|cell| self.value(cell));
            }
            Statement::Expectation(Expectation { name, record_type, answer }) => {
                self.word(name);
                self.word(record_type);
                answer.iter().for_each(|value| self.rdata(value));
            }
        }
    }

    fn record(&mut self, record: &Record<'s>) {
        let words = record.owners.iter().chain(&record.ttl).chain([&record.record_type]);
        words.for_each(|word| self.word(word));
        record.values.iter().for_each(|value| self.rdata(value));
        self.attributes(&record.attributes);
    }

    fn block(&mut self, block: &Block<'s>) {
        match block {
            Block::Zone { names, attributes } | Block::Extend { names, attributes } => {
                names.iter().for_each(|name| self.value(name));
                self.attributes(attributes);
            }
            Block::Under { names } => names.iter().for_each(|name| self.value(name)),
            Block::With { attributes } => self.attributes(attributes),
            Block::For { variables, values } => {
                variables.iter().for_each(|variable| self.word(variable));
                self.value(values);
            }
            Block::Template { name, parameters } => {
                self.word(name);
                for Parameter { name, kind, default, .. } in parameters {
                    self.word(name);
                    kind.iter().for_each(|kind| self.word(kind));
                    default.iter().for_each(|value| self.value(value));
                }
            }
            Block::View { name } => self.word(name),
            Block::Table { name, columns } => {
                [name].into_iter().chain(columns).for_each(|word| self.word(word));
            }
            Block::Test { name, view } => {
                [name].into_iter().chain(view).for_each(|word| self.word(word));
            }
            Block::Wrong => {}
        }
    }

    fn arguments(&mut self, arguments: &[Argument<'s>]) {
        for argument in arguments {
            argument.name.iter().for_each(|name| self.word(name));
            self.value(&argument.value);
        }
    }

    fn attributes(&mut self, attributes: &[Attribute<'s>]) {
        for attribute in attributes {
            self.word(&attribute.key);
            attribute.value.iter().for_each(|value| self.value(value));
        }
    }

    fn rdata(&mut self, value: &RdataValue<'s>) {
        match value {
            RdataValue::Token(token, place) => {
                let quote = u32::from(token.quoted);
                let span = Span { start: place.start + quote, end: place.end - quote, ..*place };
                self.0.push(Leaf { word: Word { text: token.text, span }, place: *place });
            }
            RdataValue::Variable(variable) => self.variable(variable),
        }
    }

    fn value(&mut self, value: &Value<'s>) {
        match value {
            Value::Word(word) | Value::Text(word) | Value::Wrong(word) => self.word(word),
            Value::Variable(variable) => self.variable(variable),
            Value::List { items, .. } => items.iter().for_each(|item| self.value(item)),
            Value::Range { span, .. } => self.0.push(Leaf {
                word: Word { text: "", span: Span { end: span.start, ..*span } },
                place: *span,
            }),
        }
    }

    fn variable(&mut self, variable: &Variable<'s>) {
        self.0.push(Leaf { word: variable.name, place: variable.span });
    }

    fn word(&mut self, word: &Word<'s>) {
        self.0.push(Leaf { word: *word, place: word.span });
    }
}
