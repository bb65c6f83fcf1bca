//! Takes the lines of a source as they are read. Records that need no names
//! of others are compiled at once, all else waits until all sources are read.

mod blocks;

use std::rc::Rc;

use super::attributes;
use super::budget::Effort;
use super::codes;
use super::desired::Chain;
use super::frame::Spot;
use super::ledger::{Context, Deferred, Ledger};
use super::record::{LineKind, Purse, RecordLine, Spans, Tokens, line_kind};
use super::reverse;
use super::settings;
use super::value::{Environment, Values, unquoted};
use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::{Token, Ttl};
use crate::syntax::ast::{Line, PlainRecord, RdataValue, Record, Setting, Statement, Value, Word};
use crate::syntax::{Item, Listener, Place};
use crate::text::Span;

pub(super) struct Collector<'c, 's> {
    ledger: &'c mut Ledger<'s>,
    place: Place<'s>,
    open: Vec<OpenFrame>,
    gathering: Option<Gathering<'s>>,
    docs: Vec<&'s str>,
    /// The last type word of a plain record and what it is.
    last_kind: (&'s str, Option<LineKind>),
}

/// A block whose lines are compiled at once.
struct OpenFrame {
    frame: usize,
    spots: Rc<[Spot]>,
    /// For plain records.
    context: u32,
    /// How many pushes the zone of each spot had.
    starts: Vec<usize>,
}

/// A block whose lines are kept.
struct Gathering<'s> {
    /// The headers around the current place, each with its elder siblings.
    open: Vec<(Item<'s>, Vec<Item<'s>>)>,
    items: Vec<Item<'s>>,
    /// It stands where it has no meaning, which has been said.
    discarded: bool,
    description: Option<String>,
}

impl<'c, 's> Collector<'c, 's> {
    pub fn new(ledger: &'c mut Ledger<'s>, place: Place<'s>) -> Collector<'c, 's> {
        Collector {
            ledger,
            place,
            open: Vec::new(),
            gathering: None,
            docs: Vec::new(),
            last_kind: ("", None),
        }
    }
}

impl<'s> Listener<'s> for Collector<'_, 's> {
    fn plain(&mut self, record: PlainRecord<'s, '_>) {
        if self.ledger.problems.is_full() {
            return;
        }
        if self.gathering.is_some() {
            return self.line(kept(&record, self.place));
        }
        let Some(top) = self.open.last() else { return self.outside(record.span) };
        let (frame, spots, context) = (top.frame, Rc::clone(&top.spots), top.context);
        let context = if self.docs.is_empty() { context } else { self.described(frame) };
        let tokens = Tokens { list: record.tokens, spans: Spans::Source(self.place), line: record.span };
        let several: Vec<Word<'s>>;
        let one = [record.owner];
        let owners = match memchr::memchr(b',', record.owner.text.as_bytes()) {
            None => &one[..],
            Some(_) => {
                several = cut_owners(record.owner, self.place);
                &several
            }
        };
        let Some((kind, ttl)) = self.kind_and_ttl(record.record_type, record.ttl, &tokens) else {
            return self.skip(owners, record.span, &spots);
        };
        let line = RecordLine { owners, kind, ttl, tokens, context, overrides: false };
        self.add(&line, &spots);
    }

    fn line(&mut self, line: Line<'s>) {
        if self.ledger.problems.is_full() {
            return;
        }
        if self.gathering.is_some() {
            return self.gather(line);
        }
        match line.statement {
            Statement::Comment => return,
            Statement::Doc(text) => return self.docs.push(text.text),
            Statement::Wrong => self.lose(line.span),
            Statement::Open(_) => self.open(line),
            Statement::Close => self.close(),
            Statement::Let { name, value } if self.open.is_empty() => self.ledger.lets.push((name, value)),
            Statement::Let { name, .. } => {
                self.ledger.wrong_names.insert(name.text);
                self.ledger.misplaced(
                    line.span,
                    "`let` stands at the top of a file",
                    "values hold for the whole project; move it out of the block",
                );
            }
            Statement::External { .. } if self.open.is_empty() => self.defer(line),
            Statement::External { .. } => self.ledger.misplaced(
                line.span,
                "`external zone` stands at the top of a file",
                "move it out of the block",
            ),
            Statement::Row { .. } | Statement::Expectation(_) => self.ledger.misplaced(
                line.span,
                "this line belongs into a `table` or a `test`",
                "move it there, or remove it",
            ),
            _ if self.open.is_empty() => self.outside(line.span),
            Statement::Record(ref record) if !has_variables(record) => self.record(record, line.span),
            Statement::Setting(ref setting) if setting.key.text == "ttl" && self.in_inner_scope() => {
                self.inner_ttl(setting.values.first(), line.span);
            }
            Statement::Setting(ref setting) if self.is_known(setting) => self.setting(setting, line.span),
            _ => self.defer(line),
        }
        self.docs.clear();
    }
}

impl<'s> Collector<'_, 's> {
    fn outside(&mut self, span: Span) {
        self.ledger.misplaced(
            span,
            "this line stands outside of a zone",
            "put it into `zone NAME { }` or `extend NAME { }`",
        );
    }

    /// Notes what a line that nobody understood may have said: records here, or what
    /// a name stands for.
    fn lose(&mut self, span: Span) {
        if let Some(top) = self.open.last() {
            return self.ledger.lose_all_below(top.frame);
        }
        let line = &self.place.text[span.start as usize..span.end as usize];
        let mut words = line.split([' ', '\t', '=', '(', '{']).filter(|word| !word.is_empty());
        if matches!(words.next(), Some("let" | "table" | "template")) {
            self.ledger.wrong_names.extend(words.next().map(|name| name.trim_start_matches('$')));
        }
    }

    fn in_inner_scope(&self) -> bool {
        self.open.last().is_some_and(|top| self.ledger.frames[top.frame].outer.is_some())
    }

    fn inner_ttl(&mut self, value: Option<&Value<'s>>, span: Span) {
        let (Some(top), Some(value)) = (self.open.last(), value) else { return };
        let frame = &mut self.ledger.frames[top.frame];
        match &frame.ttl_line {
            None => frame.ttl_line = Some((value.clone(), span)),
            Some((_, first)) => {
                let error =
                    Diagnostic::error(&codes::SETTING_CONFLICT, span, "`ttl` is given twice in one block");
                let error = error.other(*first, "given here");
                self.ledger.error(error);
            }
        }
    }

    /// Whether a setting of a zone needs no names of others.
    fn is_known(&self, setting: &Setting<'s>) -> bool {
        let written = setting.attributes.iter().filter_map(|attribute| attribute.value.as_ref());
        !self.in_inner_scope()
            && setting.key.text != "classless"
            && !setting.values.iter().chain(written).any(is_variable)
    }

    fn setting(&mut self, setting: &Setting<'s>, span: Span) {
        let Some(top) = self.open.last() else { return };
        let nothing = Values::new();
        settings::say_everywhere(setting, span, &top.spots, (&nothing, &nothing), self.ledger);
    }

    fn add(&mut self, line: &RecordLine<'_, '_>, spots: &[Spot]) {
        let Ledger { recorder, budget, drafts, problems, .. } = &mut *self.ledger;
        let mut free = Effort::written(line.tokens.line);
        for spot in spots {
            let purse = Purse { meter: budget, free: &mut free };
            if recorder.add(line, spot, purse, drafts, problems).is_err() {
                return self.ledger.say_if_over(line.tokens.line, self.chain());
            }
        }
    }

    /// The steps of the open blocks.
    fn chain(&self) -> Option<Chain> {
        self.open.last().and_then(|top| self.ledger.frames[top.frame].chain)
    }

    /// A record line that needs no names of others.
    fn record(&mut self, record: &Record<'s>, span: Span) {
        let Some(top) = self.open.last() else { return };
        let (frame, spots) = (top.frame, Rc::clone(&top.spots));
        let (list, spans): (Vec<Token<'s>>, Vec<Span>) = record
            .values
            .iter()
            .filter_map(|value| match value {
                RdataValue::Token(token, span) => Some((*token, *span)),
                RdataValue::Variable(_) => None,
            })
            .unzip();
        let tokens = Tokens { list: &list, spans: Spans::Known(&spans), line: span };
        let Some((kind, ttl)) = self.kind_and_ttl(record.record_type, record.ttl, &tokens) else {
            return self.skip(&record.owners, span, &spots);
        };
        let nothing = Values::new();
        let environment = Environment { globals: &nothing, locals: &nothing, spot: None };
        let own = attributes::read(&record.attributes, false, &environment, &mut self.ledger.problems);
        let (mut own, _) = own.unwrap_or_default();
        if own.ptr == Some(true) && !kind.gives_addresses() {
            let pointless = attributes::pointless(&record.attributes, record.record_type.text);
            self.ledger.problems.extend(pointless.into_iter().collect());
        }
        own.description = description(&self.docs);
        let own = self.ledger.sets.number(own);
        let overrides = record.overrides.is_some();
        let chain = self.ledger.frames[frame].chain;
        let context = self.ledger.context(Context { source: span.source, frame, chain, own, overrides });
        let line = RecordLine { owners: &record.owners, kind, ttl, tokens, context, overrides };
        self.add(&line, &spots);
    }

    /// Leaves out a line that was reported.
    fn skip(&mut self, owners: &[Word<'_>], line: Span, spots: &[Spot]) {
        let Ledger { recorder, budget, drafts, .. } = &mut *self.ledger;
        let mut free = Effort::written(line);
        for spot in spots {
            let purse = Purse { meter: budget, free: &mut free };
            if recorder.skip(owners, spot, purse, drafts).is_err() {
                return self.ledger.say_if_over(line, self.chain());
            }
        }
    }

    /// `None` if one of them is wrong, which is reported.
    fn kind_and_ttl(
        &mut self,
        word: Word<'s>,
        ttl: Option<Word<'s>>,
        tokens: &Tokens<'_, '_>,
    ) -> Option<(LineKind, Option<Ttl>)> {
        let kind = self.kind(word, tokens)?;
        Some((kind, self.ttl(ttl)?))
    }

    fn kind(&mut self, word: Word<'s>, tokens: &Tokens<'_, '_>) -> Option<LineKind> {
        if self.last_kind.0 == word.text {
            return self.last_kind.1;
        }
        match line_kind(word, tokens) {
            Ok(kind) => {
                self.last_kind = (word.text, Some(kind));
                Some(kind)
            }
            Err(error) => {
                self.ledger.error(*error);
                None
            }
        }
    }

    /// `None` if it is wrong, which is reported.
    fn ttl(&mut self, word: Option<Word<'s>>) -> Option<Option<Ttl>> {
        let Some(word) = word else { return Some(None) };
        let ttl = Ttl::parse(word.text);
        if ttl.is_none() {
            self.ledger.error(attributes::bad_ttl(word.text, word.span));
        }
        ttl.map(Some)
    }

    /// A context for a plain record below `##` lines.
    fn described(&mut self, frame: usize) -> u32 {
        let own = attributes::AttributeSet { description: description(&self.docs), ..Default::default() };
        self.docs.clear();
        let own = self.ledger.sets.number(own);
        let (source, chain) = (self.place.source, self.ledger.frames[frame].chain);
        self.ledger.context(Context { source, frame, chain, own, overrides: false })
    }

    fn defer(&mut self, line: Line<'s>) {
        let item = Item { line, body: Vec::new(), close: None };
        let frame = self.open.last().map(|top| top.frame);
        self.ledger.deferred.push(Deferred { frame, item, description: description(&self.docs) });
    }
}

/// The `##` lines as one text.
pub(super) fn description(docs: &[&str]) -> Option<String> {
    let lines: Vec<&str> = docs.iter().map(|line| line.trim()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The names if all are bare words without splices.
fn plain_words<'s>(names: &[Value<'s>]) -> Option<Vec<(&'s str, Span)>> {
    names
        .iter()
        .map(|name| match name {
            Value::Word(word) if !word.text.contains("${") => Some((word.text, word.span)),
            _ => None,
        })
        .collect()
}

/// Whether the name of the zone depends on its `classless` line.
fn is_named_inside(text: &str) -> bool {
    reverse::between_labels(text).is_some()
}

fn has_variables(record: &Record<'_>) -> bool {
    record.owners.iter().any(|owner| owner.text.contains('$'))
        || record.ttl.is_some_and(|ttl| ttl.text.starts_with('$'))
        || record.values.iter().any(|value| match value {
            RdataValue::Token(token, _) => token.text.contains('$'),
            RdataValue::Variable(_) => true,
        })
        || record.attributes.iter().any(|attribute| attribute.value.as_ref().is_some_and(is_variable))
}

fn is_variable(value: &Value<'_>) -> bool {
    match value {
        Value::Word(word) | Value::Text(word) => unquoted(word.text).contains("${"),
        Value::Variable(_) => true,
        Value::List { items, .. } => items.iter().any(is_variable),
        Value::Range { .. } | Value::Wrong(_) => false,
    }
}

fn cut_owners<'s>(owners: Word<'s>, place: Place<'s>) -> Vec<Word<'s>> {
    let parts = owners.text.split(',').map(str::trim);
    parts.map(|text| Word { text, span: place.of(text) }).collect()
}

/// A plain record as a line to keep.
fn kept<'s>(record: &PlainRecord<'s, '_>, place: Place<'s>) -> Line<'s> {
    let values = record.tokens.iter().map(|token| RdataValue::Token(*token, place.of(token.text)));
    let statement = Statement::Record(Record {
        overrides: None,
        owners: cut_owners(record.owner, place),
        ttl: record.ttl,
        record_type: record.record_type,
        values: values.collect(),
        attributes: Vec::new(),
    });
    Line { span: record.span, statement, comment: record.comment }
}

/// Reads one source into the ledger.
pub(super) fn collect<'s>(ledger: &mut Ledger<'s>, place: Place<'s>) -> Problems {
    let mut collector = Collector::new(ledger, place);
    crate::syntax::read(place.source, place.text, &mut collector)
}
