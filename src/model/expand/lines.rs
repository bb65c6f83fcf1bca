//! The lines of a zone that had to wait: records, settings, patterns.

use std::borrow::Cow;
use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::dns::{Network, Token, Ttl};
use crate::model::budget::Effort;
use crate::model::desired::StepKind;
use crate::model::expand::{Expander, Here};
use crate::model::frame::Spot;
use crate::model::ledger::{Context, Ledger};
use crate::model::record::{LineKind, Purse, RecordLine, Spans, Tokens, line_kind, takes_several};
use crate::model::scope::ignore;
use crate::model::value::{Absent, Datum, Environment, variable_in, wrong_kind};
use crate::model::way::steps_to;
use crate::model::{attributes, codes, settings};
use crate::syntax::ast::{Ignore, RdataValue, Record, Setting, Word};
use crate::text::Span;

impl<'s> Expander<'_, 's> {
    pub fn record(&mut self, record: &Record<'s>, span: Span, here: &Here<'s>, description: Option<String>) {
        if let (Some(overrides), true) = (record.overrides, here.in_template) {
            return self.ledger.misplaced(
                overrides,
                "`override` stands in a zone, not in a template",
                "write the line in the zone that wants it differently",
            );
        }
        let spots = Rc::clone(&self.ledger.frames[here.frame].spots);
        let mut free = self.free(here, span);
        let others = spots.len().saturating_sub(1) as u64;
        if !self.spend_beyond(Effort::reading(span).times(others), &mut free, here, span) {
            return;
        }
        for spot in spots.iter() {
            match self.record_at(record, span, here, (spot, &mut free), description.as_deref()) {
                Ok(()) => {}
                Err(Absent::Left) => return,
                Err(Absent::Wrong) => return self.skip(&record.owners, span, here, &mut free),
            }
        }
    }

    /// Leaves out a line that was reported.
    fn skip(&mut self, owners: &[Word<'s>], span: Span, here: &Here<'s>, free: &mut Effort) {
        let Ledger { recorder, budget, drafts, frames, .. } = &mut *self.ledger;
        for spot in frames[here.frame].spots.iter() {
            let purse = Purse { meter: budget, free: &mut *free };
            if recorder.skip(owners, spot, purse, drafts).is_err() {
                break;
            }
        }
        self.ledger.say_if_over(span, here.chain);
    }

    fn record_at(
        &mut self,
        record: &Record<'s>,
        span: Span,
        here: &Here<'s>,
        (spot, free): (&Spot, &mut Effort),
        description: Option<&str>,
    ) -> Result<(), Absent> {
        let frame = &self.ledger.frames[here.frame];
        let inherited_ttl = frame.ttl;
        let environment = Environment { globals: &self.globals, locals: &here.locals, spot: Some(spot) };
        let problems = &mut self.ledger.problems;
        let owners: Result<Vec<_>, Absent> = record
            .owners
            .iter()
            .map(|owner| environment.word(*owner, problems).map(|text| (text, owner.span)))
            .collect();
        let owners = owners?;
        let ttl = read_ttl(record.ttl, &environment, problems)?;
        let nothing = Tokens { list: &[], spans: Spans::Known(&[]), line: span };
        let kind = line_kind(record.record_type, &nothing).ok();
        let several = match kind {
            Some(LineKind::Data(record_type)) => takes_several(record_type),
            Some(LineKind::Typed(typed)) => typed.takes_several(),
            None => false,
        };
        let values = read_values(&record.values, several, &environment, problems)?;
        let (mut own, _) = attributes::read(&record.attributes, false, &environment, problems)?;
        own.description = description.map(str::to_owned);
        let list: Vec<Token<'_>> =
            values.iter().map(|(text, quoted, _)| Token { text, quoted: *quoted }).collect();
        let spans: Vec<Span> = values.iter().map(|(_, _, span)| *span).collect();
        let tokens = Tokens { list: &list, spans: Spans::Known(&spans), line: span };
        // What is wrong with the word may depend on the values.
        let kind = kind
            .map_or_else(|| line_kind(record.record_type, &tokens), Ok)
            .map_err(|error| Absent::said(*error, problems))?;
        if own.ptr == Some(true) && !kind.gives_addresses() {
            let pointless = attributes::pointless(&record.attributes, record.record_type.text);
            self.ledger.problems.extend(pointless.into_iter().collect());
        }
        if !self.spend_beyond(Effort::octets(own.octets()), free, here, span) {
            return Err(Absent::Wrong);
        }
        let own = self.ledger.sets.number(own);
        let overrides = record.overrides.is_some();
        let context = Context { source: span.source, frame: here.frame, chain: here.chain, own, overrides };
        let context = self.ledger.context(context);
        let owners: Vec<Word<'_>> = owners.iter().map(|(text, span)| Word { text, span: *span }).collect();
        let line =
            RecordLine { owners: &owners, kind, ttl: ttl.or(inherited_ttl), tokens, context, overrides };
        let Ledger { recorder, budget, drafts, problems, .. } = &mut *self.ledger;
        let purse = Purse { meter: budget, free };
        let added = recorder.add(&line, spot, purse, drafts, problems);
        self.ledger.say_if_over(span, here.chain);
        added.map_err(|_| Absent::Wrong)
    }

    pub fn setting(&mut self, setting: &Setting<'s>, span: Span, here: &Here<'s>) {
        let frame = &self.ledger.frames[here.frame];
        let is_zone = frame.outer.is_none();
        if setting.key.text == "ttl" {
            let was_taken = frame.ttl_line.as_ref().is_some_and(|(_, taken)| *taken == span);
            let around = steps_to(&self.ledger.steps, here.chain).next();
            if !was_taken && around.is_some_and(|step| matches!(step.kind, StepKind::For(_))) {
                let help = "write it in the block around the loop, or `with [ttl = 5m] { ... }` in the loop";
                return self.ledger.misplaced(span, "a loop has no `ttl` of its own", help);
            }
            if !is_zone {
                // It was taken when the frame was settled.
                return;
            }
        }
        let is_whole = is_zone || self.ledger.frames[here.frame].is_view;
        if !is_whole || here.chain.is_some() {
            let headline = format!("`{}` is a setting of a whole zone", setting.key.text);
            return self.ledger.misplaced(span, &headline, "write it directly inside `zone` or `extend`");
        }
        let spots = Rc::clone(&self.ledger.frames[here.frame].spots);
        settings::say_everywhere(setting, span, &spots, (&self.globals, &here.locals), self.ledger);
        if setting.key.text == "classless"
            && !spots.is_empty()
            && !spots
                .iter()
                .any(|spot| Network::of_reverse_zone(&spot.apex).is_some_and(Network::ends_inside_a_label))
        {
            let headline = "no network of this zone ends inside a label";
            let error = Diagnostic::error(&codes::BAD_SETTING, span, headline);
            self.ledger.error(error.help("remove the line; its name needs no `classless`"));
        }
    }

    pub fn ignore(&mut self, ignored: &Ignore<'s>, span: Span, here: &Here<'s>) {
        let spots = Rc::clone(&self.ledger.frames[here.frame].spots);
        let mut free = self.free(here, span);
        for spot in spots.iter() {
            let environment = Environment { globals: &self.globals, locals: &here.locals, spot: Some(spot) };
            let Ledger { drafts, problems, .. } = &mut *self.ledger;
            let scope = &mut drafts.all[spot.zone].scope;
            let kept = ignore::read(ignored, span, spot, &environment, scope, problems);
            if !self.spend_beyond(Effort::octets(kept), &mut free, here, span) {
                return;
            }
        }
    }

    pub fn manage(&mut self, patterns: &[Word<'s>], span: Span, here: &Here<'s>) {
        let block = self.ledger.frames[here.frame].block;
        let is_extend = self.ledger.frames[block].is_extend;
        if here.in_template {
            return self.ledger.misplaced(span, "`manage` stands in a zone", "write it in the zone itself");
        }
        let spots = Rc::clone(&self.ledger.frames[here.frame].spots);
        for spot in spots.iter() {
            let environment = Environment { globals: &self.globals, locals: &here.locals, spot: Some(spot) };
            for pattern in patterns {
                let read = ignore::pattern(*pattern, spot, &environment, &mut self.ledger.problems);
                let Ok(pattern) = read else { continue };
                match is_extend {
                    true => self.ledger.frames[block].managed.push((pattern, span)),
                    false => self.ledger.drafts.all[spot.zone].scope.managed.push((pattern, span)),
                }
            }
        }
    }
}

fn read_ttl<'s>(
    word: Option<Word<'s>>,
    environment: &Environment<'_, 's>,
    problems: &mut crate::diagnostic::Problems,
) -> Result<Option<Ttl>, Absent> {
    let Some(word) = word else { return Ok(None) };
    let datum = match variable_in(word) {
        Some(variable) => environment.variable(&variable, problems)?,
        None => Datum::Word(Cow::Borrowed(word.text), word.span),
    };
    attributes::ttl_of(&datum, word.span, problems).map(Some).ok_or(Absent::Wrong)
}

/// The tokens of a line with their variables filled in: text, quoted, place.
pub(in crate::model) fn read_values<'s>(
    values: &[RdataValue<'s>],
    several: bool,
    environment: &Environment<'_, 's>,
    problems: &mut crate::diagnostic::Problems,
) -> Result<Vec<(Cow<'s, str>, bool, Span)>, Absent> {
    if values.iter().any(|value| environment.leaves_out(value)) {
        return Err(Absent::Left);
    }
    let mut tokens = Vec::with_capacity(values.len());
    for value in values {
        match value {
            RdataValue::Token(token, span) => {
                let word = Word { text: token.text, span: *span };
                let text = match token.quoted {
                    true => environment.text(word, problems)?,
                    false => environment.word(word, problems)?,
                };
                tokens.push((text, token.quoted, *span));
            }
            RdataValue::Variable(variable) => {
                let span = variable.span;
                match environment.variable(variable, problems)? {
                    Datum::Word(text, _) => tokens.push((text, false, span)),
                    Datum::Text(text, _) => tokens.push((text, true, span)),
                    ref list @ Datum::List(ref items) if several || items.len() == 1 => {
                        for item in list.single_values().map_err(|other| {
                            Absent::said(wrong_kind(span, other, "a word or a text"), problems)
                        })? {
                            tokens.push((item.0, item.1, span));
                        }
                    }
                    other => {
                        problems.push(wrong_kind(span, &other, "one value"));
                        return Err(Absent::Wrong);
                    }
                }
            }
        }
    }
    Ok(tokens)
}
