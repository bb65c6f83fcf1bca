use super::text_smart_quotes::quoted;
use super::{is_policy, texts};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A text holds octets that are not printable ASCII.
    ///
    /// DNS carries them, but nothing says in which encoding they are, tools show them as `\195\164`, and some
    /// providers refuse them or change them.
    ///
    /// Write ASCII where programs read the text.
    RULE = "text-not-ascii", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, text) in texts(subject) {
        let is_plain = |octet: &u8| (b' '..=b'~').contains(octet);
        let Some(octet) = text.iter().copied().find(|octet| !is_plain(octet)) else { continue };
        if quoted(&text).is_some() || is_policy(record, &text) {
            continue;
        }
        let shown = match text.utf8_chunks().next().map(|chunk| chunk.valid()) {
            Some(valid) => valid.chars().find(|c| !(' '..='~').contains(c)).filter(|c| !c.is_control()),
            None => None,
        };
        let owner = subject.owner().with_unicode();
        let headline = match shown {
            Some(character) => format!("a text of `{owner}` holds `{character}`, which is not ASCII"),
            None => format!("a text of `{owner}` holds the octet {octet}, which is not printable ASCII"),
        };
        findings.at(record, headline).help("write ASCII where programs read it");
    }
}
