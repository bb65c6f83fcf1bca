//! TXT data: one text, cut into the strings of the wire form (RFC 1035
//! section 3.3.14) by us and not by the author.

use std::borrow::Cow;

use super::codes;
use super::escapes::write_unescaped;
use super::record::Tokens;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::dns::Token;

/// Appends the wire form of the joined tokens to `wire`; `scratch` is used for
/// the joined text.
pub(super) fn read(
    tokens: &Tokens<'_, '_>,
    scratch: &mut Vec<u8>,
    wire: &mut Vec<u8>,
) -> Result<(), Box<Diagnostic>> {
    if tokens.list.is_empty() {
        let error = Diagnostic::error(&codes::BAD_RDATA, tokens.end(), "a text is missing");
        return Err(Box::new(error.help("an empty text is written `\"\"`")));
    }
    if tokens.list.len() > 1 && tokens.list.iter().any(|token| !token.quoted) {
        return Err(Box::new(foreign_quotes(tokens).unwrap_or_else(|| not_quoted(tokens))));
    }
    scratch.clear();
    for (index, token) in tokens.list.iter().enumerate() {
        if !write_unescaped(token.text, scratch) {
            let headline =
                "a `\\` in a text wants three decimal digits up to 255, or the character it protects";
            return Err(Box::new(Diagnostic::error(&codes::BAD_RDATA, tokens.span(index), headline)));
        }
    }
    let octets = scratch.len() + scratch.len().div_ceil(255).max(1);
    if octets > 65535 {
        let headline = format!("the text takes {octets} octets, 65535 are allowed");
        return Err(Box::new(Diagnostic::error(&codes::BAD_RDATA, tokens.all(), headline)));
    }
    write(scratch, wire);
    Ok(())
}

/// Appends a text in strings of at most 255 octets.
pub(super) fn write(text: &[u8], wire: &mut Vec<u8>) {
    if text.is_empty() {
        wire.push(0);
    }
    for string in text.chunks(255) {
        wire.push(string.len() as u8);
        wire.extend_from_slice(string);
    }
}

/// `'...'` or typographic quotes around a text without `"`.
fn foreign_quotes(tokens: &Tokens<'_, '_>) -> Option<Diagnostic> {
    let (first, last) = (tokens.list.first()?, tokens.list.last()?);
    if first.quoted || last.quoted {
        return None;
    }
    let words: Vec<&str> = tokens.list.iter().map(|token: &Token<'_>| token.text).collect();
    let text = words.join(" ");
    let pairs = [
        ("'", "'"),
        ("\u{201c}", "\u{201d}"),
        ("\u{201e}", "\u{201c}"),
        ("\u{2018}", "\u{2019}"),
        ("`", "`"),
    ];
    let inner = pairs.iter().find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))?;
    let quoted = format!("\"{inner}\"");
    let error = Diagnostic::error(&codes::TXT_NOT_QUOTED, tokens.all(), "these are not the quotes of a text");
    let error = error.help("a text stands between two `\"`");
    Some(error.fix(Applicability::Maybe, format!("write `{quoted}`"), tokens.all(), quoted))
}

fn not_quoted(tokens: &Tokens<'_, '_>) -> Diagnostic {
    let words: Vec<Cow<'_, str>> = tokens.list.iter().map(in_quotes).collect();
    let quoted = format!("\"{}\"", words.join(" "));
    let error =
        Diagnostic::error(&codes::TXT_NOT_QUOTED, tokens.all(), "a text of several words wants quotes");
    let is_cut = |token: &Token<'_>| token.quoted && token.text.trim() != token.text || token.text.is_empty();
    if tokens.list.iter().any(is_cut) {
        return error.help("a `\"` inside a text is written `\\\"`");
    }
    // Elsewhere a variable, a comment or a number of blanks would be lost.
    let applicability = match tokens.are_one_blank_apart() {
        true => Applicability::Certain,
        false => Applicability::Maybe,
    };
    error.label("these would be joined without blanks").fix(
        applicability,
        "put it in quotes",
        tokens.all(),
        quoted,
    )
}

/// A token as it is written in a longer text.
fn in_quotes<'t>(token: &Token<'t>) -> Cow<'t, str> {
    match !token.quoted && token.text.contains('"') {
        true => Cow::Owned(token.text.replace("\\\"", "\"").replace('"', "\\\"")),
        false => Cow::Borrowed(token.text),
    }
}
