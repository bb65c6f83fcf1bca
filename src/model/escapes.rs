//! `\` in words and texts (RFC 1035 section 5.1).

use super::codes;
use super::record::Tokens;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::text::Span;

/// The octets of a text: `\"`, `\\`, `\DDD` (decimal) and any other character
/// behind a `\` for itself. `None` for a `\` at the end or a number above 255.
pub(super) fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len());
    write_unescaped(text, &mut octets).then_some(octets)
}

pub(super) fn write_unescaped(text: &str, octets: &mut Vec<u8>) -> bool {
    let mut rest = text.as_bytes();
    while let Some(at) = memchr::memchr(b'\\', rest) {
        octets.extend_from_slice(&rest[..at]);
        rest = match &rest[at + 1..] {
            [a, b, c, behind @ ..] if [a, b, c].iter().all(|digit| digit.is_ascii_digit()) => {
                let number = [a, b, c].iter().fold(0, |sum, digit| sum * 10 + u32::from(**digit - b'0'));
                let Ok(octet) = u8::try_from(number) else { return false };
                octets.push(octet);
                behind
            }
            [first, behind @ ..] if !first.is_ascii_digit() => {
                octets.push(*first);
                behind
            }
            _ => return false,
        };
    }
    octets.extend_from_slice(rest);
    true
}

/// Says of the first letter behind a `\` in the tokens that the `\` would be lost: nobody
/// protects a letter, and many write a path of files.
pub(super) fn lost(tokens: &Tokens<'_, '_>) -> Option<Diagnostic> {
    let (index, at) = tokens
        .list
        .iter()
        .enumerate()
        .find_map(|(index, token)| Some((index, before_letter(token.text)?)))?;
    let (token, whole) = (&tokens.list[index], tokens.span(index));
    let quotes = 2 * u32::from(token.quoted);
    let as_written = whole.end - whole.start == token.text.len() as u32 + quotes;
    let start = whole.start + quotes / 2 + at as u32;
    let span = if as_written { Span { start, end: start + 2, ..whole } } else { whole };
    Some(lost_at(span, &token.text[at..at + 2], as_written))
}

/// The same for the text of an attribute.
pub(super) fn lost_in(text: &str, span: Span) -> Option<Diagnostic> {
    let at = before_letter(text)?;
    Some(lost_at(span, &text[at..at + 2], false))
}

fn lost_at(span: Span, escape: &str, fixes: bool) -> Diagnostic {
    let letter = &escape[1..];
    let headline = format!("`{escape}` is only `{letter}`: the `\\` would be lost");
    let error = Diagnostic::error(&codes::BAD_ESCAPE, span, headline);
    match fixes {
        true => error
            .fix(Applicability::Maybe, format!("write `\\{escape}`"), span, format!("\\{escape}"))
            .fix(Applicability::Maybe, format!("write `{letter}`"), span, letter),
        false => error.help(format!("write `\\{escape}`, or `{letter}` without it")),
    }
}

/// Where a `\` with a letter behind it stands.
fn before_letter(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'\\', bytes.get(from..)?) {
        let at = from + found;
        if bytes.get(at + 1)?.is_ascii_alphabetic() {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes() {
        for (text, expected) in [
            ("plain", Some(&b"plain"[..])),
            ("a\\\"b\\\\c\\;", Some(b"a\"b\\c;")),
            ("\\255\\000x", Some(b"\xff\0x")),
            ("ö", Some("ö".as_bytes())),
            ("\\256", None),
            ("\\1", None),
            ("\\", None),
        ] {
            assert_eq!(unescape(text).as_deref(), expected, "{text}");
        }
    }
}
