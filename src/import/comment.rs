//! Comments, from octets behind a `;` to text behind a `#`.

use std::fmt::Write;

/// The comment as the language writes it, its `#` included. Octets that are no
/// text are written as `\DDD`.
pub(super) fn written(octets: &[u8]) -> String {
    let text = shown(octets);
    let text = text.trim_start_matches(';').trim();
    if text.is_empty() { "#".to_owned() } else { format!("# {text}") }
}

fn shown(octets: &[u8]) -> String {
    let mut text = String::new();
    for chunk in octets.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\t' => text.push(character),
                _ if character.is_control() || is_invisible(character) => {
                    let mut buffer = [0; 4];
                    escape(character.encode_utf8(&mut buffer).as_bytes(), &mut text);
                }
                _ => text.push(character),
            }
        }
        escape(chunk.invalid(), &mut text);
    }
    text
}

/// Marks that change how the text around them is shown.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn escape(octets: &[u8], text: &mut String) {
    for octet in octets {
        let _ = write!(text, "\\{octet:03}");
    }
}

/// Whether a comment in a SOA only says which field stands there: the setting
/// names its timers itself.
pub(super) fn names_a_field(octets: &[u8]) -> bool {
    let text = String::from_utf8_lossy(octets).to_ascii_lowercase();
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| FIELD_WORDS.contains(&word) || word.bytes().next().is_some_and(|b| b.is_ascii_digit()))
}

/// Whether it says when a signature is made anew: `dnssec-signzone` writes that behind
/// what stays out.
pub(super) fn is_of_the_signer(octets: &[u8]) -> bool {
    let text = octets.strip_prefix(b";").unwrap_or(octets).trim_ascii();
    text.strip_prefix(b"resign=").is_some_and(|time| time.len() == 14 && time.iter().all(u8::is_ascii_digit))
}

const FIELD_WORDS: [&str; 39] = [
    "serial",
    "number",
    "refresh",
    "retry",
    "expire",
    "expiry",
    "minimum",
    "min",
    "negative",
    "cache",
    "caching",
    "ttl",
    "default",
    "time",
    "interval",
    "seconds",
    "second",
    "minutes",
    "minute",
    "hours",
    "hour",
    "days",
    "day",
    "weeks",
    "week",
    "s",
    "m",
    "h",
    "d",
    "w",
    "yyyymmddnn",
    "sec",
    "nxdomain",
    "update",
    "response",
    "zone",
    "sn",
    "of",
    "in",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments() {
        for (octets, expected) in [
            (&b" a note "[..], "# a note"),
            (b";; head ;;", "# head ;;"),
            (b"", "#"),
            (b"# x", "# # x"),
            (b"gr\xFC\xDFe\x1b", "# gr\\252\\223e\\027"),
            ("grüße\u{202e}".as_bytes(), "# grüße\\226\\128\\174"),
        ] {
            assert_eq!(written(octets), expected);
        }
    }

    #[test]
    fn fields() {
        for (text, is_field) in
            [(" Serial", true), ("refresh (4 hours)", true), ("12h", true), ("serial, ask Kim first", false)]
        {
            assert_eq!(names_a_field(text.as_bytes()), is_field, "{text}");
        }
    }
}
