//! What names stand for at one place, and how words and texts are filled in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::place::{SPECIAL, of_place};
use super::step::take_step;
use super::{Absent, Datum, List, unquoted, wrong_kind};
use crate::diagnostic::{Applicability, Diagnostic, Problems, nearest};
use crate::model::codes;
use crate::model::frame::Spot;
use crate::syntax::ast::{RdataValue, Value, Variable, Word};
use crate::syntax::{self, Format, Piece, bare_variables, pieces};
use crate::text::Span;

/// Lists of lists and texts in texts can double with each line, so both end.
const LONGEST_LIST: usize = 100_000;
const LONGEST_TEXT: usize = 65_535;
const DEEPEST_LIST: usize = 64;

/// What names stand for; `None` for a definition that is wrong, which has been
/// said, or for an optional parameter that was not given.
pub(in crate::model) type Values<'s> = BTreeMap<&'s str, Option<Datum<'s>>>;

/// The values that names stand for at one place.
pub(in crate::model) struct Environment<'e, 's> {
    pub globals: &'e Values<'s>,
    /// Loop variables and parameters.
    pub locals: &'e Values<'s>,
    /// What `$origin` and `$zone` are, where there is a place.
    pub spot: Option<&'e Spot>,
}

impl<'e, 's> Environment<'e, 's> {
    /// The value as written, with all variables and splices filled in.
    pub fn evaluate(&self, value: &Value<'s>, problems: &mut Problems) -> Result<Datum<'s>, Absent> {
        Ok(match value {
            Value::Word(word) if word.text == "_" => Datum::Nothing,
            Value::Word(word) => Datum::Word(self.word(*word, problems)?, word.span),
            Value::Text(word) => {
                let inner = Word { text: unquoted(word.text), span: word.span };
                Datum::Text(self.text(inner, problems)?, word.span)
            }
            Value::Variable(variable) => self.variable(variable, problems)?,
            // That it is no range was said where it was read.
            Value::Wrong(_) => return Err(Absent::Wrong),
            Value::Range { first, last, .. } => Datum::Range(*first, *last),
            Value::List { items, .. } => {
                let mut data = Vec::with_capacity(items.len());
                let mut size = 0;
                for item in items {
                    let datum = self.evaluate(item, problems)?;
                    size += datum.size();
                    if size > LONGEST_LIST {
                        let headline = format!("this list has more than {LONGEST_LIST} values");
                        problems.push(Diagnostic::error(&codes::OVER_BUDGET, value.span(), headline));
                        return Err(Absent::Wrong);
                    }
                    data.push(datum);
                }
                let list = List::from(data);
                if list.depth > DEEPEST_LIST {
                    let headline = format!("more than {DEEPEST_LIST} lists within each other");
                    problems.push(Diagnostic::error(&codes::OVER_BUDGET, value.span(), headline));
                    return Err(Absent::Wrong);
                }
                Datum::List(Rc::new(list))
            }
        })
    }

    /// One value: lists and tables are refused. `wanted` says what for.
    pub fn scalar(
        &self,
        value: &Value<'s>,
        wanted: &str,
        problems: &mut Problems,
    ) -> Result<(Cow<'s, str>, bool), Absent> {
        match self.evaluate(value, problems)? {
            Datum::Word(text, _) => Ok((text, false)),
            Datum::Text(text, _) => Ok((text, true)),
            other => {
                problems.push(wrong_kind(value.span(), &other, wanted));
                Err(Absent::Wrong)
            }
        }
    }

    pub fn variable(&self, variable: &Variable<'s>, problems: &mut Problems) -> Result<Datum<'s>, Absent> {
        let steps = variable.steps.iter().map(|step| step.text);
        let value =
            self.look_up(variable.name.text, steps, variable.optional, variable.span, true, problems)?;
        Ok(value.into_owned())
    }

    /// Whether an optional parameter in the value was not given. Known before long
    /// texts are put together.
    pub fn leaves_out(&self, value: &RdataValue<'s>) -> bool {
        let is_missing = |name: &str| matches!(self.locals.get(name), Some(None));
        match value {
            RdataValue::Variable(variable) => variable.optional && is_missing(variable.name.text),
            RdataValue::Token(token, _) => memchr::memchr(b'?', token.text.as_bytes()).is_some()
                && pieces(token.text).any(
                    |piece| matches!(piece, Piece::Splice { name, optional: true, .. } if is_missing(name)),
                ),
        }
    }

    /// Whether the value is an optional parameter that was not given, and need not be.
    pub fn lacks(&self, value: &Value<'s>) -> bool {
        match value {
            Value::Variable(variable) => {
                !variable.optional && matches!(self.locals.get(variable.name.text), Some(None))
            }
            _ => false,
        }
    }

    /// A bare word with its splices filled in.
    pub fn word(&self, word: Word<'s>, problems: &mut Problems) -> Result<Cow<'s, str>, Absent> {
        self.fill(word, true, problems)
    }

    /// The inside of a quoted text with its splices filled in.
    pub fn text(&self, word: Word<'s>, problems: &mut Problems) -> Result<Cow<'s, str>, Absent> {
        self.fill(word, false, problems)
    }

    fn fill(&self, word: Word<'s>, is_name: bool, problems: &mut Problems) -> Result<Cow<'s, str>, Absent> {
        if memchr::memchr(b'$', word.text.as_bytes()).is_none() {
            return Ok(Cow::Borrowed(word.text));
        }
        let mut filled = String::with_capacity(word.text.len() + 16);
        let mut pieces = pieces(word.text).peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Plain(plain) => {
                    if let Some(error) = self.unspliced(word, plain, is_name) {
                        problems.push(error);
                        return Err(Absent::Wrong);
                    }
                    filled.push_str(plain);
                }
                Piece::Wrong(splice) => {
                    let headline = format!("`{splice}` is no splice");
                    let error = Diagnostic::error(&codes::BAD_SPLICE, word.span, headline);
                    problems.push(error.help("write `${name}`, `${name:03}` or `${name|dash}`"));
                    return Err(Absent::Wrong);
                }
                Piece::Splice { name, steps, optional, format } => {
                    let dotted = is_name && pieces.peek().is_none();
                    let value = self.look_up(
                        name,
                        syntax::steps(steps).flatten(),
                        optional,
                        word.span,
                        dotted,
                        problems,
                    )?;
                    splice(&value, format, word.span, &mut filled, problems)?;
                    if filled.len() > LONGEST_TEXT {
                        let headline = format!("this text has more than {LONGEST_TEXT} octets");
                        problems.push(Diagnostic::error(&codes::OVER_BUDGET, word.span, headline));
                        return Err(Absent::Wrong);
                    }
                }
            }
        }
        Ok(Cow::Owned(filled))
    }

    /// What to say of a `$name` in a piece of a word without `{ }`: nobody means that in a
    /// name, and in a text not if there is such a value.
    fn unspliced(&self, word: Word<'s>, piece: &str, is_name: bool) -> Option<Diagnostic> {
        let knows = |name: &str| {
            let is_special = self.spot.is_some() && SPECIAL.contains(&name);
            is_special || self.locals.contains_key(name) || self.globals.contains_key(name)
        };
        let (at, name) = bare_variables(piece).find(|(_, name)| is_name || knows(name))?;
        let before = (piece.as_ptr() as usize).saturating_sub(word.text.as_ptr() as usize) + at;
        let start = word.span.start + before as u32 + u32::from(!is_name);
        let span = Span { start, end: start + 1 + name.len() as u32, ..word.span };
        let splice = format!("${{{name}}}");
        let write = format!("write `{splice}`");
        if is_name {
            let headline = format!("`${name}` inside a name is written `{splice}`");
            let error = Diagnostic::error(&codes::BAD_SPLICE, span, headline);
            return Some(error.fix(Applicability::Certain, write, span, splice));
        }
        let headline = format!("`${name}` inside a text is written `{splice}`");
        let error = Diagnostic::error(&codes::BAD_SPLICE, span, headline);
        let error = error.fix(Applicability::Maybe, write, span, splice);
        let literally = format!("\\${name}");
        Some(error.fix(
            Applicability::Maybe,
            format!("write `{literally}` for these characters"),
            span,
            literally,
        ))
    }

    fn look_up<'n>(
        &self,
        name: &str,
        steps: impl Iterator<Item = &'n str>,
        optional: bool,
        span: Span,
        dotted: bool,
        problems: &mut Problems,
    ) -> Result<Cow<'e, Datum<'s>>, Absent> {
        let local = self.locals.get(name);
        let global = if local.is_none() { self.globals.get(name) } else { None };
        let mut value = match (local, global) {
            (Some(Some(local)), _) => Cow::Borrowed(local),
            (Some(None), _) if optional => return Err(Absent::Left),
            (Some(None), _) => {
                let headline = format!("`${name}` may be missing here");
                let error = Diagnostic::error(&codes::UNKNOWN_VARIABLE, span, headline);
                problems
                    .push(error.help(format!("write `${name}?`: the line is left out where it is missing")));
                return Err(Absent::Wrong);
            }
            (None, Some(Some(global))) => Cow::Borrowed(global),
            (None, Some(None)) => return Err(Absent::Wrong),
            (None, None) => match self.spot.and_then(|spot| of_place(name, spot, dotted)) {
                Some(text) => Cow::Owned(Datum::Word(Cow::Owned(text), span)),
                None => {
                    problems.push(self.unknown(name, span));
                    return Err(Absent::Wrong);
                }
            },
        };
        for step in steps {
            value = match take_step(value, step) {
                Ok(inner) => inner,
                Err((headline, help)) => {
                    let mut error = Diagnostic::error(&codes::WRONG_KIND, span, headline);
                    error.help.extend(help);
                    problems.push(error);
                    return Err(Absent::Wrong);
                }
            };
        }
        match *value {
            Datum::Nothing if optional => Err(Absent::Left),
            _ => Ok(value),
        }
    }

    fn unknown(&self, name: &str, span: Span) -> Diagnostic {
        let known = self.locals.keys().chain(self.globals.keys()).copied();
        let error = Diagnostic::error(&codes::UNKNOWN_VARIABLE, span, format!("no value is called `{name}`"));
        match nearest(name, known) {
            Some(near) => error.help(format!("did you mean `${near}`?")),
            None => error.help(format!("define it with `let {name} = ...` at the top of a file")),
        }
    }
}

/// Appends a value in the form that a splice asks for.
fn splice(
    value: &Datum<'_>,
    format: Format,
    span: Span,
    filled: &mut String,
    problems: &mut Problems,
) -> Result<(), Absent> {
    let Some((text, _)) = value.scalar() else {
        problems.push(wrong_kind(span, value, "one value to splice in"));
        return Err(Absent::Wrong);
    };
    match format {
        Format::AsIs => filled.push_str(text),
        Format::Dashed => {
            let dashed = text.trim_end_matches('.').chars().map(|c| if c == '.' { '-' } else { c });
            filled.extend(dashed);
        }
        Format::Padded(width) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            filled.extend(std::iter::repeat_n('0', usize::from(width).saturating_sub(text.len())));
            filled.push_str(text);
        }
        Format::Padded(_) => {
            problems.push(wrong_kind(span, value, "a number to pad"));
            return Err(Absent::Wrong);
        }
    }
    Ok(())
}

/// `$name.step?` written where the syntax keeps a word (a TTL).
pub(in crate::model) fn variable_in<'s>(word: Word<'s>) -> Option<Variable<'s>> {
    let path = word.text.strip_prefix('$')?;
    let (path, optional) = path.strip_suffix('?').map_or((path, false), |path| (path, true));
    let (name, steps) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    let step = |text| Word { text, span: word.span };
    let steps = syntax::steps(steps).flatten().map(step).collect();
    Some(Variable { span: word.span, name: Word { text: name, span: word.span }, steps, optional })
}
