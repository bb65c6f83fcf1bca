use jiff::civil::Date;

use super::code;
use super::form::{Form, Table, Value, listed};
use crate::diagnostic::{Applicability, Diagnostic, Problems, Severity, nearest};
use crate::dns::Name;
use crate::plan::GuardKind;
use crate::text::Span;

/// `[guards]`: limits that differ from the built-in ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guards {
    pub delete_many: Option<DeleteMany>,
}

/// How much of a zone one push may remove. What is not said keeps its built-in
/// limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeleteMany {
    /// Of the RRsets of the zone, from 0 to 100.
    pub percent: Option<u8>,
    /// RRsets.
    pub count: Option<u32>,
}

/// One `[[ack]]`: consent that is reviewed, scoped and expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    pub guard: GuardKind,
    pub scope: AckScope,
    pub reason: String,
    /// The last day it holds.
    pub until: Date,
    /// The value of `until`.
    pub span: Span,
}

/// What an [`Ack`] is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AckScope {
    /// A zone by its apex, with all its names.
    Zone(Name),
    /// One owner name, in whichever zone it is.
    Name(Name),
}

impl AckScope {
    /// The apex or the owner.
    pub fn name(&self) -> &Name {
        match self {
            AckScope::Zone(name) | AckScope::Name(name) => name,
        }
    }
}

/// A warning for each [`Ack`] that has passed its date.
pub(super) fn expired(acks: &[Ack], today: Date) -> Problems {
    let old = acks.iter().filter(|ack| ack.until < today);
    old.map(|ack| {
        let headline = format!("the consent to `{}` ended on {}", ack.guard.code().name, ack.until);
        Diagnostic::new(&code::ACK_EXPIRED, Severity::Warning, Some(ack.span), headline)
            .help("remove this `[[ack]]`, or have a later date reviewed")
    })
    .collect()
}

const LIMIT_EXAMPLE: &str = "delete-many = { percent = 30, count = 10 }";

/// Reads `[guards]`.
pub(super) fn guards(form: &mut Form, value: &Value<'_>) -> Guards {
    let Some(table) = form.table(value, "`[guards]`".to_owned(), "[guards]") else {
        return Guards::default();
    };
    form.refuse_unknown(&table, &["delete-many"]);
    let delete_many = form.get(&table, "delete-many").and_then(|value| delete_many(form, &value));
    Guards { delete_many }
}

fn delete_many(form: &mut Form, value: &Value<'_>) -> Option<DeleteMany> {
    let table = form.table(value, "`delete-many` of `[guards]`".to_owned(), LIMIT_EXAMPLE)?;
    form.refuse_unknown(&table, &["percent", "count"]);
    let mut number = |key: &str, most: u32| {
        let value = form.get(&table, key)?;
        form.number(&value, 0..=most, LIMIT_EXAMPLE)
    };
    let percent = number("percent", 100).and_then(|percent| u8::try_from(percent).ok());
    let count = number("count", u32::MAX);
    if table.map.is_empty() {
        form.refuse_value(value, "sets no limit", &format!("write it like `{LIMIT_EXAMPLE}`"));
    }
    (percent.is_some() || count.is_some()).then_some(DeleteMany { percent, count })
}

const ACK_KEYS: &[&str] = &["guard", "zone", "name", "reason", "until"];

/// Reads `[[ack]]`.
pub(super) fn acks(form: &mut Form, value: &Value<'_>) -> Vec<Ack> {
    let Some(items) = form.list(value, "[[ack]]") else { return Vec::new() };
    items.iter().filter_map(|item| ack(form, item)).collect()
}

fn ack(form: &mut Form, value: &Value<'_>) -> Option<Ack> {
    let table = form.table(value, "this `[[ack]]`".to_owned(), "[[ack]]")?;
    let table = Table { span: value.span, ..table };
    form.refuse_unknown(&table, ACK_KEYS);
    let guard = form.required(&table, "guard", "guard = \"apex-ns\"");
    let guard = guard.and_then(|value| guard_kind(form, &value));
    let scope = scope(form, &table);
    let reason = form.required(&table, "reason", "reason = \"TICKET-1\"");
    let reason = reason.and_then(|value| form.text(&value, "reason = \"TICKET-1\"").map(str::to_owned));
    let until = form.required(&table, "until", "until = 2026-12-31");
    let until = until.and_then(|value| Some((form.date(&value, "until = 2026-12-31")?, value.span)));
    let (until, span) = until?;
    Some(Ack { guard: guard?, scope: scope?, reason: reason?, until, span })
}

fn guard_kind(form: &mut Form, value: &Value<'_>) -> Option<GuardKind> {
    let text = form.text(value, "guard = \"apex-ns\"")?;
    let codes: Vec<&str> = GuardKind::ALL.iter().map(|kind| kind.code().name).collect();
    let known = GuardKind::ALL.iter().find(|kind| kind.code().name == text);
    if known.is_none() {
        let headline = format!("`{text}` is no guard");
        let unknown = Diagnostic::error(&code::VALUE, value.span, headline);
        form.say(match nearest(text, codes.iter().copied()) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(
                Applicability::Maybe,
                format!("write `{near}`"),
                value.span,
                format!("\"{near}\""),
            ),
            None => unknown.help(format!("the guards are {}", listed(&codes))),
        });
    }
    known.copied()
}

fn scope(form: &mut Form, table: &Table<'_>) -> Option<AckScope> {
    match (form.get(table, "zone"), form.get(table, "name")) {
        (Some(zone), None) => form.name(&zone, "zone = \"example.com\"").map(AckScope::Zone),
        (None, Some(name)) => form.name(&name, "name = \"www.example.com\"").map(AckScope::Name),
        (Some(zone), Some(name)) => {
            let headline = "this `[[ack]]` says both `zone` and `name`";
            let both = Diagnostic::error(&code::VALUE, name.key_span, headline);
            form.say(
                both.other(zone.key_span, "the other").help("leave one out: a name is in one zone only"),
            );
            None
        }
        (None, None) => {
            let headline = "this `[[ack]]` lacks `zone` or `name`";
            form.say(
                Diagnostic::error(&code::MISSING_KEY, table.span, headline)
                    .help("add `zone = \"example.com\"` or `name = \"www.example.com\"`"),
            );
            None
        }
    }
}
