//! `for`: its rounds, and what it runs over.

use std::borrow::Cow;
use std::rc::Rc;

use super::{Expander, Here};
use crate::diagnostic::Diagnostic;
use crate::model::budget::Effort;
use crate::model::codes;
use crate::model::desired::StepKind;
use crate::model::frame::Spot;
use crate::model::value::{Absent, Datum, Environment, SPECIAL, depends_on_place, row_value, wrong_kind};
use crate::syntax::Item;
use crate::syntax::ast::{Value, Word};
use crate::text::Span;

impl<'s> Expander<'_, 's> {
    pub(super) fn repeat(
        &mut self,
        variables: &[Word<'s>],
        values: &Value<'s>,
        item: &Item<'s>,
        here: &Here<'s>,
    ) {
        let spots = Rc::clone(&self.ledger.frames[here.frame].spots);
        if spots.len() > 1 && depends_on_place(values) {
            return self.repeat_at_each(&spots, variables, values, item, here);
        }
        let environment = Environment { globals: &self.globals, locals: &here.locals, spot: spots.first() };
        let datum = match environment.evaluate(values, &mut self.ledger.problems) {
            Ok(datum) => datum,
            Err(Absent::Left) => return,
            Err(Absent::Wrong) => return self.ledger.lose_all_below(here.frame),
        };
        for (number, variable) in variables.iter().enumerate() {
            if let Some(first) = variables[..number].iter().find(|first| first.text == variable.text) {
                let headline = format!("`{}` is there twice", variable.text);
                let error = Diagnostic::error(&codes::DEFINED_TWICE, variable.span, headline);
                self.ledger.error(error.other(first.span, "first here").help("give each a name of its own"));
                return self.ledger.lose_all_below(here.frame);
            }
            let is_known =
                self.globals.contains_key(variable.text) || here.locals.contains_key(variable.text);
            if is_known || SPECIAL.contains(&variable.text) {
                let headline = format!("`{}` is already a name here", variable.text);
                self.ledger.error(Diagnostic::error(&codes::DEFINED_TWICE, variable.span, headline));
                return self.ledger.lose_all_below(here.frame);
            }
        }
        let count = match round_count(&datum, variables.len(), values.span()) {
            Ok(count) => count,
            Err(error) => {
                self.ledger.error(*error);
                return self.ledger.lose_all_below(here.frame);
            }
        };
        let mut inner = Here { depth: here.depth + 1, ..here.clone() };
        for number in 0..count {
            let round = round(&datum, variables.len(), number, values.span());
            let kept = Effort::octets(round.iter().map(Datum::octets).sum());
            let shown = shown_round(variables, &round);
            let named = variables.iter().map(|variable| variable.text).zip(round.into_iter().map(Some));
            Rc::make_mut(&mut inner.locals).extend(named);
            inner.chain = Some(self.ledger.step(StepKind::For(shown), item.line.span, here.chain));
            if !self.may_run(kept, &inner, item.line.span) {
                return;
            }
            self.body(&item.body, &inner);
        }
    }

    /// Runs a loop over what is another value at each spot.
    fn repeat_at_each(
        &mut self,
        spots: &[Spot],
        variables: &[Word<'s>],
        values: &Value<'s>,
        item: &Item<'s>,
        here: &Here<'s>,
    ) {
        for spot in spots {
            if !self.spend(Effort::rounds(1), here, item.line.span) {
                return;
            }
            let frame = self.ledger.frame(Some(here.frame), Rc::from([spot.clone()]), Vec::new(), false);
            self.settle(frame, &[], &here.locals, false);
            self.repeat(variables, values, item, &Here { frame, ..here.clone() });
        }
    }
}

/// The variables of a loop with their values in one round.
fn shown_round(variables: &[Word<'_>], round: &[Datum<'_>]) -> String {
    let mut shown = String::new();
    for (variable, value) in variables.iter().zip(round) {
        shown += if shown.is_empty() { "" } else { ", " };
        shown += variable.text;
        shown += " = ";
        value.show(&mut shown);
    }
    shown
}

/// Of one loop.
const MOST_ROUNDS: u32 = 1 << 24;

/// How often a loop with so many variables runs.
fn round_count(datum: &Datum<'_>, variables: usize, span: Span) -> Result<usize, Box<Diagnostic>> {
    let wrong = |wanted: &str| Err(Box::new(wrong_kind(span, datum, wanted)));
    match (datum, variables) {
        (Datum::List(items), 1) => Ok(items.len()),
        (Datum::Range(first, last), 1) if last.saturating_sub(*first) < MOST_ROUNDS => {
            Ok((last - first) as usize + 1)
        }
        (Datum::Range(..), 1) => wrong("a range of at most 16,777,216 numbers"),
        (Datum::Table(table), 1 | 2) => Ok(table.rows.len()),
        (Datum::Table(_), _) => {
            let headline = "a loop over a table has two variables: the key and its value or row";
            Err(Box::new(Diagnostic::error(&codes::WRONG_KIND, span, headline)))
        }
        (_, 1) => wrong("a list, a range or a table"),
        _ => wrong("a table: only it has keys and values"),
    }
}

/// The values of a loop's variables in one round, counted from zero.
fn round<'s>(datum: &Datum<'s>, variables: usize, number: usize, span: Span) -> Vec<Datum<'s>> {
    match datum {
        Datum::List(items) => items.get(number).cloned().into_iter().collect(),
        Datum::Range(first, _) => {
            vec![Datum::Word(Cow::Owned((*first as usize + number).to_string()), span)]
        }
        Datum::Table(table) => {
            let key = table.rows.get(number).map(|(key, _)| Datum::Word(Cow::Borrowed(key.text), key.span));
            let value = (variables == 2).then(|| row_value(table, number));
            key.into_iter().chain(value).collect()
        }
        _ => Vec::new(),
    }
}
