//! What a statement says, before anybody asks what it means. Everything
//! borrows from the source text.

use crate::dns::Token;
use crate::text::Span;

/// A piece of source text and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'s> {
    pub text: &'s str,
    pub span: Span,
}

/// One statement with the place it takes in the source: from its first to
/// behind its last character, without blanks, comment or line end.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'s> {
    pub span: Span,
    pub statement: Statement<'s>,
    /// The `# ...` behind it on the same line, with its `#`.
    pub comment: Option<Word<'s>>,
}

/// What a line of a source can be.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement<'s> {
    /// `# ...`, with its `#`.
    Comment,
    /// `## ...`: describes the record or zone below. The text behind the `##`.
    Doc(Word<'s>),
    Record(Record<'s>),
    /// A header up to and with its `{`.
    Open(Block<'s>),
    /// `}`; of no width where a missing one was assumed.
    Close,
    Let {
        name: Word<'s>,
        value: Value<'s>,
    },
    External {
        names: Vec<Value<'s>>,
        description: Option<Word<'s>>,
        attributes: Vec<Attribute<'s>>,
    },
    Use {
        path: Word<'s>,
        arguments: Vec<Argument<'s>>,
    },
    Ignore(Ignore<'s>),
    Manage {
        patterns: Vec<Word<'s>>,
    },
    PtrFrom {
        zones: Vec<Value<'s>>,
    },
    /// The text in its quotes.
    Deprecated(Word<'s>),
    Setting(Setting<'s>),
    /// A line of a `table`.
    Row {
        key: Word<'s>,
        cells: Vec<Value<'s>>,
    },
    /// A line of a `test`.
    Expectation(Expectation<'s>),
    /// Not understood; it has been reported.
    Wrong,
}

/// `[override] owner{, owner} [ttl] [IN] TYPE rdata [attributes]`
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'s> {
    pub overrides: Option<Span>,
    pub owners: Vec<Word<'s>>,
    /// A duration or a `$variable`.
    pub ttl: Option<Word<'s>>,
    /// In capitals: a mnemonic, `TYPEnnn` or a typed line (ADDR, SPF, ...).
    pub record_type: Word<'s>,
    /// Parentheses are taken off.
    pub values: Vec<RdataValue<'s>>,
    pub attributes: Vec<Attribute<'s>>,
}

/// One token of a record's RDATA.
#[derive(Debug, Clone, PartialEq)]
pub enum RdataValue<'s> {
    /// Bare, or quoted with the quotes taken off; may hold `${...}` splices.
    Token(Token<'s>, Span),
    Variable(Variable<'s>),
}

/// A record line without variables, attributes, parentheses and override, on one line: most lines of a large zone.
#[derive(Debug, Clone, Copy)]
pub struct PlainRecord<'s, 't> {
    pub span: Span,
    /// Possibly a list with commas.
    pub owner: Word<'s>,
    pub ttl: Option<Word<'s>>,
    pub record_type: Word<'s>,
    /// The texts are slices of the source; [`super::Place::of`] finds their span.
    pub tokens: &'t [Token<'s>],
    /// The `# ...` behind it, with its `#`.
    pub comment: Option<Word<'s>>,
}

/// A header that opens a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Block<'s> {
    Zone {
        names: Vec<Value<'s>>,
        attributes: Vec<Attribute<'s>>,
    },
    Extend {
        names: Vec<Value<'s>>,
        attributes: Vec<Attribute<'s>>,
    },
    Under {
        names: Vec<Value<'s>>,
    },
    With {
        attributes: Vec<Attribute<'s>>,
    },
    For {
        variables: Vec<Word<'s>>,
        values: Value<'s>,
    },
    Template {
        name: Word<'s>,
        parameters: Vec<Parameter<'s>>,
    },
    View {
        name: Word<'s>,
    },
    Table {
        name: Word<'s>,
        columns: Vec<Word<'s>>,
    },
    Test {
        /// In its quotes.
        name: Word<'s>,
        /// The name of the view that the test is for.
        view: Option<Word<'s>>,
    },
    /// A header that was not understood; it has been reported.
    Wrong,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Parameter<'s> {
    pub name: Word<'s>,
    /// Declared as `name?`.
    pub optional: bool,
    pub kind: Option<Word<'s>>,
    pub default: Option<Value<'s>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Argument<'s> {
    pub name: Option<Word<'s>>,
    pub value: Value<'s>,
    pub span: Span,
}

/// `[key]` or `[key = value]`; keys may be dotted.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute<'s> {
    pub key: Word<'s>,
    pub value: Option<Value<'s>>,
    pub span: Span,
}

/// `provider a, b`, `ttl 1h`, `soa ns1. hostmaster. [refresh = 2h]`
#[derive(Debug, Clone, PartialEq)]
pub struct Setting<'s> {
    pub key: Word<'s>,
    pub values: Vec<Value<'s>>,
    pub attributes: Vec<Attribute<'s>>,
}

/// `ignore PATTERN [TYPES] [to PATTERN] ["reason"]` or
/// `ignore owned-by NAME(args) ["reason"]`
#[derive(Debug, Clone, PartialEq)]
pub struct Ignore<'s> {
    pub what: Ignored<'s>,
    /// In its quotes.
    pub reason: Option<Word<'s>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Ignored<'s> {
    Names { pattern: Word<'s>, types: Vec<Word<'s>>, target: Option<Word<'s>> },
    OwnedBy { tool: Word<'s>, arguments: Vec<Argument<'s>> },
}

/// `qname TYPE -> answer`
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation<'s> {
    pub name: Word<'s>,
    pub record_type: Word<'s>,
    pub answer: Vec<RdataValue<'s>>,
}

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'s> {
    /// A bare word: an address, a name, a number, a date, a duration. May hold
    /// `${...}` splices.
    Word(Word<'s>),
    /// A text in its quotes, escapes and splices still in place.
    Text(Word<'s>),
    Variable(Variable<'s>),
    List {
        items: Vec<Value<'s>>,
        span: Span,
    },
    /// `1..254`, both ends included.
    Range {
        first: u32,
        last: u32,
        span: Span,
    },
    /// What was reported.
    Wrong(Word<'s>),
}

impl Value<'_> {
    pub fn span(&self) -> Span {
        match self {
            Value::Word(word) | Value::Text(word) | Value::Wrong(word) => word.span,
            Value::Variable(variable) => variable.span,
            Value::List { span, .. } | Value::Range { span, .. } => *span,
        }
    }
}

/// `$name`, `$name.step`, `$name[key]`, `$name?`
#[derive(Debug, Clone, PartialEq)]
pub struct Variable<'s> {
    pub span: Span,
    pub name: Word<'s>,
    /// `.step` and `[key]` alike.
    pub steps: Vec<Word<'s>>,
    /// Written with a final `?`.
    pub optional: bool,
}
