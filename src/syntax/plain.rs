//! The checks that make sure a line of the fast path means the same as it would
//! as a `statement_line`.

use crate::dns::Token;

/// Whether a text may begin with a plain record: its second word begins like a
/// TTL or a type. Spares lines that do not a run of the grammar.
pub(super) fn may_begin_run(text: &str) -> bool {
    let blank = |byte: &u8| *byte == b' ';
    let bytes = text.as_bytes();
    let owner = bytes.iter().position(|byte| !blank(byte)).unwrap_or(bytes.len());
    let owner_end = bytes[owner..].iter().position(|byte| blank(byte) || *byte == b'\n');
    let behind = &bytes[owner + owner_end.unwrap_or(bytes.len() - owner)..];
    let second = behind.iter().find(|byte| !blank(byte));
    bytes.get(owner) == Some(&b'\n')
        || second.is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// An owner, or a list of them with commas, of unsuspicious characters.
pub(super) fn is_plain_owner(owner: &str) -> bool {
    let ordinary = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'@' | b'/' | b':' => true,
        octet => *octet >= 0x80,
    };
    owner.as_bytes().iter().all(ordinary)
}

/// Cuts the RDATA of a plain record into tokens; `false` if anything special
/// stands in it, outside texts in quotes.
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
