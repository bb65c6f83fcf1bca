//! Statements below each other: blocks, blank lines, and what stays as it is.

use std::mem::discriminant;

use super::line::{self, COMMENT_GAP, Writer, new_line};
use crate::syntax::ast::{Block, Line, Statement};
use crate::syntax::{Item, Tree};

/// The text of a tree in the one style.
pub(super) fn write(text: &str, tree: &Tree<'_>) -> String {
    let mut layout = Layout { text, at: 0, out: String::with_capacity(text.len() + text.len() / 4) };
    layout.items(&tree.items, 0);
    if !layout.out.is_empty() {
        layout.out.push('\n');
    }
    layout.out
}

/// Whether two trees have the same statements nested in the same way. Where
/// braces do not match, they are matched by indentation, which changes.
pub(super) fn same_shape(some: &[Item<'_>], other: &[Item<'_>]) -> bool {
    let is_assumed = |close: &Line<'_>| close.span.start == close.span.end;
    let same = |(some, other): (&Item<'_>, &Item<'_>)| {
        let same_statement = match (&some.line.statement, &other.line.statement) {
            (Statement::Open(some), Statement::Open(other)) => discriminant(some) == discriminant(other),
            (some, other) => discriminant(some) == discriminant(other),
        };
        same_statement
            && some.close.as_ref().map(is_assumed) == other.close.as_ref().map(is_assumed)
            && same_shape(&some.body, &other.body)
    };
    some.len() == other.len() && some.iter().zip(other).all(same)
}

struct Layout<'s> {
    text: &'s str,
    /// Behind what was written last.
    at: usize,
    out: String,
}

impl<'s> Layout<'s> {
    fn items(&mut self, items: &[Item<'s>], depth: usize) {
        for (index, item) in items.iter().enumerate() {
            let next = items.get(index + 1).map_or(self.text.len(), |next| next.line.span.start as usize);
            if depth == 0 && !is_sound(self.text, item, next) {
                self.begin(&item.line, index == 0, Some(depth));
                self.copy(&item.line, end_before(self.text, next));
            } else {
                self.item(item, index == 0, depth);
            }
        }
    }

    fn item(&mut self, item: &Item<'s>, is_first: bool, depth: usize) {
        self.begin(&item.line, is_first, Some(depth));
        let Some(close) = &item.close else {
            return self.line(&item.line, depth, false);
        };
        if self.fits_on_one_line(item) {
            return self.one_line(item, depth);
        }
        self.line(&item.line, depth, false);
        self.items(&item.body, depth + 1);
        self.begin(close, true, Some(depth));
        self.line(close, depth, false);
    }

    /// `header { statement }`
    fn one_line(&mut self, item: &Item<'s>, depth: usize) {
        self.line(&item.line, depth, true);
        for inner in &item.body {
            self.begin(&inner.line, true, None);
            match inner.close {
                Some(_) => self.one_line(inner, depth),
                None => self.line(&inner.line, depth, true),
            }
        }
        if let Some(close) = &item.close {
            self.begin(close, true, None);
            self.line(close, depth, true);
        }
    }

    /// Whether a block is written on one line and holds one statement at most.
    fn fits_on_one_line(&self, item: &Item<'s>) -> bool {
        let Some(close) = &item.close else { return true };
        let whole = &self.text[item.line.span.start as usize..close.span.end as usize];
        item.body.len() <= 1
            && item.body.iter().all(|inner| self.fits_on_one_line(inner))
            && !whole.contains('\n')
    }

    /// Goes to where a statement begins: a new line of some depth, or one blank
    /// further on the same line.
    fn begin(&mut self, line: &Line<'s>, is_first: bool, depth: Option<usize>) {
        let Some(depth) = depth else { return self.out.push(' ') };
        if self.out.is_empty() {
            return;
        }
        let gap = &self.text.as_bytes()[self.at..(line.span.start as usize).max(self.at)];
        if !is_first && memchr::memchr_iter(b'\n', gap).nth(1).is_some() {
            self.out.push('\n');
        }
        if line::stays(self.text, line) && self.own_start(line).is_some() {
            self.out.push('\n');
        } else {
            new_line(depth, &mut self.out);
        }
    }

    /// Writes a statement with its brace and comment.
    fn line(&mut self, line: &Line<'s>, depth: usize, inline: bool) {
        let end = self.end(line);
        if line::stays(self.text, line) {
            return self.copy(line, end);
        }
        Writer { text: self.text, out: &mut self.out, depth, inline }.statement(line);
        if matches!(line.statement, Statement::Open(_)) {
            self.out.push_str(" {");
        }
        if let Some(comment) = line.comment {
            self.out.push_str(COMMENT_GAP);
            self.out.push_str(comment.text);
        }
        self.at = end;
    }

    /// Writes a line, or all lines up to `end`, as they are.
    fn copy(&mut self, line: &Line<'s>, end: usize) {
        let start = self.own_start(line).unwrap_or(line.span.start as usize);
        self.out.push_str(&self.text[start..end]);
        self.at = end;
    }

    /// Where a line with its own indentation begins, if nothing stands before it.
    fn own_start(&self, line: &Line<'s>) -> Option<usize> {
        let before = &self.text[self.at..line.span.start as usize];
        match before.rfind('\n') {
            Some(newline) => Some(self.at + newline + 1),
            None => (self.at == 0).then_some(0),
        }
    }

    /// Behind a line with its `{` and its comment.
    fn end(&self, line: &Line<'s>) -> usize {
        let mut end = line.span.end as usize;
        if matches!(line.statement, Statement::Open(_)) {
            end = behind_brace(self.text, end).unwrap_or(end);
        }
        end = line.comment.map_or(end, |comment| comment.span.end as usize);
        // An escaped blank may be the end of a word.
        let rest = &self.text[end..];
        let line_rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
        if line_rest.bytes().all(|byte| byte == b' ' || byte == b'\t') { end + line_rest.len() } else { end }
    }
}

/// The end of the lines before `next`, where another begins or the text ends.
fn end_before(text: &str, next: usize) -> usize {
    let before = &text[..next];
    let indent = if next < text.len() { &[' ', '\t'][..] } else { &[] };
    before.trim_end_matches(indent).trim_end_matches('\n').len()
}

/// Behind the `{` of a header that ends at `end`.
fn behind_brace(text: &str, end: usize) -> Option<usize> {
    if text[..end].ends_with('{') {
        return Some(end);
    }
    let rest = text[end..].trim_start_matches([' ', '\t']);
    rest.starts_with('{').then(|| text.len() - rest.len() + 1)
}

/// Whether an item with all that is in it is closed where it says so, holds no
/// header that stands outside of blocks only, and nothing but blanks stands
/// between its lines and up to `next`.
fn is_sound(text: &str, item: &Item<'_>, next: usize) -> bool {
    let mut at = item.line.span.start as usize;
    walk(text, item, &mut at) && is_blank(text, at, next)
}

fn walk(text: &str, item: &Item<'_>, at: &mut usize) -> bool {
    if !is_blank(text, *at, item.line.span.start as usize) {
        return false;
    }
    *at = item.line.span.end as usize;
    if let Some(close) = &item.close {
        let Some(end) = behind_brace(text, *at) else { return false };
        *at = end;
        if !pass_comment(text, &item.line, at)
            || !item.body.iter().all(|inner| !is_top_level(inner) && walk(text, inner, at))
        {
            return false;
        }
        if close.span.start == close.span.end || !is_blank(text, *at, close.span.start as usize) {
            return false;
        }
        *at = close.span.end as usize;
        return pass_comment(text, close, at);
    }
    pass_comment(text, &item.line, at)
}

/// Where such a header begins a line, all blocks before it count as closed.
fn is_top_level(item: &Item<'_>) -> bool {
    let Statement::Open(block) = &item.line.statement else { return false };
    matches!(
        block,
        Block::Zone { .. }
            | Block::Extend { .. }
            | Block::Template { .. }
            | Block::Table { .. }
            | Block::Test { .. }
    )
}

fn pass_comment(text: &str, line: &Line<'_>, at: &mut usize) -> bool {
    let Some(comment) = line.comment else { return true };
    let is_near = is_blank(text, *at, comment.span.start as usize);
    *at = comment.span.end as usize;
    is_near
}

fn is_blank(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|gap| gap.trim_ascii().is_empty())
}
