//! A statement as a row of parts. The syntax tree says where its words are;
//! between them there are only keywords, signs, blanks, line ends and comments.

use std::borrow::Cow;

use crate::dns::Ttl;
use crate::syntax::ast::{Argument, Attribute, Block, Ignored, RdataValue, Setting, Statement, Value, Word};
use crate::text::Span;

/// A piece of a statement, as it is to be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part<'s> {
    /// A value, a name or a keyword.
    Word(Cow<'s, str>),
    /// `[` or `(`
    Open(char),
    /// `]` or `)`
    Close,
    Comma,
    Equals,
    Colon,
    QuestionMark,
    /// With its `#`.
    Comment(&'s str),
    LineEnd,
}

/// A word of the syntax tree.
pub(super) struct Leaf<'s> {
    pub span: Span,
    pub text: Cow<'s, str>,
}

/// The parts of `text[start..end]`, where the given words are and nothing else
/// that could be mistaken for a sign.
pub(super) fn parts<'s>(text: &'s str, start: usize, end: usize, leaves: Vec<Leaf<'s>>) -> Vec<Part<'s>> {
    let mut parts = Vec::with_capacity(leaves.len() * 2);
    let mut at = start;
    for leaf in leaves {
        between(&text[at..leaf.span.start as usize], &mut parts);
        parts.push(Part::Word(leaf.text));
        at = leaf.span.end as usize;
    }
    between(text.get(at..end).unwrap_or_default(), &mut parts);
    parts
}

fn between<'s>(mut gap: &'s str, parts: &mut Vec<Part<'s>>) {
    const SIGNS: [char; 13] = [' ', '\t', '\r', '\n', '[', ']', '(', ')', ',', '=', ':', '?', '#'];
    while let Some(first) = gap.chars().next() {
        let (length, part) = match first {
            ' ' | '\t' | '\r' => (1, None),
            '\n' => (1, Some(Part::LineEnd)),
            '[' | '(' => (1, Some(Part::Open(first))),
            ']' | ')' => (1, Some(Part::Close)),
            ',' => (1, Some(Part::Comma)),
            '=' => (1, Some(Part::Equals)),
            ':' => (1, Some(Part::Colon)),
            '?' => (1, Some(Part::QuestionMark)),
            '#' => {
                let end = gap.find('\n').unwrap_or(gap.len());
                (end, Some(Part::Comment(gap[..end].trim_ascii_end())))
            }
            _ => {
                let end = gap.find(SIGNS).unwrap_or(gap.len());
                (end, Some(Part::Word(Cow::Borrowed(&gap[..end]))))
            }
        };
        parts.extend(part);
        gap = &gap[length..];
    }
}

/// A duration in units; anything else as it is.
pub(super) fn in_units(text: &str) -> Cow<'_, str> {
    match Ttl::parse(text) {
        Some(ttl) => Cow::Owned(ttl.to_string()),
        None => Cow::Borrowed(text),
    }
}

/// Collects the words of a statement in their order.
pub(super) struct Leaves<'s> {
    text: &'s str,
    all: Vec<Leaf<'s>>,
}

impl<'s> Leaves<'s> {
    pub(super) fn new(text: &'s str) -> Leaves<'s> {
        Leaves { text, all: Vec::new() }
    }

    pub(super) fn into_vec(self) -> Vec<Leaf<'s>> {
        self.all
    }

    /// The words of any statement that is not laid out in fields.
    pub(super) fn statement(&mut self, statement: &Statement<'s>) {
        match statement {
            Statement::Open(block) => self.block(block),
            Statement::Let { name, value } => {
                self.word(name);
                self.value(value);
            }
            Statement::External { names, description, attributes } => {
                self.values(names);
                self.words(description);
                self.attributes(attributes);
            }
            Statement::Use { path, arguments } => {
                self.word(path);
                self.arguments(arguments);
            }
            Statement::Ignore(ignore) => {
                match &ignore.what {
                    Ignored::Names { pattern, types, target } => {
                        self.word(pattern);
                        self.words(types);
                        self.words(target);
                    }
                    Ignored::OwnedBy { tool, arguments } => {
                        self.word(tool);
                        self.arguments(arguments);
                    }
                }
                self.words(&ignore.reason);
            }
            Statement::Manage { patterns } => self.words(patterns),
            Statement::PtrFrom { zones } => self.values(zones),
            Statement::Deprecated(text) => self.word(text),
            Statement::Setting(setting) => self.setting(setting),
            Statement::Comment
            | Statement::Doc(_)
            | Statement::Record(_)
            | Statement::Close
            | Statement::Row { .. }
            | Statement::Expectation(_)
            | Statement::Wrong => {}
        }
    }

    fn block(&mut self, block: &Block<'s>) {
        match block {
            Block::Zone { names, attributes } | Block::Extend { names, attributes } => {
                self.values(names);
                self.attributes(attributes);
            }
            Block::Under { names } => self.values(names),
            Block::With { attributes } => self.attributes(attributes),
            Block::For { variables, values } => {
                self.words(variables);
                self.value(values);
            }
            Block::Template { name, parameters } => {
                self.word(name);
                for parameter in parameters {
                    self.word(&parameter.name);
                    self.words(&parameter.kind);
                    self.values(&parameter.default);
                }
            }
            Block::View { name } => self.word(name),
            Block::Test { name, view } => {
                self.word(name);
                self.words(view);
            }
            Block::Table { name, columns } => {
                self.word(name);
                self.words(columns);
            }
            Block::Wrong => {}
        }
    }

    fn setting(&mut self, setting: &Setting<'s>) {
        self.word(&setting.key);
        for value in &setting.values {
            match (setting.key.text, value) {
                ("ttl" | "ns-ttl", Value::Word(word)) => self.duration(word),
                _ => self.value(value),
            }
        }
        self.attributes(&setting.attributes);
    }

    fn arguments(&mut self, arguments: &[Argument<'s>]) {
        for argument in arguments {
            self.words(&argument.name);
            self.value(&argument.value);
        }
    }

    pub(super) fn attributes(&mut self, attributes: &[Attribute<'s>]) {
        for attribute in attributes {
            self.word(&attribute.key);
            match (attribute.key.text, &attribute.value) {
                // The last four are those of a `soa` setting (RFC 1035 section 3.3.13).
                ("ttl" | "refresh" | "retry" | "expire" | "minimum", Some(Value::Word(word))) => {
                    self.duration(word);
                }
                (_, value) => self.values(value),
            }
        }
    }

    pub(super) fn rdata(&mut self, values: &[RdataValue<'s>]) {
        for value in values {
            match value {
                RdataValue::Token(_, span) => self.slice(*span),
                RdataValue::Variable(variable) => self.slice(variable.span),
            }
        }
    }

    /// A value that is to be written between quotes.
    pub(super) fn quoted(&mut self, span: Span) {
        let text = &self.text[span.start as usize..span.end as usize];
        self.all.push(Leaf { span, text: Cow::Owned(format!("\"{text}\"")) });
    }

    pub(super) fn values<'v>(&mut self, values: impl IntoIterator<Item = &'v Value<'s>>)
    where
        's: 'v,
    {
        for value in values {
            self.value(value);
        }
    }

    fn value(&mut self, value: &Value<'s>) {
        match value {
            Value::List { items, .. } => self.values(items),
            Value::Word(_) | Value::Text(_) | Value::Variable(_) | Value::Range { .. } | Value::Wrong(_) => {
                self.slice(value.span());
            }
        }
    }

    fn words<'v>(&mut self, words: impl IntoIterator<Item = &'v Word<'s>>)
    where
        's: 'v,
    {
        for word in words {
            self.word(word);
        }
    }

    fn word(&mut self, word: &Word<'s>) {
        self.slice(word.span);
    }

    fn duration(&mut self, word: &Word<'s>) {
        self.all.push(Leaf { span: word.span, text: in_units(word.text) });
    }

    fn slice(&mut self, span: Span) {
        let text = &self.text[span.start as usize..span.end as usize];
        self.all.push(Leaf { span, text: Cow::Borrowed(text) });
    }
}
