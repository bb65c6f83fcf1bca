//! Records as they stand in master files, with what means something else here or
//! nothing at all.

use super::ast::{RdataValue, Record, Statement, Word};
use super::mistake::without_braces;
use super::{Place, codes};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::dns::{Token, Ttl};
use crate::text::Span;

/// What stands above a line in its block, for a line whose owner is left blank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Above<'s> {
    /// Comments and settings.
    #[default]
    Nothing,
    /// A record of this owner, as written.
    Owner(&'s str),
    /// Something that a master file does not hold, or that nobody understood.
    Other,
}

/// For a record line that begins with `first`, which is no owner: in a master file
/// it would have that of the record above it (RFC 1035 section 5.1).
pub(super) fn no_owner<'s>(
    place: Place<'s>,
    first: &'s str,
    record_type: &str,
    above: Above<'s>,
) -> Diagnostic {
    let start = place.of(first);
    let error = Diagnostic::error(&codes::NO_OWNER, start, format!("this {record_type} record has no owner"));
    let write = |error: Diagnostic, owner: &str| {
        let title = format!("write `{owner}` in front");
        error.fix(Applicability::Maybe, title, start, format!("{owner}  {first}"))
    };
    let itself = "`@` is the zone (or the `under`) itself";
    let write_a_name = |error: Diagnostic| error.help(format!("write the name in front; {itself}"));
    match above {
        // What looks like a TTL is one, of a line that lacks its owner itself.
        Above::Owner(owner) if Ttl::parse(owner).is_some() => write_a_name(error),
        Above::Owner(owner) if owner != "@" => {
            let help = format!("in a master file it has that of the record above, `{owner}`; {itself}");
            write(error.help(help), owner)
        }
        Above::Owner(_) | Above::Nothing => write(write_a_name(error), "@"),
        Above::Other => write_a_name(error),
    }
}

/// For the line of a SOA record; `line` is all that the setting takes the place of.
pub fn soa_record(record_type: Word<'_>, line: Span, values: &[&str]) -> Diagnostic {
    let headline = "the SOA is a setting, not a record line";
    let error = Diagnostic::error(&codes::SOA_RECORD, record_type.span, headline)
        .help("its serial is made by zonal; write the rest as `soa MNAME RNAME [refresh = ..]`");
    match soa_setting(values) {
        Some(setting) => error.fix(Applicability::Maybe, "write the setting", line, setting),
        None => error,
    }
}

/// The setting for the values of a SOA record, of which the third is the serial.
pub fn soa_setting(values: &[&str]) -> Option<String> {
    let [mname, rname, _serial, refresh, retry, expire, minimum] = values else { return None };
    Some(format!(
        "soa {mname} {rname} [refresh = {refresh}, retry = {retry}, expire = {expire}, minimum = {minimum}]"
    ))
}

/// For a SOA with `;` in its brackets or behind it.
pub(super) fn soa_with_comments(record: &Record<'_>, line: Span) -> Diagnostic {
    let values: Option<Vec<&str>> = record
        .values
        .iter()
        .map(|value| match value {
            RdataValue::Token(token, _) => Some(token.text),
            RdataValue::Variable(_) => None,
        })
        .collect();
    soa_record(record.record_type, line, &values.unwrap_or_default()).help("a comment starts with `#`")
}

/// The diagnostic for a `;` and what stands behind it, given with the
/// statement before it on the same line.
pub(super) fn semicolon<'s>(place: Place<'s>, tail: &'s str, before: Option<&Statement<'s>>) -> Diagnostic {
    let span = place.of(&tail[..1]);
    let diagnostic = Diagnostic::error(&codes::SEMICOLON, span, "`;` does not start a comment here");
    let Some(statement) = before else {
        let applicability = without_braces(place, span);
        return diagnostic.help("write `#` for a comment").fix(applicability, "write `#`", span, "#");
    };
    let diagnostic = diagnostic
        .help("write `#` for a comment, or put the whole value into `\"...\"` if the `;` belongs to it")
        .fix(Applicability::Maybe, "write `#`", span, hash(place, span));
    let Statement::Record(record) = statement else { return diagnostic };
    match cut_text(record) {
        Some(value) => {
            let value = value.to(place.of(tail));
            let text = place.text[value.start as usize..value.end as usize].trim_ascii_end();
            // The `}` of a block on one line is no part of the text.
            let text = if tail.contains('{') { text } else { text.trim_end_matches([' ', '}']) };
            if text.contains('\n') {
                return diagnostic;
            }
            let value = Span { end: value.start + text.len() as u32, ..value };
            let quoted = format!("\"{}\"", text.replace('"', "\\\""));
            diagnostic.fix(Applicability::Maybe, "put the text into quotes", value, quoted)
        }
        None => diagnostic,
    }
}

/// The first value of a record that a `;` cuts in two: a text, or a policy
/// whose tags stand without quotes.
pub(super) fn cut_text(record: &Record<'_>) -> Option<Span> {
    let is_text = matches!(record.record_type.text, "TXT" | "DMARC" | "DKIM" | "MTASTS" | "TLSRPT" | "BIMI");
    match record.values[..] {
        [RdataValue::Token(Token { quoted: false, .. }, value), ..] if is_text => Some(value),
        _ => None,
    }
}

/// For the `;` in the brackets of a record.
pub(super) fn remarks<'s>(
    place: Place<'s>,
    remarks: &[Word<'s>],
    before: &Statement<'s>,
) -> Option<Diagnostic> {
    let first = remarks.first()?;
    let mut error = semicolon(place, first.text, Some(before));
    // A `#` would take the bracket behind it.
    let is_closed = |remark: &Word<'s>| place.text[remark.span.end as usize..].starts_with(')');
    match remarks.iter().any(is_closed) {
        true => drop(error.fixes.remove(0)),
        false => {
            let signs = remarks.iter().map(|remark| place.of(&remark.text[..1]));
            error.fixes[0].edits = signs.map(|sign| (sign, hash(place, sign).to_owned())).collect();
        }
    }
    Some(error)
}

/// A `#` that starts a comment where a `;` stands: behind a blank.
fn hash(place: Place<'_>, semicolon: Span) -> &'static str {
    match place.text[..semicolon.start as usize].ends_with([' ', '\t', '\n', '(']) {
        true => "#",
        false => " #",
    }
}

/// For a value with braces outside of quotes, as in the macros of SPF (RFC 7208
/// section 7).
pub(super) fn braces(place: Place<'_>, term: Span) -> Diagnostic {
    let text = &place.text[term.start as usize..term.end as usize];
    let error = Diagnostic::error(&codes::MALFORMED, term, "a value with `{ }` in it is written in quotes");
    let error = match text.contains("%{") {
        true => error,
        false => error.help("or write `${name}` for the value of a name"),
    };
    match text.contains('"') {
        true => error,
        false => {
            let quoted = match parameter(text) {
                Some((key, value)) => format!("{key}=\"{value}\""),
                None => format!("\"{text}\""),
            };
            error.fix(Applicability::Maybe, format!("write `{quoted}`"), term, quoted)
        }
    }
}

/// The key and the value of a parameter of SVCB (RFC 9460 section 2.1), whose value alone is quoted.
fn parameter(text: &str) -> Option<(&str, &str)> {
    let is_key = |key: &str| {
        !key.is_empty() && key.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
    };
    text.split_once('=').filter(|(key, _)| is_key(key) && !text.contains("%{"))
}
