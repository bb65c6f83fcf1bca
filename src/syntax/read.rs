use pest::Parser;
use pest::iterators::Pair;

use super::ast::{Block, Line, PlainRecord, Setting, Statement, Value, Word};
use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::outline::{self, LineEnds, Missing};
use super::pasted::Above;
use super::{Place, codes, mistake, plain};
use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::Token;
use crate::text::{SourceId, Span};

/// Takes the lines of a source in their order. Blocks are balanced: each
/// [`Statement::Open`] is followed by its [`Statement::Close`].
pub trait Listener<'s> {
    /// A record line without anything special.
    fn plain(&mut self, record: PlainRecord<'s, '_>);

    /// Any other line but an empty one.
    fn line(&mut self, line: Line<'s>);
}

/// Reads a whole source. What is wrong with its syntax is in the result.
pub fn read<'s>(source: SourceId, text: &'s str, listener: &mut impl Listener<'s>) -> Problems {
    let mut problems = Problems::default();
    let missing = outline::missing_closes(source, text, &mut problems);
    let mut reader = Reader {
        place: Place { source, text },
        at: outline::first_line(text),
        at_line_start: true,
        on_this_line: 0,
        window: SMALL_WINDOW,
        looks_behind: MOST_LOOKS_BEHIND,
        line_ends: LineEnds::new(source, text),
        missing: missing.into_iter().peekable(),
        open: Vec::new(),
        above: Above::default(),
        tokens: Vec::new(),
        problems,
        listener,
    };
    reader.read_all();
    reader.problems
}

/// pest indexes the lines of all text it is given, so the fast path is given a
/// little at first and more while it gets along.
const SMALL_WINDOW: usize = 2048;
const LARGE_WINDOW: usize = 64 * 1024;
const LONGEST_STATEMENT: usize = 16 * 1024 * 1024;

/// Statements behind each other on one line, between braces: each costs a look
/// at the whole rest of the line.
const MOST_ON_A_LINE: usize = 200;

/// Headers without `{` behind which a `}` is looked for: each look may go to the end.
const MOST_LOOKS_BEHIND: usize = 20;

/// What a line inside a block is read as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Body,
    Table,
    Test,
    /// Deeper than allowed: its lines are read, its braces are swallowed.
    TooDeep,
}

impl Inside {
    /// What stands in the block of a header that was not understood.
    fn behind(header: &str) -> Inside {
        match header.split_ascii_whitespace().next() {
            Some("table") => Inside::Table,
            Some("test") => Inside::Test,
            _ => Inside::Body,
        }
    }
}

struct Reader<'s, 'l, L> {
    place: Place<'s>,
    at: usize,
    at_line_start: bool,
    /// Statements on the current line so far.
    on_this_line: usize,
    window: usize,
    /// How many headers without `{` are still looked behind.
    looks_behind: usize,
    line_ends: LineEnds<'s>,
    missing: std::iter::Peekable<std::vec::IntoIter<Missing>>,
    open: Vec<Inside>,
    above: Above<'s>,
    tokens: Vec<Token<'s>>,
    problems: Problems,
    listener: &'l mut L,
}

impl<'s, L: Listener<'s>> Reader<'s, '_, L> {
    fn read_all(&mut self) {
        loop {
            if self.at_line_start {
                self.close_what_was_left_open();
            }
            if self.at >= self.place.text.len() {
                break;
            }
            if !(self.at_line_start && self.read_plain_run()) {
                self.read_line();
            }
        }
        while !self.open.is_empty() {
            self.close(self.span(self.at, self.at), None);
        }
    }

    fn close_what_was_left_open(&mut self) {
        while let Some(missing) = self.missing.next_if(|missing| missing.offset <= self.at) {
            for _ in 0..missing.count {
                if !self.open.is_empty() {
                    self.close(self.span(self.at, self.at), None);
                }
            }
        }
    }

    /// The rule for plain lines at this place.
    fn run_rule(&self) -> Option<Rule> {
        match self.open.last() {
            None | Some(Inside::Body | Inside::TooDeep) => Some(Rule::plain_run),
            Some(Inside::Table) => Some(Rule::row_run),
            Some(Inside::Test) => None,
        }
    }

    /// Reads plain lines as far as they go; `false` if the next line is none.
    fn read_plain_run(&mut self) -> bool {
        let text = self.place.text;
        let Some(rule) = self.run_rule() else { return false };
        if rule == Rule::plain_run && !plain::may_begin_run(&text[self.at..]) {
            return false;
        }
        let limit = self.missing.peek().map_or(text.len(), |missing| missing.offset);
        let end = (self.at + self.window).min(limit);
        let Some(newline) = memchr::memrchr(b'\n', &text.as_bytes()[self.at..end]) else { return false };
        let start = self.at;
        let run = &text[start..start + newline + 1];
        let Ok(mut pairs) = Grammar::parse(rule, run) else { return false };
        let Some(whole) = pairs.next() else { return false };
        let run_end = start + whole.as_str().len();
        for pair in whole.into_inner() {
            let line = pair.as_str();
            let line_start = self.place.of(line).start as usize;
            if line_start < self.at {
                continue;
            }
            self.at = line_start;
            if self.read_plain(pair) {
                self.at += line.len();
            } else {
                self.read_line();
            }
            if !self.at_line_start || self.run_rule() != Some(rule) {
                return true;
            }
        }
        self.at = self.at.max(run_end);
        let reached_the_end = self.at >= start + run.len();
        self.window = if reached_the_end { (self.window * 4).min(LARGE_WINDOW) } else { SMALL_WINDOW };
        self.at > start
    }

    /// `false` if there is something special in the line.
    fn read_plain(&mut self, pair: Pair<'s, Rule>) -> bool {
        match pair.as_rule() {
            Rule::plain => self.read_plain_record(pair),
            Rule::plain_setting => self.read_plain_setting(pair),
            Rule::plain_open => self.read_plain_header(pair),
            Rule::plain_row => self.read_plain_row(pair),
            Rule::plain_note => self.read_note(pair.as_str().trim_ascii_end()),
            _ => {
                self.close(self.place.of(&pair.as_str()[..1]), None);
                true
            }
        }
    }

    fn read_plain_record(&mut self, pair: Pair<'s, Rule>) -> bool {
        let mut owner = None;
        let mut ttl = None;
        let mut record_type = None;
        let mut rdata = None;
        let mut comment = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::plain_word => owner = Some(self.word(part.as_str())),
                Rule::plain_ttl => ttl = Some(self.word(part.as_str())),
                Rule::plain_type => record_type = Some(self.word(part.as_str())),
                Rule::plain_comment => comment = Some(part),
                _ => rdata = Some(part),
            }
        }
        let (Some(owner), Some(record_type), Some(rdata)) = (owner, record_type, rdata) else { return false };
        if record_type.text == "IN"
            || matches!(owner.text, "IN" | "override" | "ignore")
            || !plain::is_plain_name(owner.text)
        {
            return false;
        }
        let Some((bare, comment)) = self.cut(rdata, comment) else { return false };
        let span = Span { end: self.place.of(bare).end, ..owner.span };
        self.above = Above::Owner(owner.text);
        self.listener.plain(PlainRecord { span, owner, ttl, record_type, tokens: &self.tokens, comment });
        true
    }

    fn read_plain_setting(&mut self, pair: Pair<'s, Rule>) -> bool {
        let line = pair.as_str();
        let mut parts = pair.into_inner();
        let (Some(key), Some(values)) = (parts.next(), parts.next()) else { return false };
        let Some((bare, comment)) = self.cut(values, parts.next()) else { return false };
        if plain::may_be_record(line) || !self.tokens.iter().all(plain::is_plain_value) {
            return false;
        }
        let key = self.word(key.as_str());
        let span = Span { end: self.place.of(bare).end, ..key.span };
        let values = self.tokens.iter().map(|token| Value::Word(self.word(token.text))).collect();
        let setting = Setting { key, values, attributes: Vec::new() };
        self.listener.line(Line { span, statement: Statement::Setting(setting), comment });
        true
    }

    fn read_plain_row(&mut self, pair: Pair<'s, Rule>) -> bool {
        let mut parts = pair.into_inner();
        let Some(values) = parts.next() else { return false };
        let Some((bare, comment)) = self.cut(values, parts.next()) else { return false };
        let (key, cells) = match &self.tokens[..] {
            [key, cells @ ..] if !key.quoted && !key.text.starts_with('/') && !cells.is_empty() => {
                (key, cells)
            }
            _ => return false,
        };
        let key = self.word(key.text);
        let cells = cells.iter().map(|token| match token.quoted {
            false => Value::Word(self.word(token.text)),
            true => {
                let start = self.place.of(token.text).start as usize - 1;
                Value::Text(self.word(&self.place.text[start..start + token.text.len() + 2]))
            }
        });
        let cells: Vec<Value<'s>> = cells.collect();
        let last = cells.iter().try_fold(key.span, |last, cell| {
            let span = cell.span();
            (last.end < span.start).then_some(span)
        });
        if last.is_none() {
            return false;
        }
        let span = Span { end: self.place.of(bare).end, ..key.span };
        self.listener.line(Line { span, statement: Statement::Row { key, cells }, comment });
        true
    }

    /// Cuts the values of a plain line into `tokens`; its values as one text,
    /// and its comment. `None` if there is something special in it.
    fn cut(
        &mut self,
        values: Pair<'s, Rule>,
        comment: Option<Pair<'s, Rule>>,
    ) -> Option<(&'s str, Option<Word<'s>>)> {
        let values = values.as_str();
        let bare = values.trim_ascii_end();
        let glued = comment.is_some() && bare.len() == values.len();
        let comment = comment.map(|comment| self.word(comment.as_str().trim_ascii_end()));
        (!glued && plain::tokens(values, &mut self.tokens)).then_some((bare, comment))
    }

    fn read_plain_header(&mut self, pair: Pair<'s, Rule>) -> bool {
        let line = pair.as_str();
        let mut parts = pair.into_inner();
        let (Some(keyword), Some(name)) = (parts.next(), parts.next()) else { return false };
        let (keyword, name) = (self.word(keyword.as_str()), self.word(name.as_str()));
        if name.text.is_empty() || !plain::is_plain_name(name.text) || plain::may_be_record(line) {
            return false;
        }
        let (names, attributes) = (vec![Value::Word(name)], Vec::new());
        let block = match keyword.text {
            "zone" => Block::Zone { names, attributes },
            "extend" => Block::Extend { names, attributes },
            _ => Block::Under { names },
        };
        let span = keyword.span.to(name.span);
        self.open(Inside::Body, Line { span, statement: Statement::Open(block), comment: None });
        true
    }

    /// Reads a `# ...` line; `false` if it is none but a `## ...`.
    fn read_note(&mut self, content: &'s str) -> bool {
        let is_note = content.starts_with('#') && (!content.starts_with("##") || content.starts_with("###"));
        if is_note {
            let span = self.place.of(content);
            self.listener.line(Line { span, statement: Statement::Comment, comment: None });
        }
        is_note
    }

    /// Reads one statement with the whole grammar.
    fn read_line(&mut self) {
        let start = self.at;
        let logical = self.line_ends.find(start);
        let line = &self.place.text[start..logical.end];
        self.at = logical.end;
        let continued = !std::mem::replace(&mut self.at_line_start, true);
        let content = line.trim_ascii();
        if content.is_empty() {
            return;
        }
        self.on_this_line = if continued { self.on_this_line + 1 } else { 1 };
        let problem = logical.problem.or_else(|| self.too_long(content));
        if let Some(problem) = problem {
            self.problems.push(problem);
            return self.wrong(content);
        }
        if content == "}" {
            return self.close(self.place.of(content), None);
        }
        if self.read_note(content) {
            return;
        }
        let rule = match self.open.last() {
            Some(Inside::Table) => Rule::row_line,
            Some(Inside::Test) => Rule::expectation_line,
            _ if plain::may_be_record(content) => Rule::statement_line,
            _ => Rule::keyword_line,
        };
        let parsed = Grammar::parse(rule, line).ok().and_then(|mut pairs| pairs.next());
        match parsed.filter(|pair| !pair.as_str().is_empty()) {
            Some(pair) => {
                let read = pair.as_str().len();
                self.at = start + read;
                self.at_line_start = read == line.len() || line[..read].ends_with('\n');
                self.build(pair);
            }
            None => {
                let span = self.place.of(content);
                let headline = "this line is no statement of the zone language";
                self.problems.push(Diagnostic::error(&codes::NOT_UNDERSTOOD, span, headline));
                self.wrong(content);
            }
        }
    }

    fn build(&mut self, pair: Pair<'s, Rule>) {
        let inside = self.open.last().copied();
        let (place, problems) = (self.place, &mut self.problems);
        let mut builder = Builder { place, problems, inside, above: self.above, has_remarks: false };
        let line = builder.line(pair);
        self.above = builder.above;
        let Some(line) = line else { return };
        match &line.statement {
            Statement::Open(block) => {
                let inside = match block {
                    Block::Table { .. } => Inside::Table,
                    Block::Test { .. } => Inside::Test,
                    _ => Inside::Body,
                };
                self.open(inside, line);
            }
            Statement::Close => self.close(line.span, line.comment),
            Statement::Wrong => match self.opens_anyway(line.span) {
                Some(inside) => self.open(inside, Line { statement: Statement::Open(Block::Wrong), ..line }),
                None => self.listener.line(line),
            },
            _ => self.listener.line(line),
        }
    }

    /// What stands behind a header that lacks its `{`, if the `}` of its block is
    /// there.
    fn opens_anyway(&mut self, span: Span) -> Option<Inside> {
        let header = &self.place.text[span.start as usize..span.end as usize];
        if !mistake::lacks_brace(self.place, header) || self.looks_behind == 0 {
            return None;
        }
        self.looks_behind -= 1;
        outline::closes_more(self.place.text, self.at, self.open.len()).then(|| Inside::behind(header))
    }

    fn too_long(&self, content: &'s str) -> Option<Diagnostic> {
        let start = self.place.of(content).start;
        let first = content.chars().next().map_or(0, char::len_utf8) as u32;
        let span = Span::new(self.place.source, start, start + first);
        if content.len() > LONGEST_STATEMENT {
            let headline = format!("this statement has {} bytes", content.len());
            return Some(
                Diagnostic::error(&codes::TOO_LONG, span, headline)
                    .help("a statement may have 16 MiB; is the file a source of the zone language?"),
            );
        }
        (self.on_this_line > MOST_ON_A_LINE).then(|| {
            let headline = format!("more than {MOST_ON_A_LINE} statements on one line");
            Diagnostic::error(&codes::TOO_LONG, span, headline).help("write each on a line of its own")
        })
    }

    /// Hands out a line that was reported; keeps its block balanced.
    fn wrong(&mut self, content: &'s str) {
        let span = self.place.of(content);
        self.above = Above::Other;
        if content.ends_with('{') {
            let statement = Statement::Open(Block::Wrong);
            return self.open(Inside::behind(content), Line { span, statement, comment: None });
        }
        self.listener.line(Line { span, statement: Statement::Wrong, comment: None });
    }

    fn open(&mut self, inside: Inside, line: Line<'s>) {
        self.above = Above::Nothing;
        if self.open.len() < outline::MAX_DEPTH {
            self.open.push(inside);
            return self.listener.line(line);
        }
        if self.open.last() != Some(&Inside::TooDeep) {
            let headline = format!("more than {} blocks within each other", outline::MAX_DEPTH);
            self.problems.push(Diagnostic::error(&codes::NESTED_TOO_DEEPLY, line.span, headline));
        }
        self.open.push(Inside::TooDeep);
        self.listener.line(Line { statement: Statement::Wrong, ..line });
    }

    fn close(&mut self, span: Span, comment: Option<Word<'s>>) {
        self.above = Above::Other;
        match self.open.pop() {
            Some(Inside::TooDeep) => self.listener.line(Line { span, statement: Statement::Wrong, comment }),
            Some(_) => self.listener.line(Line { span, statement: Statement::Close, comment }),
            None => {
                self.problems.push(
                    Diagnostic::error(&codes::UNOPENED_BLOCK, span, "this `}` closes nothing")
                        .help("remove it, or find the header above that lost its `{`"),
                );
                self.listener.line(Line { span, statement: Statement::Wrong, comment });
            }
        }
    }

    fn word(&self, text: &'s str) -> Word<'s> {
        Word { text, span: self.place.of(text) }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.place.source, start as u32, end as u32)
    }
}
