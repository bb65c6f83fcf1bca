//! `[lint]`: levels of rules, and what rules may find where.

use super::code;
use super::form::{Form, Table, Value, listed};
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::dns::NameGlob;
use crate::lint::{self, ExemptScope, Exemption, Level, NoFinding, Settings};
use crate::text::Span;

const LEVELS_EXAMPLE: &str = "levels = { cname-chain = \"off\" }";
const ALLOW_KEYS: &[&str] = &["code", "zone", "name", "reason"];

/// Reads `[lint]`.
pub(super) fn settings(form: &mut Form, value: &Value<'_>) -> Settings {
    let mut settings = Settings::default();
    let Some(table) = form.table(value, "`[lint]`".to_owned(), "[lint]") else { return settings };
    form.refuse_unknown(&table, &["levels", "allow"]);
    if let Some(value) = form.get(&table, "levels")
        && let Some(levels) = form.table(&value, "`levels` of `[lint]`".to_owned(), LEVELS_EXAMPLE)
    {
        for entry in form.entries(&levels) {
            let code = known(form, lint::with_level(entry.key), entry.key_span, entry.key);
            if let (Some(code), Some(level)) = (code, level(form, &entry)) {
                settings.levels.insert(code.to_owned(), level);
            }
        }
    }
    if let Some(value) = form.get(&table, "allow") {
        let items = form.list(&value, "[[lint.allow]]").unwrap_or_default();
        settings.exemptions = items.iter().filter_map(|item| exemption(form, item)).collect();
    }
    settings
}

fn level(form: &mut Form, value: &Value<'_>) -> Option<Level> {
    let text = form.text(value, "\"warning\"")?;
    let level = Level::ALL.into_iter().find(|level| level.name() == text);
    if level.is_none() {
        form.refuse_value(
            value,
            "is no level",
            &format!("the levels are {}", listed(&Level::ALL.map(Level::name))),
        );
    }
    level
}

/// Says why there is none; `written` is what a fix of the name replaces.
fn known(
    form: &mut Form,
    code: Result<&'static Code, NoFinding>,
    span: Span,
    written: &str,
) -> Option<&'static str> {
    let none = match code {
        Ok(code) => return Some(code.name),
        Err(none) => none,
    };
    let error = Diagnostic::error(&code::VALUE, span, none.to_string()).help(none.help());
    form.say(match &none {
        NoFinding::Unknown(name, Some(near)) => {
            let title = format!("write `{near}`");
            error.fix(Applicability::Maybe, title, span, written.replace(name, near))
        }
        _ => error,
    });
    None
}

fn exemption(form: &mut Form, value: &Value<'_>) -> Option<Exemption> {
    let table = form.table(value, "this `[[lint.allow]]`".to_owned(), "[[lint.allow]]")?;
    let table = Table { span: value.span, ..table };
    form.refuse_unknown(&table, ALLOW_KEYS);
    let code = form.required(&table, "code", "code = \"cname-chain\"");
    let code = code.and_then(|value| {
        let text = form.text(&value, "code = \"cname-chain\"")?;
        Some((known(form, lint::finding(text), value.span, &format!("\"{text}\""))?, value.span))
    });
    let scope = scope(form, &table);
    let reason = form.required(&table, "reason", "reason = \"TICKET-1\"");
    let reason = reason.and_then(|value| form.text(&value, "reason = \"TICKET-1\"").map(str::to_owned));
    let (code, span) = code?;
    Some(Exemption { code: code.to_owned(), scope: scope?, reason: reason?, span })
}

fn scope(form: &mut Form, table: &Table<'_>) -> Option<ExemptScope> {
    let (zone, name) = ("zone = \"*.example\"", "name = \"www.example.com\"");
    match (form.get(table, "zone"), form.get(table, "name")) {
        (Some(value), None) => {
            let text = form.text(&value, zone)?;
            match NameGlob::parse(text) {
                Ok(glob) => Some(ExemptScope::Zones(glob)),
                Err(error) => {
                    let help = format!("write it like `{zone}`");
                    form.refuse_value(&value, format!("is no pattern: {error}"), &help);
                    None
                }
            }
        }
        (None, Some(value)) => form.name(&value, name).map(ExemptScope::Name),
        (Some(first), Some(second)) => {
            let headline = "this `[[lint.allow]]` says both `zone` and `name`";
            let both = Diagnostic::error(&code::VALUE, second.key_span, headline);
            form.say(both.other(first.key_span, "the other").help("leave one out"));
            None
        }
        (None, None) => {
            let headline = "this `[[lint.allow]]` lacks `zone` or `name`";
            let lacks = Diagnostic::error(&code::MISSING_KEY, table.span, headline);
            form.say(lacks.help(format!("add `{zone}` or `{name}`")));
            None
        }
    }
}
