//! Values as they are once all names in them are known.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::rc::Rc;

use super::codes;
use super::frame::Spot;
use crate::diagnostic::{Applicability, Diagnostic, Problems, nearest};
use crate::syntax::ast::{RdataValue, Value, Variable, Word};
use crate::syntax::{Format, Piece, pieces};
use crate::text::Span;

/// A value without variables.
#[derive(Debug, Clone)]
pub(super) enum Datum<'s> {
    Word(Cow<'s, str>, Span),
    /// Escapes still in place.
    Text(Cow<'s, str>, Span),
    List(Rc<List<'s>>),
    Range(u32, u32),
    Table(Rc<Table<'s>>),
    Row(Rc<Table<'s>>, usize),
    /// `_` in a cell.
    Nothing,
}

/// The items of a list. Its addresses of a family are found once.
#[derive(Debug, Default)]
pub(super) struct List<'s> {
    items: Vec<Datum<'s>>,
    /// How many values it holds in all, itself included.
    size: usize,
    /// How many lists lie within each other.
    depth: usize,
    v4: OnceCell<Option<Rc<List<'s>>>>,
    v6: OnceCell<Option<Rc<List<'s>>>>,
}

impl<'s> From<Vec<Datum<'s>>> for List<'s> {
    fn from(items: Vec<Datum<'s>>) -> List<'s> {
        let size = items.iter().map(Datum::size).sum::<usize>() + 1;
        let depth = items.iter().map(Datum::depth).max().unwrap_or_default() + 1;
        List { items, size, depth, ..List::default() }
    }
}

impl<'s> std::ops::Deref for List<'s> {
    type Target = [Datum<'s>];
    fn deref(&self) -> &[Datum<'s>] {
        &self.items
    }
}

/// A `table`: its rows in the order they are written.
#[derive(Debug)]
pub(super) struct Table<'s> {
    pub name: Word<'s>,
    pub columns: Vec<Word<'s>>,
    pub rows: Vec<(Word<'s>, Vec<Datum<'s>>)>,
    /// Where the row of a key and the column of a name stand.
    row_places: HashMap<&'s str, usize>,
    column_places: HashMap<&'s str, usize>,
}

impl<'s> Table<'s> {
    pub fn new(name: Word<'s>, columns: Vec<Word<'s>>, rows: Vec<(Word<'s>, Vec<Datum<'s>>)>) -> Table<'s> {
        let row_places = rows.iter().enumerate().map(|(place, (key, _))| (key.text, place)).collect();
        let mut column_places = HashMap::new();
        for (place, column) in columns.iter().enumerate() {
            column_places.entry(column.text).or_insert(place);
        }
        Table { name, columns, rows, row_places, column_places }
    }
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// It has been reported.
    Wrong,
    /// An optional parameter was not given: the line is left out.
    Left,
}

impl<'s> Datum<'s> {
    /// What it is, for messages.
    pub fn kind(&self) -> String {
        match self {
            Datum::Word(text, _) => ["`", &shortened(text), "`"].concat(),
            Datum::Text(text, _) => format!("the text \"{}\"", shortened(text)),
            Datum::List(list) => format!("a list of {}", list.items.len()),
            Datum::Range(first, last) => format!("the range {first}..{last}"),
            Datum::Table(table) => format!("the table `{}`", table.name.text),
            Datum::Row(table, row) => match table.rows.get(*row) {
                Some((key, _)) => format!("the row `{}` of `{}`", key.text, table.name.text),
                None => format!("a row of `{}`", table.name.text),
            },
            Datum::Nothing => "`_`, no value".to_owned(),
        }
    }

    /// Writes it as a reader knows it; the end of a long list is left out.
    pub fn show(&self, out: &mut String) {
        match self {
            Datum::Word(text, _) => out.push_str(&shortened(text)),
            Datum::Text(text, _) => {
                out.push('"');
                out.push_str(&shortened(text));
                out.push('"');
            }
            Datum::List(list) => show_list(&list.items, out),
            Datum::Row(table, row) => match table.rows.get(*row) {
                Some((_, cells)) => show_list(cells, out),
                None => out.push('_'),
            },
            Datum::Nothing => out.push('_'),
            Datum::Range(..) | Datum::Table(_) => out.push_str(&self.kind()),
        }
    }

    /// The single value it is, and whether it was quoted.
    pub fn scalar(&self) -> Option<(&str, bool)> {
        match self {
            Datum::Word(text, _) => Some((text, false)),
            Datum::Text(text, _) => Some((text, true)),
            _ => None,
        }
    }

    /// How much of the value is not shared.
    pub fn octets(&self) -> usize {
        match self {
            Datum::Word(Cow::Owned(text), _) | Datum::Text(Cow::Owned(text), _) => text.len(),
            _ => 0,
        }
    }

    /// How many values it holds in all.
    fn size(&self) -> usize {
        match self {
            Datum::List(list) => list.size,
            _ => 1,
        }
    }

    /// How many lists lie within each other.
    fn depth(&self) -> usize {
        match self {
            Datum::List(list) => list.depth,
            _ => 0,
        }
    }

    /// Its values, lists taken apart; `None` if it is a table or nothing.
    pub fn flatten(&self) -> Option<Vec<Datum<'s>>> {
        let mut parts = Vec::new();
        self.flatten_into(&mut parts).then_some(parts)
    }

    fn flatten_into(&self, parts: &mut Vec<Datum<'s>>) -> bool {
        match self {
            Datum::List(items) => items.iter().all(|item| item.flatten_into(parts)),
            Datum::Word(..) | Datum::Text(..) => {
                parts.push(self.clone());
                true
            }
            _ => false,
        }
    }
}

/// What is shown of a value.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The values that every place has.
pub(super) const SPECIAL: [&str; 2] = ["origin", "zone"];

/// How many values of a list are shown.
const SHOWN: usize = 4;

/// Octets after which no further list is taken apart to be shown.
const LONGEST_SHOWN: usize = 400;

fn show_list(items: &[Datum<'_>], out: &mut String) {
    out.push('[');
    if out.len() > LONGEST_SHOWN {
        return out.push_str("…]");
    }
    for (index, item) in items.iter().take(SHOWN).enumerate() {
        out.push_str(if index > 0 { ", " } else { "" });
        item.show(out);
    }
    if items.len() > SHOWN {
        out.push_str(&format!(", and {} more", items.len() - SHOWN));
    }
    out.push(']');
}

/// Lists of lists and texts in texts can double with each line, so both end.
const LONGEST_LIST: usize = 100_000;
const LONGEST_TEXT: usize = 65_535;
const DEEPEST_LIST: usize = 64;

/// The inside of a quoted text, whether or not its quotes are still around it.
pub(super) fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').map_or(text, |inner| inner.strip_suffix('"').unwrap_or(inner))
}

/// What names stand for; `None` for a definition that is wrong, which has been
/// said, or for an optional parameter that was not given.
pub(super) type Values<'s> = BTreeMap<&'s str, Option<Datum<'s>>>;

/// The values that names stand for at one place.
pub(super) struct Environment<'e, 's> {
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
            Value::Range { first, last, .. } if first > last => return Err(Absent::Wrong),
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
                Piece::Plain(plain) if is_name && bare_variable(plain).is_some() => {
                    let (at, name) = bare_variable(plain).unwrap_or_default();
                    let headline = format!("`${name}` inside a name is written `${{{name}}}`");
                    let start = (plain.as_ptr() as usize).saturating_sub(word.text.as_ptr() as usize) + at;
                    let span = Span { start: word.span.start + start as u32, ..word.span };
                    let span = Span { end: span.start + 1 + name.len() as u32, ..span };
                    problems.push(Diagnostic::error(&codes::BAD_SPLICE, span, headline).fix(
                        Applicability::Certain,
                        format!("write `${{{name}}}`"),
                        span,
                        format!("${{{name}}}"),
                    ));
                    return Err(Absent::Wrong);
                }
                Piece::Plain(plain) => filled.push_str(plain),
                Piece::Wrong(splice) => {
                    let headline = format!("`{splice}` is no splice");
                    let error = Diagnostic::error(&codes::BAD_SPLICE, word.span, headline);
                    problems.push(error.help("write `${name}`, `${name:03}` or `${name|dash}`"));
                    return Err(Absent::Wrong);
                }
                Piece::Splice { name, steps, optional, format } => {
                    let dotted = is_name && pieces.peek().is_none();
                    let value =
                        self.look_up(name, cut_steps(steps), optional, word.span, dotted, problems)?;
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
            (None, None) => match self.special(name, dotted) {
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

    fn special(&self, name: &str, dotted: bool) -> Option<String> {
        let spot = self.spot?;
        let value = match name {
            "origin" => &spot.origin,
            "zone" => &spot.apex,
            _ => return None,
        };
        let text = value.to_string();
        Some(if dotted || value.is_root() { text } else { text.trim_end_matches('.').to_owned() })
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

/// A `$name` without a `\` before it: where it begins, and the name.
fn bare_variable(text: &str) -> Option<(usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'\\', b'$', bytes.get(at..)?)?;
        let behind = &text[at + 1..];
        let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        let name = &behind[..behind.find(ends).unwrap_or(behind.len())];
        match bytes[at] {
            b'\\' => at += 2,
            _ if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') => return Some((at, name)),
            _ => at += 1,
        }
    }
}

/// Says what a value is and what was wanted.
pub(super) fn wrong_kind(span: Span, found: &Datum<'_>, wanted: &str) -> Diagnostic {
    Diagnostic::error(&codes::WRONG_KIND, span, format!("this is {}; wanted is {wanted}", found.kind()))
}

/// `.a.b` and `[a.b]` cut into steps.
pub(super) fn cut_steps(mut steps: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (step, rest) = if let Some(inner) = steps.strip_prefix('[') {
            inner.split_once(']')?
        } else {
            let inner = steps.strip_prefix('.')?;
            inner.split_at(inner.find(['.', '[']).unwrap_or(inner.len()))
        };
        steps = rest;
        Some(step)
    })
}

type StepError = (String, Option<String>);

fn take_step<'d, 's>(value: Cow<'d, Datum<'s>>, step: &str) -> Result<Cow<'d, Datum<'s>>, StepError> {
    match value {
        Cow::Borrowed(Datum::Row(table, row)) => cell(table, *row, step).map(Cow::Borrowed),
        value => step_of(&value, step).map(Cow::Owned),
    }
}

fn cell<'d, 's>(table: &'d Table<'s>, row: usize, step: &str) -> Result<&'d Datum<'s>, StepError> {
    let Some(&column) = table.column_places.get(step) else {
        let near = nearest(step, table.columns.iter().map(|column| column.text));
        let headline = format!("the table `{}` has no column `{step}`", table.name.text);
        return Err((headline, near.map(|near| format!("Did you mean `{near}`?"))));
    };
    let cell = table.rows.get(row).and_then(|(_, cells)| cells.get(column));
    Ok(cell.unwrap_or(&Datum::Nothing))
}

fn step_of<'s>(value: &Datum<'s>, step: &str) -> Result<Datum<'s>, StepError> {
    match value {
        Datum::Table(table) => {
            let Some(&row) = table.row_places.get(step) else {
                let near = nearest(step, table.rows.iter().map(|(key, _)| key.text));
                let headline = format!("the table `{}` has no row `{step}`", table.name.text);
                return Err((headline, near.map(|near| format!("Did you mean `{near}`?"))));
            };
            Ok(row_value(table, row))
        }
        Datum::Row(table, row) => cell(table, *row, step).cloned(),
        value if step == "v4" || step == "v6" => {
            let wrong = || (format!("`.{step}` picks addresses, and this is {}", value.kind()), None);
            addresses(value, step == "v4").map(Datum::List).ok_or_else(wrong)
        }
        other => Err((format!("this is {}, which has no `{step}`", other.kind()), None)),
    }
}

/// The addresses of a family among the values; `None` if they are not all addresses.
fn addresses<'s>(value: &Datum<'s>, v4: bool) -> Option<Rc<List<'s>>> {
    let find = || {
        let items = value.flatten().filter(|items| !items.is_empty())?;
        let mut kept = Vec::new();
        for item in items {
            let address: IpAddr = item.scalar()?.0.parse().ok()?;
            if address.is_ipv4() == v4 {
                kept.push(item);
            }
        }
        Some(Rc::new(List::from(kept)))
    };
    match value {
        Datum::List(list) if v4 => list.v4.get_or_init(find).clone(),
        Datum::List(list) => list.v6.get_or_init(find).clone(),
        _ => find(),
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

/// What a row is: its one value, or with columns the row itself.
pub(super) fn row_value<'s>(table: &Rc<Table<'s>>, row: usize) -> Datum<'s> {
    if !table.columns.is_empty() {
        return Datum::Row(Rc::clone(table), row);
    }
    match table.rows.get(row).map(|(_, cells)| &cells[..]) {
        Some([one]) => one.clone(),
        Some(cells) => Datum::List(Rc::new(cells.to_vec().into())),
        None => Datum::Nothing,
    }
}

/// `$name.step?` written where the syntax keeps a word (a TTL).
pub(super) fn variable_in<'s>(word: Word<'s>) -> Option<Variable<'s>> {
    let path = word.text.strip_prefix('$')?;
    let (path, optional) = path.strip_suffix('?').map_or((path, false), |path| (path, true));
    let (name, steps) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    let step = |text| Word { text, span: word.span };
    let steps = cut_steps(steps).map(step).collect();
    Some(Variable { span: word.span, name: Word { text: name, span: word.span }, steps, optional })
}
