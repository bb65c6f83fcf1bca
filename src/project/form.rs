//! Reads the tables and values of a parsed `zonal.toml`, notes every problem
//! and goes on.

use std::ops::{Range, RangeInclusive};

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::{code, secrecy};
use crate::diagnostic::{Applicability, Diagnostic, Problems, in_a_row, nearest};
use crate::dns::{Name, Ttl};
use crate::text::{SourceId, Span};

/// What reading one `zonal.toml` has found so far.
pub(super) struct Form {
    source: SourceId,
    pub problems: Problems,
    /// Bytes that must not be shown: they may hold a secret.
    pub hidden: Vec<Range<usize>>,
}

/// A table and how a message names it.
#[derive(Clone)]
pub(super) struct Table<'t> {
    /// "`[providers.cf]`"; nothing for the file itself.
    pub title: String,
    pub span: Span,
    pub map: &'t DeTable<'t>,
    /// Whether secrets belong here: the values of unknown keys are not shown.
    pub private: bool,
}

/// The value of a key, or one in the list that is its value.
#[derive(Clone)]
pub(super) struct Value<'t> {
    /// "`path` of `[providers.files]`".
    pub title: String,
    pub key: &'t str,
    pub key_span: Span,
    pub span: Span,
    pub value: &'t DeValue<'t>,
}

impl Form {
    pub fn new(source: SourceId) -> Form {
        Form { source, problems: Problems::default(), hidden: Vec::new() }
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.source, offset(range.start), offset(range.end))
    }

    pub fn say(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    /// The value of a key, if it is there.
    pub fn get<'t>(&self, table: &Table<'t>, key: &str) -> Option<Value<'t>> {
        let (name, value) = table.map.get_key_value(key)?;
        Some(self.value(table, name, value))
    }

    /// All values of a table by their keys.
    pub fn entries<'t>(&self, table: &Table<'t>) -> Vec<Value<'t>> {
        table.map.iter().map(|(key, value)| self.value(table, key, value)).collect()
    }

    fn value<'t>(
        &self,
        table: &Table<'t>,
        key: &'t Spanned<std::borrow::Cow<'t, str>>,
        value: &'t Spanned<DeValue<'t>>,
    ) -> Value<'t> {
        let title = match table.title.is_empty() {
            true => format!("`{}`", key.get_ref()),
            false => format!("`{}` of {}", key.get_ref(), table.title),
        };
        let (key_span, span) = (self.span(key.span()), self.span(value.span()));
        Value { title, key: key.get_ref(), key_span, span, value: value.get_ref() }
    }

    /// The value of a key that must be there.
    pub fn required<'t>(&mut self, table: &Table<'t>, key: &str, example: &str) -> Option<Value<'t>> {
        let found = self.get(table, key);
        if found.is_none() {
            let headline = format!("{} lacks `{key}`", table.title);
            self.say(
                Diagnostic::error(&code::MISSING_KEY, table.span, headline).help(format!("add `{example}`")),
            );
        }
        found
    }

    /// Notes every key that is not one of `known`, and hides what may be secret
    /// in its value.
    pub fn refuse_unknown(&mut self, table: &Table<'_>, known: &[&str]) {
        for entry in self.entries(table) {
            if !known.contains(&entry.key) {
                if table.private || holds_tables(entry.value) || secrecy::is_telling(entry.key) {
                    self.hide(&entry);
                }
                self.refuse_key(&entry, known);
            }
        }
    }

    /// Notes a key that means nothing here.
    pub fn refuse_key(&mut self, entry: &Value<'_>, known: &[&str]) {
        let headline = format!("{} is no key of zonal.toml", entry.title);
        let unknown = Diagnostic::error(&code::UNKNOWN_KEY, entry.key_span, headline);
        let unknown = match nearest(entry.key, known.iter().copied()) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(
                Applicability::Maybe,
                format!("write `{near}`"),
                entry.key_span,
                near,
            ),
            None => unknown.help(format!("the keys here are {}", listed(known))),
        };
        self.say(unknown);
    }

    /// Keeps a value from ever being shown.
    pub fn hide(&mut self, value: &Value<'_>) {
        let span = value.span.start as usize..value.span.end as usize;
        self.hide_within(value.value, span);
    }

    fn hide_within(&mut self, value: &DeValue<'_>, span: Range<usize>) {
        match value {
            DeValue::Array(values) => {
                for value in values.iter() {
                    self.hide_within(value.get_ref(), value.span());
                }
            }
            DeValue::Table(table) => {
                for value in table.values() {
                    self.hide_within(value.get_ref(), value.span());
                }
            }
            _ => self.hidden.push(span),
        }
    }

    /// Notes that a value is not what it should be; the value is not repeated.
    pub fn refuse_type(&mut self, value: &Value<'_>, wanted: &str, example: &str) {
        let headline = format!("{} must be {wanted}, not {}", value.title, type_name(value.value));
        let label = format!("this is {}", type_name(value.value));
        self.say(
            Diagnostic::error(&code::VALUE, value.span, headline)
                .label(label)
                .help(format!("write it like `{example}`")),
        );
    }

    /// Notes that a value is of the right type and still wrong.
    pub fn refuse_value(&mut self, value: &Value<'_>, why: impl std::fmt::Display, help: &str) {
        let headline = format!("{} {why}", value.title);
        self.say(Diagnostic::error(&code::VALUE, value.span, headline).help(help));
    }

    /// A table without secrets.
    pub fn table<'t>(&mut self, value: &Value<'t>, title: String, example: &str) -> Option<Table<'t>> {
        match value.value {
            DeValue::Table(map) => Some(Table { title, span: value.key_span, map, private: false }),
            _ => {
                self.refuse_type(value, "a table", example);
                None
            }
        }
    }

    /// A table that may hold secrets.
    pub fn private_table<'t>(
        &mut self,
        value: &Value<'t>,
        title: String,
        example: &str,
    ) -> Option<Table<'t>> {
        let table = self.table(value, title, example);
        if table.is_none() {
            self.hide(value);
        }
        Some(Table { private: true, ..table? })
    }

    pub fn text<'t>(&mut self, value: &Value<'t>, example: &str) -> Option<&'t str> {
        match value.value {
            DeValue::String(text) if text.trim().is_empty() => {
                self.refuse_value(value, "is empty", &format!("write it like `{example}`"));
                None
            }
            DeValue::String(text) => Some(text),
            _ => {
                self.refuse_type(value, "a text", example);
                None
            }
        }
    }

    pub fn boolean(&mut self, value: &Value<'_>, example: &str) -> Option<bool> {
        match value.value {
            DeValue::Boolean(boolean) => Some(*boolean),
            _ => {
                self.refuse_type(value, "`true` or `false`", example);
                None
            }
        }
    }

    pub fn number(&mut self, value: &Value<'_>, range: RangeInclusive<u32>, example: &str) -> Option<u32> {
        let DeValue::Integer(integer) = value.value else {
            self.refuse_type(value, "a number", example);
            return None;
        };
        let number = number_of(integer).and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let why = format!("must be from {} to {}", range.start(), range.end());
            self.refuse_value(value, why, &format!("write it like `{example}`"));
        }
        number
    }

    /// A day of the calendar, without a time.
    pub fn date(&mut self, value: &Value<'_>, example: &str) -> Option<Date> {
        if let DeValue::Datetime(moment) = value.value
            && let (Some(date), None) = (moment.date, moment.time)
        {
            let numbers = (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day));
            if let (Ok(year), Ok(month), Ok(day)) = numbers
                && let Ok(date) = Date::new(year, month, day)
            {
                return Some(date);
            }
        }
        self.refuse_type(value, "a date without a time", example);
        None
    }

    /// Seconds as a number, or a text with units.
    pub fn duration(&mut self, value: &Value<'_>, example: &str) -> Option<Ttl> {
        let read = match value.value {
            DeValue::String(text) => Ttl::parse(text),
            DeValue::Integer(integer) => {
                number_of(integer).and_then(|number| Ttl::new(u32::try_from(number).ok()?))
            }
            _ => {
                self.refuse_type(value, "a duration", example);
                return None;
            }
        };
        if read.is_none() {
            let help =
                "write seconds or units, largest first: `3600`, `\"1h30m\"`; 2147483647 seconds are the most";
            self.refuse_value(value, "is no duration", help);
        }
        read
    }

    pub fn list<'t>(&mut self, value: &Value<'t>, example: &str) -> Option<Vec<Value<'t>>> {
        let DeValue::Array(values) = value.value else {
            self.refuse_type(value, "a list", example);
            return None;
        };
        let title = format!("a value in {}", value.title);
        let item = |item: &'t Spanned<DeValue<'t>>| Value {
            title: title.clone(),
            span: self.span(item.span()),
            value: item.get_ref(),
            ..value.clone()
        };
        Some(values.iter().map(item).collect())
    }

    /// A list of texts, each with its place; what is no text is noted and left out.
    pub fn texts<'t>(&mut self, value: &Value<'t>, example: &str) -> Option<Vec<(&'t str, Value<'t>)>> {
        let items = self.list(value, example)?;
        let mut texts = Vec::new();
        for item in items {
            if let Some(text) = self.text(&item, example) {
                texts.push((text, item));
            }
        }
        Some(texts)
    }

    /// A domain name; the final dot may be left away.
    pub fn name(&mut self, value: &Value<'_>, example: &str) -> Option<Name> {
        let text = self.text(value, example)?;
        match text.parse::<Name>() {
            Ok(name) => Some(name),
            Err(error) => {
                self.refuse_value(
                    value,
                    format!("is no domain name: {error}"),
                    &format!("write it like `{example}`"),
                );
                None
            }
        }
    }

    pub fn names(&mut self, value: &Value<'_>, example: &str) -> Option<Vec<Name>> {
        let items = self.list(value, example)?;
        Some(items.iter().filter_map(|item| self.name(item, example)).collect())
    }
}

fn number_of(integer: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A table of someone's own, perhaps a misspelt `[providers.NAME]`.
fn holds_tables(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Table(_) => true,
        DeValue::Array(values) => values.iter().any(|value| holds_tables(value.get_ref())),
        _ => false,
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(true) => "`true`",
        DeValue::Boolean(false) => "`false`",
        DeValue::Datetime(moment) if moment.time.is_none() => "a date",
        DeValue::Datetime(_) => "a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// "`a`, `b` and `c`".
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    if quoted.is_empty() { "none".to_owned() } else { in_a_row(&quoted) }
}
