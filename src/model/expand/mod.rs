//! Runs the statements that had to wait: those with variables, uses of
//! templates, loops, blocks.

pub(super) mod definitions;
mod expectation;
pub(super) mod forecast;
mod lines;
mod rounds;
pub(super) mod template;
mod uses;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::budget::Effort;
use super::desired::{Chain, StepKind};
use super::frame::Spot;
use super::ledger::{Deferred, Ledger};
use super::reverse::pointers::PtrFrom;
use super::reverse::{self, Classless};
use super::testing::ZoneTest;
use super::value::{Datum, Environment, Values, depends_on_place};
use super::way::short_way;
use super::{External, attributes, codes, names};
use crate::diagnostic::{Diagnostic, Problems};
use crate::syntax::Item;
use crate::syntax::ast::{Attribute, Block, Statement, Value, Word};
use crate::text::Span;
use forecast::Known;
use template::Template;

pub(super) struct Expander<'x, 's> {
    pub ledger: &'x mut Ledger<'s>,
    pub globals: Values<'s>,
    pub templates: BTreeMap<&'s str, Rc<Template<'s>>>,
    pub externals: Vec<External>,
    pub tests: Vec<ZoneTest>,
    /// Sources from this one on are presets.
    pub library: crate::text::SourceId,
    /// Of the templates that were looked at.
    pub forecasts: Known<'s>,
    /// Bodies within each other at the moment.
    pub nesting: usize,
}

/// Where a statement runs.
#[derive(Clone)]
pub(super) struct Here<'s> {
    pub frame: usize,
    pub locals: Rc<Values<'s>>,
    pub chain: Option<Chain>,
    pub depth: u32,
    pub in_template: bool,
}

impl<'s> Expander<'_, 's> {
    pub fn run_all(&mut self, deferred: Vec<Deferred<'s>>) {
        self.find_classless(&deferred);
        for Deferred { frame, item, description } in deferred {
            if self.ledger.problems.is_full() {
                return;
            }
            match frame {
                None => self.top(&item, description),
                Some(frame) => {
                    let chain = self.ledger.frames[frame].chain;
                    let here = Here { frame, locals: Rc::default(), chain, depth: 0, in_template: false };
                    self.item(&item, &here, description);
                }
            }
        }
    }

    fn top(&mut self, item: &Item<'s>, description: Option<String>) {
        match &item.line.statement {
            Statement::External { names, description, attributes } => {
                self.external(names, *description, attributes, item.line.span);
            }
            Statement::Open(Block::Zone { names, attributes }) => {
                self.zone(item, names, attributes, false, description);
            }
            Statement::Open(Block::Extend { names, attributes }) => {
                self.zone(item, names, attributes, true, description);
            }
            Statement::Open(Block::Test { name, view }) => self.test(*name, *view, item),
            _ => {}
        }
    }

    /// Names from words, texts, variables and lists, with their places.
    fn words(
        &mut self,
        values: &[Value<'s>],
        locals: &Values<'s>,
        spot: Option<&Spot>,
    ) -> Vec<(Cow<'s, str>, Span)> {
        let mut words = Vec::new();
        for value in values {
            let environment = Environment { globals: &self.globals, locals, spot };
            let Ok(datum) = environment.evaluate(value, &mut self.ledger.problems) else { continue };
            let kind = datum.kind();
            match datum.flatten() {
                Some(parts) => {
                    for part in parts {
                        if let Datum::Word(text, span) | Datum::Text(text, span) = part {
                            words.push((text, span));
                        }
                    }
                }
                None => {
                    let headline = format!("this is {kind}; wanted are names");
                    self.ledger.error(Diagnostic::error(&codes::WRONG_KIND, value.span(), headline));
                }
            }
        }
        words
    }

    fn external(
        &mut self,
        names: &[Value<'s>],
        description: Option<Word<'s>>,
        attributes: &[Attribute<'s>],
        line: Span,
    ) {
        let nothing = Values::new();
        let environment = Environment { globals: &self.globals, locals: &nothing, spot: None };
        let read = attributes::read(attributes, false, &environment, &mut self.ledger.problems);
        let (attributes, _) = read.unwrap_or_default();
        let description = description.map(|word| super::value::unquoted(word.text).to_owned());
        let words = self.words(names, &nothing, None);
        let mut free = Effort::written(line);
        for (text, span) in words {
            let said = description.as_ref().map_or(0, String::len) + attributes.octets();
            let effort = Effort::rounds(1).and(Effort::octets(text.len() + said));
            if !self.ledger.spend(effort, &mut free, line, None) {
                return;
            }
            if let Some(apex) = self.ledger.zone_name(&text, span) {
                let (description, attributes) = (description.clone(), attributes.clone());
                self.externals.push(External { apex, description, attributes, span });
            }
        }
    }

    fn zone(
        &mut self,
        item: &Item<'s>,
        names: &[Value<'s>],
        attributes: &[Attribute<'s>],
        is_extend: bool,
        description: Option<String>,
    ) {
        let words = self.words(names, &Values::new(), None);
        let words: Vec<(&str, Span)> = words.iter().map(|(text, span)| (&**text, *span)).collect();
        let line = item.line.span;
        if !self.ledger.spend(Effort::rounds(words.len()), &mut Effort::written(line), line, None) {
            return;
        }
        let spots = self.ledger.open_zones(&words, is_extend, description.as_deref());
        let frame = self.ledger.frame(None, spots, attributes.to_vec(), is_extend);
        let here = Here { frame, locals: Rc::default(), chain: None, depth: 0, in_template: false };
        self.settle(frame, &item.body, &here.locals, true);
        self.body(&item.body, &here);
    }

    /// Settles the frames that were opened while sources were read.
    pub fn settle_frames(&mut self) {
        for frame in 0..self.ledger.frames.len() {
            self.settle(frame, &[], &Values::new(), false);
        }
    }

    /// Fills in the attributes and the TTL of a frame whose outer ones are
    /// settled. `body` is searched for its `ttl` line unless it is a zone's.
    fn settle(&mut self, number: usize, body: &[Item<'s>], locals: &Values<'s>, is_zone: bool) {
        let frame = &self.ledger.frames[number];
        let outer = frame.outer.map(|outer| &self.ledger.frames[outer]);
        let inherited = outer.map(|outer| Rc::clone(&outer.attributes)).unwrap_or_default();
        let inherited_ttl = outer.and_then(|outer| outer.ttl);
        let (written, mut ttl_line) = (frame.written.clone(), frame.ttl_line.clone());
        let spots = Rc::clone(&frame.spots);
        if !is_zone && let Some(line) = self.find_ttl_line(body) {
            ttl_line = Some(line);
        }
        let environment = Environment { globals: &self.globals, locals, spot: spots.first() };
        let problems = &mut self.ledger.problems;
        if spots.len() > 1 {
            let values = written.iter().filter_map(|attribute| attribute.value.as_ref());
            let differing =
                values.chain(ttl_line.as_ref().map(|(value, _)| value)).find(|value| depends_on_place(value));
            problems.extend(differing.map(|value| differs(value.span(), spots.len())).into_iter().collect());
        }
        let (own, mut ttl) = attributes::read(&written, true, &environment, problems).unwrap_or_default();
        if let Some((value, _)) = &ttl_line
            && let Ok(datum) = environment.evaluate(value, problems)
        {
            ttl = attributes::ttl_of(&datum, value.span(), problems).or(ttl);
        }
        let frame = &mut self.ledger.frames[number];
        frame.ttl_line = ttl_line;
        frame.attributes = if own.is_empty() { inherited } else { Rc::new(own.over(&inherited)) };
        frame.ttl = ttl.or(inherited_ttl);
    }

    fn find_ttl_line(&mut self, body: &[Item<'s>]) -> Option<(Value<'s>, Span)> {
        let mut lines = body.iter().filter_map(|item| match &item.line.statement {
            Statement::Setting(setting) if setting.key.text == "ttl" => {
                Some((setting.values.first()?.clone(), item.line.span))
            }
            _ => None,
        });
        let first = lines.next()?;
        for (_, span) in lines {
            let error =
                Diagnostic::error(&codes::SETTING_CONFLICT, span, "`ttl` is given twice in one block");
            self.ledger.error(error.other(first.1, "given here"));
        }
        Some(first)
    }

    fn body(&mut self, items: &[Item<'s>], here: &Here<'s>) {
        let Some(first) = items.first() else { return };
        let reading =
            || items.iter().fold(Effort::default(), |sum, item| sum.and(Effort::reading(item.line.span)));
        if here.depth > 0 && !self.spend(reading(), here, first.line.span) {
            return;
        }
        if self.is_too_deep(here, first.line.span) {
            return;
        }
        self.nesting += 1;
        self.statements(items, here);
        self.nesting -= 1;
    }

    fn statements(&mut self, items: &[Item<'s>], here: &Here<'s>) {
        let mut docs = Vec::new();
        for item in items {
            match &item.line.statement {
                Statement::Comment => {}
                Statement::Doc(text) => docs.push(text.text),
                _ => {
                    self.item(item, here, super::collect::description(&docs));
                    docs.clear();
                }
            }
        }
    }

    fn item(&mut self, item: &Item<'s>, here: &Here<'s>, description: Option<String>) {
        let before = self.ledger.problems.mark();
        self.run(item, here, description);
        self.show_way(before, item.line.span, here.chain);
    }

    /// Says of the problems that a line gave since there were `before` how it came here.
    fn show_way(&mut self, before: usize, line: Span, chain: Option<Chain>) {
        if chain.is_some() && self.ledger.problems.mark() > before {
            let way = short_way(&self.ledger.steps, chain);
            self.ledger.problems.show_way(before, line, &way);
        }
    }

    fn run(&mut self, item: &Item<'s>, here: &Here<'s>, description: Option<String>) {
        let span = item.line.span;
        match &item.line.statement {
            Statement::Record(record) => self.record(record, span, here, description),
            Statement::Setting(setting) => self.setting(setting, span, here),
            Statement::Ignore(_) | Statement::Manage { .. } | Statement::PtrFrom { .. }
                if !self.may_stand(span, here) => {}
            Statement::Ignore(ignored) => self.ignore(ignored, span, here),
            Statement::Manage { patterns } => self.manage(patterns, span, here),
            Statement::Use { .. } | Statement::Open(Block::For { .. }) if self.is_too_much(item, here) => {}
            Statement::Use { path, arguments } => self.use_template(*path, arguments, span, here),
            Statement::PtrFrom { zones } => self.pointers(zones, span, here),
            Statement::Open(block) => self.block(block, item, here),
            Statement::Wrong => self.ledger.lose_all_below(here.frame),
            Statement::Comment | Statement::Doc(_) | Statement::Close => {}
            Statement::Deprecated(_) if here.in_template => {}
            Statement::Deprecated(_) => {
                self.ledger.misplaced(span, "`deprecated` stands in a template", "move it there");
            }
            Statement::Let { .. } | Statement::External { .. } => self.ledger.misplaced(
                span,
                "this line stands at the top of a file",
                "move it out of the block",
            ),
            Statement::Row { .. } | Statement::Expectation(_) => self.ledger.misplaced(
                span,
                "this line belongs into a `table` or a `test`",
                "move it there, or remove it",
            ),
        }
    }

    fn block(&mut self, block: &Block<'s>, item: &Item<'s>, here: &Here<'s>) {
        match block {
            Block::Under { names } => self.under(names, item, here),
            Block::With { attributes } => {
                if !self.may_stand(item.line.span, here) {
                    return;
                }
                let spots = Rc::clone(&self.ledger.frames[here.frame].spots);
                let frame = self.ledger.frame(Some(here.frame), spots, attributes.clone(), false);
                self.settle(frame, &item.body, &here.locals, false);
                self.body(&item.body, &Here { frame, ..here.clone() });
            }
            Block::For { variables, values } => self.repeat(variables, values, item, here),
            Block::View { name } => self.view(*name, item, here),
            Block::Wrong => self.ledger.lose_all_below(here.frame),
            Block::Zone { .. }
            | Block::Extend { .. }
            | Block::Template { .. }
            | Block::Table { .. }
            | Block::Test { .. } => self.ledger.misplaced(
                item.line.span,
                "this block stands at the top of a file",
                "move it out of the blocks around it",
            ),
        }
    }

    /// Takes a statement that is no record from the budget.
    fn may_stand(&mut self, span: Span, here: &Here<'s>) -> bool {
        let places = self.ledger.frames[here.frame].spots.len().max(1);
        let kept = Effort::octets(2 * (span.end - span.start) as usize);
        self.spend(Effort::rounds(2).and(kept).times(places as u64), here, span)
    }

    /// What of a zone only some of its askers see.
    fn view(&mut self, name: Word<'s>, item: &Item<'s>, here: &Here<'s>) {
        if self.ledger.frames[here.frame].outer.is_some() || here.chain.is_some() {
            return self.ledger.misplaced(
                item.line.span,
                "`view` stands directly inside `zone` or `extend`",
                "move it out of the blocks around it",
            );
        }
        let outer = Rc::clone(&self.ledger.frames[here.frame].spots);
        let line = item.line.span;
        let mut free = self.free(here, line).times(2);
        if !self.spend_beyond(Effort::rounds(ROUNDS_OF_A_VIEW * outer.len()), &mut free, here, line) {
            return;
        }
        let drafts = &mut self.ledger.drafts;
        let at = |spot: &Spot| Spot { zone: drafts.view(spot.zone, name.text, name.span), ..spot.clone() };
        let spots: Rc<[Spot]> = outer.iter().map(at).collect();
        let frame = self.ledger.frame(Some(here.frame), spots, Vec::new(), false);
        self.ledger.frames[frame].is_view = true;
        self.settle(frame, &item.body, &here.locals, false);
        self.body(&item.body, &Here { frame, ..here.clone() });
    }

    fn pointers(&mut self, zones: &[Value<'s>], span: Span, here: &Here<'s>) {
        let spots = Rc::clone(&self.ledger.frames[here.frame].spots);
        let mut free = self.free(here, span);
        for spot in spots.iter() {
            if !spot.reverse {
                let headline = format!("`{}` is no reverse zone", spot.apex.with_unicode());
                return self.ledger.misplaced(
                    span,
                    &headline,
                    "write `ptr from` inside `zone 192.0.2.0/24 { }`",
                );
            }
            let words = self.words(zones, &here.locals, Some(spot));
            if !self.spend_beyond(Effort::rounds(words.len()), &mut free, here, span) {
                return;
            }
            let zones: Vec<_> = words
                .iter()
                .filter_map(|(text, span)| self.ledger.zone_name(text, *span).map(|name| (name, *span)))
                .collect();
            let line = PtrFrom { span, spot: spot.clone(), frame: here.frame, chain: here.chain, zones };
            self.ledger.pointers.push(line);
        }
    }

    /// Takes the `classless` lines of all zones: the names of zones depend on them.
    fn find_classless(&mut self, deferred: &[Deferred<'s>]) {
        for Deferred { frame, item, .. } in deferred {
            let (None, Statement::Open(Block::Zone { names, .. })) = (frame, &item.line.statement) else {
                continue;
            };
            let style = item.body.iter().find_map(|line| match &line.line.statement {
                Statement::Setting(setting) if setting.key.text == "classless" => setting.values.first(),
                _ => None,
            });
            let Some(style) = style else { continue };
            let nothing = Values::new();
            let environment = Environment { globals: &self.globals, locals: &nothing, spot: None };
            // What is wrong with these values is said when they are read again.
            let mut said = Problems::default();
            let Ok(style) = environment.evaluate(style, &mut said) else { continue };
            // In place of what is no style, for the names of these zones; it is said
            // with the others.
            let style =
                style.scalar().and_then(|(text, _)| Classless::parse(text)).unwrap_or(Classless::Rfc4183);
            for value in names {
                let Ok(datum) = environment.evaluate(value, &mut said) else { continue };
                let parts = datum.flatten().unwrap_or_default();
                let networks = parts.iter().filter_map(|part| reverse::between_labels(part.scalar()?.0));
                self.ledger.classless.extend(networks.map(|network| (network, style)));
            }
        }
    }

    fn under(&mut self, names: &[Value<'s>], item: &Item<'s>, here: &Here<'s>) {
        let line = item.line.span;
        let outer = Rc::clone(&self.ledger.frames[here.frame].spots);
        let mut free = self.free(here, line);
        if !self.spend_beyond(Effort::rounds(1), &mut free, here, line) {
            return;
        }
        let mut spots = Vec::new();
        let mut below: Vec<String> = Vec::new();
        let mut seen = BTreeSet::new();
        for spot in outer.iter() {
            for (text, span) in self.words(names, &here.locals, Some(spot)) {
                if !self.spend_beyond(spot.effort_of(&text), &mut free, here, line) {
                    return;
                }
                if seen.insert(text.to_string()) {
                    below.push(text.to_string());
                }
                match names::owner(&text, spot) {
                    Ok(origin) => spots.push(spot.with_origin(origin)),
                    Err(problem) => self.ledger.error(problem.at(span)),
                }
            }
        }
        let frame = self.ledger.frame(Some(here.frame), spots.into(), Vec::new(), false);
        let step = self.ledger.step(StepKind::Under(below.join(", ")), item.line.span, here.chain);
        self.settle(frame, &item.body, &here.locals, false);
        self.body(&item.body, &Here { frame, chain: Some(step), ..here.clone() });
    }
}

/// For an attribute of a block that is another one in each of its places.
fn differs(span: Span, places: usize) -> Diagnostic {
    let headline = format!("this is another value in each of the {places} places of this block");
    let error = Diagnostic::error(&codes::BAD_ATTRIBUTE, span, headline);
    error.help("write the block once for each of them, or the attribute at its lines")
}

/// A view holds more than a block: the content of a zone.
const ROUNDS_OF_A_VIEW: usize = 16;
