//! `[lint]`: levels of rules, and what rules may find where.

use globset::GlobBuilder;

use super::as_table::{self, AsTableFile};
use super::code;
use super::form::{Form, Table, Value, listed};
use crate::diagnostic::{Applicability, Diagnostic, nearest};
use crate::dns::Name;
use crate::lint::{ExemptScope, Exemption, Level, Settings, known_codes};

const LEVELS_EXAMPLE: &str = "levels = { cname-chain = \"off\" }";
const ALLOW_KEYS: &[&str] = &["code", "zone", "name", "reason"];

/// Reads `[lint]`.
pub(super) fn settings(form: &mut Form, value: &Value<'_>) -> (Settings, Option<AsTableFile>) {
    let mut settings = Settings::default();
    let Some(table) = form.table(value, "`[lint]`".to_owned(), "[lint]") else { return (settings, None) };
    form.refuse_unknown(&table, &["levels", "allow", "as-table"]);
    if let Some(value) = form.get(&table, "levels")
        && let Some(levels) = form.table(&value, "`levels` of `[lint]`".to_owned(), LEVELS_EXAMPLE)
    {
        for entry in form.entries(&levels) {
            let code = known_code(form, entry.key, entry.key_span, entry.key);
            if let (Some(code), Some(level)) = (code, level(form, &entry)) {
                settings.levels.insert(code.to_owned(), level);
            }
        }
    }
    if let Some(value) = form.get(&table, "allow") {
        let items = form.list(&value, "[[lint.allow]]").unwrap_or_default();
        settings.exemptions = items.iter().filter_map(|item| exemption(form, item)).collect();
    }
    let as_table = form.get(&table, "as-table").and_then(|value| as_table::file(form, &value));
    (settings, as_table)
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

/// The code of this name; `written` is what a fix of it replaces.
fn known_code(form: &mut Form, name: &str, span: crate::text::Span, written: &str) -> Option<&'static str> {
    let known = known_codes().find(|code| code.name == name);
    if known.is_none() {
        let unknown = Diagnostic::error(&code::VALUE, span, format!("no finding is called `{name}`"));
        form.say(match nearest(name, known_codes().map(|code| code.name)) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(
                Applicability::Maybe,
                format!("write `{near}`"),
                span,
                written.replace(name, near),
            ),
            None => unknown.help("`zonal lint --list-rules` lists them"),
        });
    }
    known.map(|code| code.name)
}

fn exemption(form: &mut Form, value: &Value<'_>) -> Option<Exemption> {
    let table = form.table(value, "this `[[lint.allow]]`".to_owned(), "[[lint.allow]]")?;
    let table = Table { span: value.span, ..table };
    form.refuse_unknown(&table, ALLOW_KEYS);
    let code = form.required(&table, "code", "code = \"cname-chain\"");
    let code = code.and_then(|value| {
        let text = form.text(&value, "code = \"cname-chain\"")?;
        Some((known_code(form, text, value.span, &format!("\"{text}\""))?, value.span))
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
            let glob = GlobBuilder::new(&pattern(text)).case_insensitive(true).build();
            if let Err(error) = &glob {
                form.refuse_value(
                    &value,
                    format!("is no pattern: {}", error.kind()),
                    &format!("write it like `{zone}`"),
                );
            }
            glob.ok().map(|glob| ExemptScope::Zones(glob.compile_matcher()))
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

/// The glob that a text is. A name is taken as it is, its labels in their encoded form.
fn pattern(text: &str) -> String {
    let is_glob = text.contains(['*', '?', '[', '{']);
    match text.parse::<Name>() {
        Ok(name) if !is_glob => globset::escape(name.to_string().trim_end_matches('.')),
        _ => text.trim_end_matches('.').to_lowercase(),
    }
}
