//! RDATA as the language writes it.

use super::name;
use crate::dns::{Name, RdataRef};
use crate::syntax::begins_value;

/// The presentation form with its names relative to the zone; that of RFC 3597 where
/// nothing is to be written (an APL of no item, RFC 3123).
pub(super) fn written(rdata: RdataRef<'_>, apex: &Name) -> String {
    let plain = rdata.to_string();
    if plain.is_empty() {
        return "\\# 0".to_owned();
    }
    let targets: Vec<(String, String)> =
        rdata.names().iter().map(|name| (name.to_string(), name::target(name, apex))).collect();
    if targets.is_empty() && !plain.contains('$') {
        return plain;
    }
    let mut text = String::with_capacity(plain.len());
    for (index, token) in tokens(&plain).into_iter().enumerate() {
        text.push_str(if index > 0 { " " } else { "" });
        match targets.iter().find(|(plain, _)| plain == token) {
            Some((_, target)) => text.push_str(target),
            None => write_literally(token, &mut text),
        }
    }
    text
}

/// Writes a token so that no `$` in it stands for a value.
fn write_literally(token: &str, text: &mut String) {
    let mut characters = token.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '$' if begins_value(&token[at + 1..]) => text.push_str("\\036"),
            '\\' => text.extend(std::iter::once(character).chain(characters.next().map(|(_, next)| next))),
            _ => text.push(character),
        }
    }
}

/// Cuts at single blanks outside of quotes.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let (mut tokens, mut start) = (Vec::new(), 0);
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b' ' if !is_quoted => {
                tokens.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    tokens.push(&text[start..]);
    tokens
}
