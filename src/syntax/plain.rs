//! The checks that make sure a line of the fast path means the same as it would
//! as a `statement_line`.

use super::begins_value;
use crate::dns::Token;

/// The words with which plain settings and headers begin.
const KEYWORDS: [&str; 13] = [
    "zone",
    "extend",
    "under",
    "provider",
    "mirror",
    "registrar",
    "nameservers",
    "ttl",
    "ns-ttl",
    "soa",
    "dnssec",
    "classless",
    "owner",
];

/// Whether a text may begin with a plain line: one of the keywords, or a record,
/// whose second word, or the third behind a TTL, begins like a type. Spares
/// lines that do not a run of the grammar.
pub(super) fn may_begin_run(text: &str) -> bool {
    let line = text.trim_start_matches(' ');
    line.starts_with(['\n', '}', '#'])
        || line.split_once(' ').is_some_and(|(word, _)| KEYWORDS.contains(&word))
        || type_may_follow(line, |first| first.is_ascii_uppercase())
}

/// Whether a line, given without blanks in front, may be a record at all.
pub(super) fn may_be_record(line: &str) -> bool {
    let first = line.split([' ', '\t']).next().unwrap_or_default();
    first == "override"
        || first.contains(',')
        || type_may_follow(line, |first| matches!(first, b'A'..=b'Z' | b'$' | b',' | b'i'))
}

/// Whether the second word on the first line, or the third if the second
/// begins with a digit, begins as asked.
fn type_may_follow(line: &str, begins: impl Fn(u8) -> bool) -> bool {
    let mut rest = line.as_bytes();
    for _ in 0..2 {
        let end = rest.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\n')).unwrap_or(rest.len());
        let gap = rest[end..].iter().position(|byte| !matches!(byte, b' ' | b'\t'));
        rest = &rest[gap.map_or(rest.len(), |gap| end + gap)..];
        match rest.first() {
            Some(first) if begins(*first) => return true,
            Some(first) if first.is_ascii_digit() => {}
            _ => return false,
        }
    }
    false
}

/// An owner or the name of a zone, of unsuspicious characters.
pub(super) fn is_plain_name(name: &str) -> bool {
    let ordinary = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'@' | b'/' | b':' => true,
        octet => *octet >= 0x80,
    };
    name.as_bytes().iter().all(ordinary)
}

/// A value of a setting that is one bare word: no text, no range and no list.
pub(super) fn is_plain_value(token: &Token<'_>) -> bool {
    !token.quoted && !token.text.contains(',') && !token.text.contains("..")
}

/// Cuts the RDATA of a plain record into tokens; `false` if anything special
/// stands in it: in texts in quotes only a splice is, or what looks like a variable.
pub(super) fn tokens<'s>(rdata: &'s str, tokens: &mut Vec<Token<'s>>) -> bool {
    tokens.clear();
    let rdata = rdata.strip_suffix('\r').unwrap_or(rdata);
    let bytes = rdata.as_bytes();
    let mut at = 0;
    loop {
        while at < bytes.len() && bytes[at] == b' ' {
            at += 1;
        }
        if at == bytes.len() {
            return !tokens.is_empty() && tokens[0].text != "=";
        }
        let start = at;
        if bytes[at] == b'"' {
            at += 1;
            while bytes.get(at).is_some_and(|byte| *byte != b'"') {
                if bytes[at] == b'$' && begins_value(&rdata[at + 1..]) {
                    return false;
                }
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            if at >= bytes.len() {
                return false;
            }
            tokens.push(Token { text: &rdata[start + 1..at], quoted: true });
            at += 1;
            continue;
        }
        while at < bytes.len() && bytes[at] != b' ' {
            if matches!(
                bytes[at],
                b'"' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b';' | b'#' | b'$' | b'\\' | 0..=31 | 127
            ) {
                return false;
            }
            at += 1;
        }
        tokens.push(Token { text: &rdata[start..at], quoted: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_rdata_is_cut() {
        let token = |text, quoted| Token { text, quoted };
        for (rdata, expected) in [
            ("192.0.2.1", Some(vec![token("192.0.2.1", false)])),
            ("10  mail.x.\r", Some(vec![token("10", false), token("mail.x.", false)])),
            (r#""a b" "c\"d""e""#, Some(vec![token("a b", true), token(r#"c\"d"#, true), token("e", true)])),
            (r#""""#, Some(vec![token("", true)])),
            ("= 1", None),
            (" ", None),
            ("$web", None),
            (r#""a ${b}""#, None),
            (r#""a $b""#, None),
            (r#""a \${b} \$c $5""#, Some(vec![token(r"a \${b} \$c $5", true)])),
            ("a\tb", None),
            ("a\0", None),
            ("a\rb", None),
            ("a [ptr]", None),
            ("v=DMARC1; p=none", None),
            (r#"alpn="h2""#, None),
            ("(a", None),
            (r"\# 0", None),
            ("a }", None),
        ] {
            let mut found = Vec::new();
            assert_eq!(tokens(rdata, &mut found).then_some(found), expected, "{rdata}");
        }
    }
}
