use std::borrow::Cow;
use std::fmt::Write;

/// The text with every character made visible that a terminal would obey or
/// hide: controls, escapes, overrides of direction, zero-width characters. Use
/// it for whatever comes from a file, a server or an API.
pub fn escape(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_unseen) else { return Cow::Borrowed(text) };
    let mut shown = text[..first].to_owned();
    for character in text[first..].chars() {
        push_visible(character, &mut shown);
    }
    Cow::Owned(shown)
}

/// Like [`escape`] for a text of several lines: it keeps its line ends, and each
/// line but the first is indented.
pub fn escape_lines(text: &str, indent: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(escape).collect();
    lines.join(&format!("\n{indent}"))
}

/// JSON text with the same characters as `\uXXXX` (RFC 8259 section 7): it
/// means the same and is safe to print. What it gets must be valid JSON, in
/// which these characters stand in strings only; line ends stay.
pub fn escape_json(json: &str) -> Cow<'_, str> {
    let unsafe_here = |character: char| character != '\n' && is_unseen(character);
    let Some(first) = json.find(unsafe_here) else { return Cow::Borrowed(json) };
    let mut shown = json[..first].to_owned();
    for character in json[first..].chars() {
        if unsafe_here(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Appends a character as [`escape`] shows it.
pub(super) fn push_visible(character: char, shown: &mut String) {
    match character {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        _ if is_unseen(character) => {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        }
        _ => shown.push(character),
    }
}

/// Controls (C0, DEL, C1), the bidirectional controls of UAX 9, characters that
/// take no room or end a line, and the private planes.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' | '\u{f0000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_made_visible() {
        for (text, shown, json) in [
            ("v=spf1 -all", "v=spf1 -all", "v=spf1 -all"),
            ("müller 日本 👩", "müller 日本 👩", "müller 日本 👩"),
            ("a\u{1b}[31mb", "a\\u{1b}[31mb", "a\\u001b[31mb"),
            ("a\r\n\tb", "a\\r\\n\\tb", "a\\u000d\n\\u0009b"),
            ("\0\u{7f}\u{9b}2J", "\\u{0}\\u{7f}\\u{9b}2J", "\\u0000\\u007f\\u009b2J"),
            ("a\u{202e}b\u{2066}c", "a\\u{202e}b\\u{2066}c", "a\\u202eb\\u2066c"),
            ("\u{feff}\u{200b}\u{2028}", "\\u{feff}\\u{200b}\\u{2028}", "\\ufeff\\u200b\\u2028"),
            ("\u{f0000}", "\\u{f0000}", "\\udb80\\udc00"),
            ("\u{e0041}", "\\u{e0041}", "\\udb40\\udc41"),
            ("", "", ""),
        ] {
            assert_eq!(escape(text), shown);
            assert_eq!(escape_json(text), json);
        }
    }
}
