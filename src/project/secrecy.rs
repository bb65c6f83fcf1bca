//! Keeps secrets that someone wrote into `zonal.toml` out of every message:
//! the source text that diagnostics are drawn from is masked.

use std::ops::Range;

use super::code;
use super::form::{Form, Table, Value};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::provider::Secret;

/// Words of keys whose values are hidden where it is not known what a key
/// belongs to.
const TELLING: &[&str] = &["secret", "token", "password", "passwd", "passphrase", "key", "credential"];

const EXAMPLE: &str = "{ env = \"NAME\" }";

/// Reads where a secret is kept. A value that could be the secret itself is an
/// error and hidden.
pub(super) fn secret(form: &mut Form, value: &Value<'_>, variable: &str) -> Option<Secret> {
    let toml::de::DeValue::Table(map) = value.value else {
        form.hide(value);
        form.say(
            Diagnostic::error(
                &code::PLAIN_SECRET,
                value.span,
                format!("{} must say where the secret is kept, not what it is", value.title),
            )
            .help(format!("write `{{ env = \"{variable}\" }}`, `{{ file = \"PATH\" }}` or `{{ command = [\"PROGRAM\", \"ARGUMENT\"] }}`"))
            .help("zonal.toml is meant to be committed: if the secret has left your machine, replace it")
            .fix(
                Applicability::Maybe,
                format!("take it from the environment variable `{variable}`"),
                value.span,
                format!("{{ env = \"{variable}\" }}"),
            ),
        );
        return None;
    };
    let table = Table { title: value.title.clone(), span: value.key_span, map, private: true };
    let keys = ["env", "file", "command"];
    form.refuse_unknown(&table, &keys);
    let places: Vec<Value<'_>> = keys.iter().filter_map(|key| form.get(&table, key)).collect();
    let [place] = &places[..] else {
        if places.len() > 1 || table.map.is_empty() {
            let why = "must say one place: `env`, `file` or `command`";
            form.refuse_value(value, why, &format!("write it like `{EXAMPLE}`"));
        }
        return None;
    };
    match place.key {
        "env" => variable_name(form, place).map(Secret::Env),
        "file" => form.text(place, "{ file = \"PATH\" }").map(|path| Secret::File(path.into())),
        _ => command(form, place, "{ command = [\"PROGRAM\", \"ARGUMENT\"] }").map(Secret::Command),
    }
}

/// Something that is no variable name may be the secret, so it is hidden.
fn variable_name(form: &mut Form, value: &Value<'_>) -> Option<String> {
    let Some(text) = form.text(value, EXAMPLE) else {
        form.hide(value);
        return None;
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if text.bytes().all(plain) && !text.starts_with(|first: char| first.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    form.hide(value);
    let why = "is no name of an environment variable: letters, digits and `_`";
    form.refuse_value(value, why, "write the name of the variable, not its value");
    None
}

/// A program and its arguments.
pub(super) fn command(form: &mut Form, value: &Value<'_>, example: &str) -> Option<Vec<String>> {
    let items = form.list(value, example)?;
    let mut words = Vec::new();
    for item in &items {
        match item.value {
            toml::de::DeValue::String(word) => words.push(word.to_string()),
            _ => form.refuse_type(item, "a text", example),
        }
    }
    if words.len() < items.len() {
        return None;
    }
    if words.first().is_none_or(|program| program.is_empty()) {
        form.refuse_value(value, "names no program", &format!("write it like `{example}`"));
        return None;
    }
    Some(words)
}

/// Whether a key sounds as if its value were a secret.
pub(super) fn is_telling(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    TELLING.iter().any(|word| lower.contains(word))
}

/// In a text that is no TOML: what stands behind a telling key.
pub(super) fn behind_telling_keys(text: &str) -> Vec<Range<usize>> {
    let mut hidden = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(behind) = behind_telling_key(line) {
            let value = line[behind..].trim_start();
            let many_lines = value.starts_with("\"\"\"") || value.starts_with("'''");
            let end = if many_lines { text.len() } else { start + line.len() };
            hidden.push(start + behind..end);
        }
        start += line.len();
    }
    hidden
}

fn behind_telling_key(line: &str) -> Option<usize> {
    let lower = line.to_ascii_lowercase();
    let word = TELLING.iter().filter_map(|word| lower.find(word)).min()?;
    Some(lower[word..].find('=').map_or(word, |equals| word + equals + 1))
}

/// The text with stars in place of what is hidden: as many bytes in as many lines.
pub(super) fn masked(text: &str, hidden: &[Range<usize>]) -> String {
    let mut shown: Vec<u8> = text.bytes().collect();
    for range in hidden {
        let end = text.ceil_char_boundary(range.end.min(text.len()));
        let start = text.floor_char_boundary(range.start.min(end));
        for byte in &mut shown[start..end] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b'*';
            }
        }
    }
    String::from_utf8(shown).unwrap_or_default()
}
