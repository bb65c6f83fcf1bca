use super::{is_policy, rewrite, texts};
use crate::diagnostic::Applicability;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A text begins or ends with a typographic quote.
    ///
    /// A word processor or a web page made it out of a plain one. Here it is no quote but three octets of the
    /// text.
    ///
    /// Write plain quotes around the text.
    RULE = "text-smart-quotes", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

/// Double and single ones, low, high and reversed.
const QUOTES: [char; 8] =
    ['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}', '\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}'];

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, text) in texts(subject) {
        let Some(plain) = quoted(&text) else { continue };
        if is_policy(record, &text) {
            continue;
        }
        let headline = format!("a text of `{}` has typographic quotes", subject.owner().with_unicode());
        let report = findings.at(record, headline).help("write plain quotes around the text");
        let inner = plain.strip_prefix(QUOTES).and_then(|inner| inner.strip_suffix(QUOTES));
        if let Some(inner) = inner.filter(|inner| !inner.contains(QUOTES)) {
            rewrite(report, record, &text, inner, Applicability::Certain);
        }
    }
}

/// The text, if such a quote is at one of its ends.
pub(super) fn quoted(text: &[u8]) -> Option<&str> {
    let plain = str::from_utf8(text).ok()?;
    (plain.starts_with(QUOTES) || plain.ends_with(QUOTES)).then_some(plain)
}
