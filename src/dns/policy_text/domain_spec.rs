use std::fmt;

use super::piece::Piece;
use super::remark::Remarks;
use crate::dns::{Charset, Name};

/// A name in an SPF term, which may hold macros (RFC 7208 section 7.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DomainSpec {
    parts: Vec<MacroPart>,
}

/// A part of a macro string (RFC 7208 section 7.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MacroPart {
    /// Visible ASCII without `%`.
    Literal(String),
    /// `%{...}`.
    Expand {
        /// As written; a capital asks for URL escapes.
        letter: char,
        /// How many labels to keep, from the right; at least 1.
        keep: Option<u32>,
        reverse: bool,
        /// What the value is split at; empty means a dot.
        delimiters: String,
    },
    /// `%%`.
    Percent,
    /// `%_`.
    Blank,
    /// `%-`.
    UrlBlank,
}

impl DomainSpec {
    pub fn parts(&self) -> &[MacroPart] {
        &self.parts
    }

    /// The name, if no macro is in it and it is one that DNS can hold.
    pub fn name(&self) -> Option<Name> {
        match self.parts.as_slice() {
            [MacroPart::Literal(text)] => Name::parse(text, Charset::Octets, None).ok(),
            _ => None,
        }
    }

    /// The text in which equal names are equal: literals in lower case, no final dot.
    pub fn folded(&self) -> String {
        let fold = |part: &MacroPart| match part {
            MacroPart::Literal(text) => text.to_ascii_lowercase(),
            other => other.to_string(),
        };
        let mut text: String = self.parts.iter().map(fold).collect();
        if let Some(MacroPart::Literal(_)) = self.parts.last()
            && text.ends_with('.')
        {
            text.pop();
        }
        text
    }

    pub(super) fn read(piece: Piece<'_>, remarks: &mut Remarks) -> Option<DomainSpec> {
        if piece.text.is_empty() {
            remarks
                .error("spf-name", piece, "a name is missing")
                .help("put the name directly behind the `:` or `=`, without a blank");
            return None;
        }
        let parts = read_macro_string(piece, remarks)?;
        let spec = DomainSpec { parts };
        if let Some(MacroPart::Literal(text)) = spec.parts.last()
            && !ends_in_top_label(text)
        {
            let remark = remarks.error("spf-name", piece, format!("`{}` is no domain name", piece.text));
            if let Some(help) = name_help(piece.text) {
                remark.help(help);
            }
            return None;
        }
        if let [MacroPart::Literal(text)] = spec.parts.as_slice()
            && let Err(error) = Name::parse(text, Charset::Octets, None)
        {
            remarks.error("spf-name", piece, format!("`{text}` is no domain name: {error}"));
            return None;
        }
        Some(spec)
    }
}

impl fmt::Display for DomainSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| part.fmt(f))
    }
}

impl fmt::Display for MacroPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MacroPart::Literal(text) => f.write_str(text),
            MacroPart::Expand { letter, keep, reverse, delimiters } => {
                write!(f, "%{{{letter}")?;
                if let Some(keep) = keep {
                    write!(f, "{keep}")?;
                }
                write!(f, "{}{delimiters}}}", if *reverse { "r" } else { "" })
            }
            MacroPart::Percent => f.write_str("%%"),
            MacroPart::Blank => f.write_str("%_"),
            MacroPart::UrlBlank => f.write_str("%-"),
        }
    }
}

/// Reads a macro string; `None` where a remark was made.
pub(super) fn read_macro_string(piece: Piece<'_>, remarks: &mut Remarks) -> Option<Vec<MacroPart>> {
    let mut parts = Vec::new();
    let mut rest = piece;
    while !rest.text.is_empty() {
        let length = rest.text.find('%').unwrap_or(rest.text.len());
        if length > 0 {
            let (literal, back) = rest.split_at(length);
            parts.push(MacroPart::Literal(literal.text.to_owned()));
            rest = back;
            continue;
        }
        let length = match rest.text.as_bytes().get(1) {
            Some(b'%' | b'_' | b'-') => 2,
            Some(b'{') => rest.text.find('}').map_or(rest.text.len(), |at| at + 1),
            _ => 1,
        };
        let (written, back) = rest.split_at(length);
        parts.push(read_macro(written, remarks)?);
        rest = back;
    }
    Some(parts)
}

fn read_macro(written: Piece<'_>, remarks: &mut Remarks) -> Option<MacroPart> {
    match written.text {
        "%%" => return Some(MacroPart::Percent),
        "%_" => return Some(MacroPart::Blank),
        "%-" => return Some(MacroPart::UrlBlank),
        _ => {}
    }
    let Some(inner) = written.text.strip_prefix("%{").and_then(|text| text.strip_suffix('}')) else {
        remarks
            .error("spf-macro", written, format!("`{}` is no macro", written.text))
            .help("write `%{letter}`, or `%%` for a percent sign");
        return None;
    };
    let fault = match expand(inner) {
        Ok(part) => return Some(part),
        Err(fault) => fault,
    };
    remarks.error("spf-macro", written, format!("`{}`: {fault}", written.text));
    None
}

fn expand(inner: &str) -> Result<MacroPart, &'static str> {
    let mut letters = inner.chars();
    let letter = letters.next().ok_or("a macro letter is missing")?;
    match letter.to_ascii_lowercase() {
        's' | 'l' | 'o' | 'd' | 'i' | 'p' | 'h' | 'v' => {}
        'c' | 'r' | 't' => return Err("`c`, `r` and `t` are for the explanation text only"),
        _ => return Err("the macro letters are s, l, o, d, i, p, h and v"),
    }
    let rest = letters.as_str();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let keep = match &rest[..digits] {
        "" => None,
        text => match text.parse() {
            Ok(0) => return Err("the number of labels must not be 0"),
            Ok(keep) => Some(keep),
            Err(_) => return Err("the number of labels is too large"),
        },
    };
    let rest = &rest[digits..];
    let delimiters = rest.strip_prefix(['r', 'R']);
    let reverse = delimiters.is_some();
    let delimiters = delimiters.unwrap_or(rest);
    if !delimiters.chars().all(|c| ".-+,/_=".contains(c)) {
        return Err("behind the letter stand digits, `r`, then delimiters out of `.-+,/_=`");
    }
    Ok(MacroPart::Expand { letter, keep, reverse, delimiters: delimiters.to_owned() })
}

/// Whether a literal ends in a dot and a top label, as `domain-end` wants.
fn ends_in_top_label(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let Some((_, top)) = text.rsplit_once('.') else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric();
    !top.is_empty()
        && top.chars().all(|c| plain(c) || c == '-')
        && top.starts_with(plain)
        && top.ends_with(plain)
        && top.contains(|c: char| c.is_ascii_alphabetic() || c == '-')
}

fn name_help(text: &str) -> Option<String> {
    if text.contains(',') {
        return Some("terms are separated by blanks, not commas".to_owned());
    }
    if text.ends_with(';') {
        return Some("remove the `;`: SPF terms are separated by blanks".to_owned());
    }
    let address = text.split('/').next().unwrap_or(text);
    match address.parse() {
        Ok(std::net::IpAddr::V4(_)) => Some(format!("for an address write `ip4:{text}`")),
        Ok(std::net::IpAddr::V6(_)) => Some(format!("for an address write `ip6:{text}`")),
        Err(_) if !text.contains('.') => Some("write the whole name, with its domain".to_owned()),
        Err(_) => None,
    }
}
