//! What holds of reading any text: no byte is lost, spans nest and say where
//! their words stand, and both ways through the grammar agree.

use std::ops::Range;

use zonal::diagnostic::Problems;
use zonal::syntax::ast::*;
use zonal::syntax::{Item, Tree};
use zonal::text::{Source, SourceId, Sources, Span};

use super::tree_text::tree_text;
use super::words::{Leaf, words};
use super::{fixing, telling};

const SOURCE: SourceId = SourceId(0);

pub fn holds(text: &str) {
    let (tree, problems) = Tree::parse(SOURCE, text);
    let mut walk = Walk { text, at: 0, saw_wrong: false, problems: &problems };
    tree.items.iter().for_each(|item| walk.item(item));
    walk.gap(text.len());
    assert!(!walk.saw_wrong || problems.has_errors(), "nothing is said of {text:?}");
    let mut sources = Sources::default();
    sources.add(Source::new("a.dns", text));
    telling::holds(&problems, &sources);
    fixing::holds(text);
    both_ways_agree(text);
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The place behind everything that was seen, from the front to the back.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    saw_wrong: bool,
    problems: &'t Problems,
}

impl Walk<'_> {
    fn item(&mut self, item: &Item<'_>) {
        let opens = matches!(item.line.statement, Statement::Open(_));
        assert_eq!(item.close.is_some(), opens, "{:?}", self.text);
        assert!(opens || item.body.is_empty(), "{:?}", self.text);
        self.saw_wrong |= matches!(item.line.statement, Statement::Wrong | Statement::Open(Block::Wrong));
        self.line(&item.line);
        item.body.iter().for_each(|inner| self.item(inner));
        item.close.iter().for_each(|close| self.line(close));
    }

    /// Lines come in order and do not overlap.
    fn line(&mut self, line: &Line<'_>) {
        self.gap(line.span.start as usize);
        self.at = line.span.end as usize;
        self.words(line);
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

    /// Words come in their order, inside their line, and between them there are only
    /// keywords, signs and comments.
    fn words(&self, line: &Line<'_>) {
        if matches!(line.statement, Statement::Comment | Statement::Wrong | Statement::Open(Block::Wrong)) {
            return;
        }
        let mut before = line.span.start;
        for Leaf { word, place } in words(&line.statement) {
            self.stands(word, place);
            assert!(place.start >= before, "{word:?} of {:?}", self.text);
            self.says_nothing(before, place.start);
            before = place.end;
        }
        assert!(before <= line.span.end, "{line:?} of {:?}", self.text);
        self.says_nothing(before, line.span.end);
    }

    fn stands(&self, word: Word<'_>, inside: Span) {
        assert_eq!(self.text.get(range(word.span)), Some(word.text), "{word:?} of {:?}", self.text);
        let nested = inside.start <= word.span.start && word.span.end <= inside.end;
        assert!(nested, "{word:?} is not in {inside:?} of {:?}", self.text);
    }

    /// What stands there is not lost, or an error tells of it.
    fn says_nothing(&self, start: u32, end: u32) {
        let is_told = |span: Span| start <= span.start && span.end <= end;
        if self.problems.iter().flat_map(|problem| &problem.others).any(|other| is_told(other.span)) {
            return;
        }
        let between = &self.text[start as usize..end as usize];
        for line in between.split('\n') {
            let bare = line.split('#').next().unwrap_or_default();
            let mut rest =
                bare.split(|letter: char| letter.is_ascii_whitespace() || "[](),=:?{}".contains(letter));
            let lost =
                rest.find(|word| !word.is_empty() && !KEYWORDS.contains(&word.to_ascii_lowercase().as_str()));
            assert_eq!(lost, None, "lost in {between:?} of {:?}", self.text);
        }
    }
}

/// What statements say without a word of their own.
const KEYWORDS: [&str; 22] = [
    "override",
    "in",
    "let",
    "external",
    "zone",
    "use",
    "ignore",
    "owned-by",
    "to",
    "manage",
    "ptr",
    "from",
    "deprecated",
    "extend",
    "under",
    "with",
    "for",
    "template",
    "table",
    "view",
    "test",
    "->",
];

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
