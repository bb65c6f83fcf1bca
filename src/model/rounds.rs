//! What a loop runs over.

use std::borrow::Cow;

use super::codes;
use super::value::{Datum, row_value, wrong_kind};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::Word;
use crate::text::Span;

/// The variables of a loop with their values in one round.
pub(super) fn shown_round(variables: &[Word<'_>], round: &[Datum<'_>]) -> String {
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
pub(super) fn round_count(datum: &Datum<'_>, variables: usize, span: Span) -> Result<usize, Box<Diagnostic>> {
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
pub(super) fn round<'s>(datum: &Datum<'s>, variables: usize, number: usize, span: Span) -> Vec<Datum<'s>> {
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
