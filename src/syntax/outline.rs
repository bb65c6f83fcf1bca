//! A pass over the braces, quotes and brackets of a source, before any
//! grammar: where logical lines end, and which blocks lack their `}`.

use super::codes;
use crate::diagnostic::{Diagnostic, Problems};
use crate::text::{SourceId, Span};

/// Blocks and brackets within each other.
pub(super) const MAX_DEPTH: usize = 64;

/// How far an unclosed bracket may reach once one was found to reach the end.
const LINES_AFTER_AN_UNCLOSED_BRACKET: usize = 50;

/// Where a `}` is missing: at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Missing {
    pub offset: usize,
    pub count: usize,
}

/// A logical line: up to and with the line end that no bracket holds open.
pub(super) struct Logical {
    pub end: usize,
    /// Something that makes it useless to read the line as a statement.
    pub problem: Option<Diagnostic>,
}

/// Finds the ends of logical lines, from the front to the back.
pub(super) struct LineEnds<'s> {
    source: SourceId,
    text: &'s str,
    an_unclosed_bracket_was_seen: bool,
}

impl<'s> LineEnds<'s> {
    pub(super) fn new(source: SourceId, text: &'s str) -> LineEnds<'s> {
        LineEnds { source, text, an_unclosed_bracket_was_seen: false }
    }

    /// The logical line that begins at `start`.
    pub(super) fn find(&mut self, start: usize) -> Logical {
        let bytes = self.text.as_bytes();
        let mut open: Vec<usize> = Vec::new();
        let (mut at, mut physical_end, mut lines) = (start, None, 0);
        let mut problem = None;
        let mut after_blank = true;
        while at < bytes.len() {
            let blank_before = std::mem::replace(&mut after_blank, false);
            match bytes[at] {
                b'\n' => {
                    let end = at + 1;
                    physical_end.get_or_insert(end);
                    lines += 1;
                    let given_up =
                        self.an_unclosed_bracket_was_seen && lines > LINES_AFTER_AN_UNCLOSED_BRACKET;
                    if open.is_empty() {
                        return Logical { end, problem };
                    }
                    if given_up {
                        break;
                    }
                    after_blank = true;
                }
                b' ' | b'\t' => after_blank = true,
                b'#' if blank_before || matches!(bytes.get(at.wrapping_sub(1)), Some(b'(' | b'[' | b',')) => {
                    at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
                    continue;
                }
                b'"' => match text_end(bytes, at) {
                    Some(end) => at = end,
                    None => {
                        let end = line_end(bytes, at);
                        problem.get_or_insert_with(|| self.unclosed_text(at));
                        return Logical { end: physical_end.unwrap_or(end), problem };
                    }
                },
                b';' if open.last().is_some_and(|bracket| bytes[*bracket] == b'(') => {
                    at = remark_end(bytes, at);
                    continue;
                }
                b'\\' => {
                    at += usize::from(bytes.get(at + 1).is_some_and(|next| *next != b'\n' && next.is_ascii()))
                }
                b'(' | b'[' => {
                    open.push(at);
                    if open.len() > MAX_DEPTH {
                        let problem = Some(self.too_deep(at));
                        return Logical { end: physical_end.unwrap_or_else(|| line_end(bytes, at)), problem };
                    }
                }
                b')' | b']' => {
                    open.pop();
                }
                _ => {}
            }
            at += 1;
        }
        if let Some(&bracket) = open.first() {
            self.an_unclosed_bracket_was_seen = true;
            problem.get_or_insert_with(|| self.unclosed_bracket(bracket));
            return Logical { end: physical_end.unwrap_or(bytes.len()), problem };
        }
        Logical { end: at, problem }
    }

    fn unclosed_text(&self, at: usize) -> Diagnostic {
        let span = self.span(at, end_without_newline(self.text.as_bytes(), at));
        Diagnostic::error(&codes::UNCLOSED_TEXT, span, "this text has no closing `\"`")
            .help("close it with `\"` before the end of the line")
    }

    fn too_deep(&self, at: usize) -> Diagnostic {
        let headline = format!("more than {MAX_DEPTH} brackets within each other");
        Diagnostic::error(&codes::NESTED_TOO_DEEPLY, self.span(at, at + 1), headline)
    }

    fn unclosed_bracket(&self, at: usize) -> Diagnostic {
        let bracket = self.text.as_bytes()[at] as char;
        let partner = if bracket == '(' { ')' } else { ']' };
        let headline = format!("this `{bracket}` has no `{partner}`");
        Diagnostic::error(&codes::UNCLOSED_BRACKET, self.span(at, at + 1), headline)
            .help(format!("close it with `{partner}`; until then the lines below would belong to it"))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start as u32, end as u32)
    }
}

/// Behind the closing quote of the text that begins at `at`, less one.
fn text_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 1;
    loop {
        let found = from + memchr::memchr3(b'"', b'\\', b'\n', &bytes[from..])?;
        match bytes[found] {
            b'"' => return Some(found),
            b'\\' if bytes.get(found + 1).is_some_and(|next| *next != b'\n') => from = found + 2,
            _ => return None,
        }
    }
}

/// Where the `remark` of the grammar ends that begins at `at`.
fn remark_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr::memchr3(b'(', b')', b'\n', &bytes[at..]) {
        at += found;
        if bytes[at] != b'(' {
            return at;
        }
        let Some(close) = memchr::memchr2(b')', b'\n', &bytes[at..]) else { return bytes.len() };
        at += close + usize::from(bytes[at + close] == b')');
    }
    bytes.len()
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |newline| at + newline + 1)
}

fn end_without_newline(bytes: &[u8], at: usize) -> usize {
    let mut end = line_end(bytes, at);
    while end > at && matches!(bytes[end - 1], b'\n' | b'\r') {
        end -= 1;
    }
    end
}

/// Braces on one line that are looked at; the line is said to be too long when it is read.
const MOST_ON_A_LINE: usize = 10_000;

/// One brace outside texts, comments and splices.
struct Brace {
    offset: u32,
    line_start: u32,
    indent: u32,
    opens: bool,
    /// The line is a header that stands only outside all blocks.
    top_level: bool,
    first_on_line: bool,
}

/// Where `}` are missing. Balanced sources, nearly all, cost one pass.
pub(super) fn missing_closes(source: SourceId, text: &str, problems: &mut Problems) -> Vec<Missing> {
    let braces = braces(text);
    let mut missing = Vec::new();
    let mut start = 0;
    while start < braces.len() {
        let (end, balanced) = region(&braces, start);
        if !balanced {
            repair(source, text, &braces[start..end], braces.get(end), problems, &mut missing);
        }
        start = end;
    }
    missing
}

/// Whether more than `open` blocks are closed behind `at`, up to the next header
/// that stands outside of all blocks.
pub(super) fn closes_more(text: &str, at: usize, open: usize) -> bool {
    let mut depth = open as i64 + 1;
    for brace in braces(&text[at..]) {
        match brace.opens {
            true if brace.top_level => return false,
            true => depth += 1,
            false => depth -= 1,
        }
        if depth == 0 {
            return true;
        }
    }
    false
}

/// The braces of one top-level block, and whether it is closed before the next
/// top-level header. One that is indented more may stand inside by mistake.
fn region(braces: &[Brace], start: usize) -> (usize, bool) {
    let mut depth = 0;
    let mut inside = None;
    for (index, brace) in braces.iter().enumerate().skip(start) {
        if brace.opens && brace.top_level && depth > 0 {
            if brace.indent <= braces[start].indent {
                return (inside.unwrap_or(index), false);
            }
            inside.get_or_insert(index);
        }
        match brace.opens {
            true => depth += 1,
            false if depth <= 1 => return (index + 1, true),
            false => depth -= 1,
        }
    }
    (inside.unwrap_or(braces.len()), false)
}

/// Blames, by indentation, the blocks of an unbalanced region.
fn repair(
    source: SourceId,
    text: &str,
    region: &[Brace],
    next: Option<&Brace>,
    problems: &mut Problems,
    missing: &mut Vec<Missing>,
) {
    let mut open: Vec<&Brace> = Vec::new();
    let mut blame = |block: &Brace, before: usize| {
        let span = Span::new(source, block.offset, block.offset + 1);
        problems.push_error(|| {
            let header = text[block.line_start as usize..block.offset as usize].trim();
            Diagnostic::error(&codes::UNCLOSED_BLOCK, span, format!("`{}` has no `}}`", shorten(header)))
                .label("this block is not closed")
                .help("add a `}` on a line of its own behind its last statement")
        });
        match missing.last_mut() {
            Some(last) if last.offset == before => last.count += 1,
            _ => missing.push(Missing { offset: before, count: 1 }),
        }
    };
    for brace in region {
        if brace.opens {
            open.push(brace);
            continue;
        }
        if brace.first_on_line {
            while open.len() > 1 && open.last().is_some_and(|block| block.indent > brace.indent) {
                if let Some(block) = open.pop() {
                    blame(block, brace.line_start as usize);
                }
            }
        }
        open.pop();
    }
    let end = next.map_or(text.len(), |brace| brace.line_start as usize);
    while let Some(block) = open.pop() {
        blame(block, end);
    }
}

fn shorten(header: &str) -> String {
    match header.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", &header[..cut]),
        None => header.to_owned(),
    }
}

fn braces(text: &str) -> Vec<Brace> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let first_line = first_line(text);
    let mut from = first_line;
    while let Some(hit) = memchr::memchr2(b'{', b'}', &bytes[from..]) {
        let line_start =
            memchr::memrchr(b'\n', &bytes[..from + hit]).map_or(first_line, |newline| newline + 1);
        from = braces_of_line(text, line_start.max(from), line_start, &mut found);
    }
    found
}

/// Where the first line of a source begins: behind a byte order mark.
pub(super) fn first_line(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Adds the braces of one line; returns where the next line begins.
fn braces_of_line(text: &str, start: usize, line_start: usize, found: &mut Vec<Brace>) -> usize {
    let bytes = text.as_bytes();
    let end = line_end(bytes, start);
    let line = &text[line_start..end];
    let content = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - content.len();
    let keyword = content.split([' ', '\t', '{', '(']).next().unwrap_or_default();
    let top_level = matches!(keyword, "zone" | "extend" | "template" | "table" | "test");
    let before = found.len();
    let mut at = start;
    let mut first = true;
    let mut blank_before = true;
    while at < end {
        let after_blank = std::mem::replace(&mut blank_before, false);
        match bytes[at] {
            b' ' | b'\t' => blank_before = true,
            b'#' if after_blank => return end,
            b'"' => at = text_end(bytes, at).unwrap_or(at),
            b'\\' => at += 1,
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                at += memchr::memchr2(b'}', b'\n', &bytes[at..]).unwrap_or(end - at);
            }
            brace @ (b'{' | b'}') => {
                if found.len() - before == MOST_ON_A_LINE {
                    return end;
                }
                found.push(Brace {
                    offset: at as u32,
                    line_start: line_start as u32,
                    indent: indent as u32,
                    opens: brace == b'{',
                    top_level: top_level && first,
                    first_on_line: first && content.starts_with('}'),
                });
                first = false;
            }
            _ => {}
        }
        at += 1;
    }
    end
}
