//! One statement, laid out by itself.

use unicode_width::UnicodeWidthStr;

use super::group::{self, Node, Style};
use super::parts::{self, Leaves, Part, in_units};
use crate::dns::Token;
use crate::syntax::ast::{Block, Expectation, Line, RdataValue, Record, Statement, Value, Word};

/// Stands before a comment on the line of a statement.
pub(super) const COMMENT_GAP: &str = "  ";

const INDENT: &str = "  ";
const OWNER_FIELD: usize = 24;
const TYPE_FIELD: usize = 8;
const CELL_FIELD: usize = 16;
/// Between two fields, at least.
const FIELD_GAP: usize = 2;

/// Ends the line and indents the next.
pub(super) fn new_line(depth: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str(INDENT);
    }
}

/// Whether a line must stay as it is: it was not understood, or another layout
/// could give it another meaning.
pub(super) fn stays(text: &str, line: &Line<'_>) -> bool {
    let has_semicolon = |word: Word<'_>| word.text.starts_with(';');
    if line.comment.is_some_and(has_semicolon) {
        return true;
    }
    match &line.statement {
        Statement::Wrong | Statement::Open(Block::Wrong) => true,
        Statement::Comment => text[line.span.start as usize..].starts_with(';'),
        Statement::Record(record) => !is_ordinary(text, record),
        _ => false,
    }
}

/// Whether nothing is lost where a record is written without `IN` and brackets.
fn is_ordinary(text: &str, record: &Record<'_>) -> bool {
    let Some(owner) = record.owners.last() else { return false };
    let between = &text[owner.span.end as usize..record.record_type.span.start as usize];
    let (mut ttls, mut classes) = (0, 0);
    for word in between.split_ascii_whitespace() {
        match record.ttl {
            Some(ttl) if ttl.text == word => ttls += 1,
            _ if word.eq_ignore_ascii_case("IN") => classes += 1,
            _ => return false,
        }
    }
    let begins_like_a_let =
        matches!(record.values.first(), Some(RdataValue::Token(Token { text: "=", quoted: false }, _)));
    ttls <= 1
        && classes <= 1
        && record.record_type.text != "IN"
        && !record.values.is_empty()
        && !begins_like_a_let
}

/// Writes statements of one source.
pub(super) struct Writer<'s, 'o> {
    pub text: &'s str,
    pub out: &'o mut String,
    /// Of the line the statement stands on.
    pub depth: usize,
    /// It stands inside a block on one line: without padding.
    pub inline: bool,
}

impl<'s> Writer<'s, '_> {
    /// Writes a statement without its comment; a header without its `{`.
    pub(super) fn statement(&mut self, line: &Line<'s>) {
        match &line.statement {
            Statement::Comment => {
                self.out.push_str(&self.text[line.span.start as usize..line.span.end as usize])
            }
            Statement::Doc(doc) => self.doc(line, doc),
            Statement::Record(record) => self.record(line, record),
            Statement::Row { key, cells } => self.row(line, key, cells),
            Statement::Expectation(expectation) => self.expectation(line, expectation),
            Statement::Close => self.out.push('}'),
            statement => {
                let mut leaves = Leaves::new(self.text);
                leaves.statement(statement);
                let is_table = matches!(statement, Statement::Open(Block::Table { .. }));
                let style = if is_table { Style::Table } else { Style::Call };
                let nodes = self.nodes(line, line.span.start, leaves, style);
                group::write(&nodes, style, self.depth, self.out);
            }
        }
    }

    /// The blanks behind `##` are kept: lists and examples are indented.
    fn doc(&mut self, line: &Line<'s>, doc: &Word<'s>) {
        self.out.push_str("##");
        let behind = &self.text[line.span.start as usize + 2..line.span.end as usize];
        if !doc.text.is_empty() {
            self.out.push_str(if behind.starts_with([' ', '\t']) { "" } else { " " });
            self.out.push_str(behind);
        }
    }

    fn record(&mut self, line: &Line<'s>, record: &Record<'s>) {
        let start = self.out.len();
        if record.overrides.is_some() {
            self.out.push_str("override ");
        }
        for (index, owner) in record.owners.iter().enumerate() {
            self.out.push_str(if index > 0 { ", " } else { "" });
            self.out.push_str(owner.text);
        }
        if let Some(ttl) = record.ttl {
            let ttl = in_units(ttl.text);
            self.pad(start, OWNER_FIELD.saturating_sub(FIELD_GAP + ttl.len()), FIELD_GAP);
            self.out.push_str(&ttl);
        }
        let mut leaves = Leaves::new(self.text);
        match (record.record_type.text, &record.values[..]) {
            ("TXT", [RdataValue::Token(token, span)]) if may_be_quoted(*token) => leaves.quoted(*span),
            (_, values) => leaves.rdata(values),
        }
        leaves.attributes(&record.attributes);
        self.type_and_data(start, line, record.record_type, leaves);
    }

    fn expectation(&mut self, line: &Line<'s>, expectation: &Expectation<'s>) {
        let start = self.out.len();
        self.out.push_str(expectation.name.text);
        let mut leaves = Leaves::new(self.text);
        leaves.rdata(&expectation.answer);
        self.type_and_data(start, line, expectation.record_type, leaves);
    }

    fn type_and_data(&mut self, start: usize, line: &Line<'s>, record_type: Word<'s>, leaves: Leaves<'s>) {
        self.pad(start, OWNER_FIELD, FIELD_GAP);
        let type_start = self.out.len();
        self.out.push_str(record_type.text);
        self.pad(type_start, TYPE_FIELD, 1);
        let nodes = self.nodes(line, record_type.span.end, leaves, Style::Rdata);
        group::write(&nodes, Style::Rdata, self.depth, self.out);
    }

    fn row(&mut self, line: &Line<'s>, key: &Word<'s>, cells: &[Value<'s>]) {
        let mut leaves = Leaves::new(self.text);
        leaves.values(cells);
        let mut start = self.out.len();
        let mut field = OWNER_FIELD;
        self.out.push_str(key.text);
        for cell in self.nodes(line, key.span.end, leaves, Style::Call) {
            self.pad(start, field, FIELD_GAP);
            start = self.out.len();
            field = CELL_FIELD;
            group::write_node(&cell, Style::Call, self.depth, self.out);
        }
    }

    fn nodes(&self, line: &Line<'s>, start: u32, leaves: Leaves<'s>, style: Style) -> Vec<Node<'s>> {
        let parts: Vec<Part<'s>> =
            parts::parts(self.text, start as usize, line.span.end as usize, leaves.into_vec());
        group::nodes(parts, style)
    }

    /// Blanks up to the end of the field that begins at `start`, `gap` at least.
    fn pad(&mut self, start: usize, field: usize, gap: usize) {
        let used = self.out[start..].width();
        let blanks = if self.inline { FIELD_GAP } else { field.saturating_sub(used).max(gap) };
        self.out.extend(std::iter::repeat_n(' ', blanks));
    }
}

/// Whether a bare token says the same between quotes.
fn may_be_quoted(token: Token<'_>) -> bool {
    let mut is_escaped = false;
    let has_quote = token.text.bytes().any(|byte| {
        let is_quote = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_quote
    });
    !token.quoted && !has_quote
}
