//! What holds of reading any text: no byte is lost, spans nest and say where
//! their words stand, and both ways through the grammar agree.

use std::ops::Range;

use zonal::diagnostic::Problems;
use zonal::syntax::ast::*;
use zonal::syntax::{Item, Tree};
use zonal::text::{SourceId, Span};

use super::tree_text::tree_text;

const SOURCE: SourceId = SourceId(0);

pub fn holds(text: &str) {
    let (tree, problems) = Tree::parse(SOURCE, text);
    let mut walk = Walk { text, at: 0 };
    tree.items.iter().for_each(|item| walk.item(item));
    walk.gap(text.len());
    for problem in &problems {
        let others = problem.others.iter().map(|other| other.span);
        let edits = problem.fixes.iter().flat_map(|fix| fix.edits.iter().map(|(span, _)| *span));
        for span in problem.span.into_iter().chain(others).chain(edits) {
            assert!(text.get(range(span)).is_some(), "{problem:?} of {text:?}");
        }
    }
    both_ways_agree(text);
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The place behind everything that was seen, from the front to the back.
struct Walk<'t> {
    text: &'t str,
    at: usize,
}

impl Walk<'_> {
    fn item(&mut self, item: &Item<'_>) {
        let opens = matches!(item.line.statement, Statement::Open(_));
        assert_eq!(item.close.is_some(), opens, "{:?}", self.text);
        assert!(opens || item.body.is_empty(), "{:?}", self.text);
        self.line(&item.line);
        item.body.iter().for_each(|inner| self.item(inner));
        item.close.iter().for_each(|close| self.line(close));
    }

    /// Lines come in order and do not overlap.
    fn line(&mut self, line: &Line<'_>) {
        self.gap(line.span.start as usize);
        self.at = line.span.end as usize;
        if let Statement::Record(record) = &line.statement {
            self.record(record, line.span);
        }
        if let Some(comment) = line.comment {
            self.gap(comment.span.start as usize);
            self.at = comment.span.end as usize;
            self.stands(comment, comment.span);
        }
    }

    /// Between lines there is nothing but blanks and line ends, and in front of all
    /// perhaps a byte order mark.
    fn gap(&mut self, end: usize) {
        assert!(self.at <= end, "{} {end} of {:?}", self.at, self.text);
        let between = self.text.get(self.at..end);
        let between = between.unwrap_or_else(|| panic!("{}..{end} cut {:?}", self.at, self.text));
        let between = if self.at == 0 { between.trim_start_matches('\u{feff}') } else { between };
        // The brace behind a header that was not understood.
        let bare = between.trim_ascii();
        assert!(bare.is_empty() || bare == "{", "lost {between:?} of {:?}", self.text);
        self.at = end;
    }

    /// The words of a record come in their order, inside its line.
    fn record(&self, record: &Record<'_>, line: Span) {
        let values = record.values.iter().map(|value| match value {
            RdataValue::Token(token, span) => Word { text: token.text, span: unquoted(*span, token.quoted) },
            RdataValue::Variable(variable) => variable.name,
        });
        let attributes = record.attributes.iter().map(|attribute| attribute.key);
        let words = record.owners.iter().copied().chain(record.ttl).chain([record.record_type]);
        let mut before = line.start;
        for word in words.chain(values).chain(attributes) {
            self.stands(word, line);
            assert!(word.span.start >= before, "{word:?} of {:?}", self.text);
            before = word.span.end;
        }
    }

    fn stands(&self, word: Word<'_>, inside: Span) {
        assert_eq!(self.text.get(range(word.span)), Some(word.text), "{word:?} of {:?}", self.text);
        let nested = inside.start <= word.span.start && word.span.end <= inside.end;
        assert!(nested, "{word:?} is not in {inside:?} of {:?}", self.text);
    }
}

fn unquoted(span: Span, quoted: bool) -> Span {
    let quote = u32::from(quoted);
    Span { start: span.start + quote, end: span.end - quote, ..span }
}

/// With a tab in front, no line takes the fast path; it means the same.
fn both_ways_agree(text: &str) {
    let (mark, lines) = text.strip_prefix('\u{feff}').map_or(("", text), |lines| ("\u{feff}", lines));
    if lines.contains('\u{feff}') {
        // Behind the tab it would no longer stand at the start of its line.
        return;
    }
    let tabs: String = lines.split_inclusive('\n').map(|line| format!("\t{line}")).collect();
    let slow = format!("{mark}{tabs}");
    let (fast, slow) = (Tree::parse(SOURCE, text), Tree::parse(SOURCE, &slow));
    assert_eq!(tree_text(&fast.0), tree_text(&slow.0), "{text:?}");
    let codes = |problems: &Problems| problems.iter().map(|problem| problem.code.name).collect::<Vec<_>>();
    assert_eq!(codes(&fast.1), codes(&slow.1), "{text:?}");
}
