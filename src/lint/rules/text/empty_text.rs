use super::texts;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A TXT record is empty, or holds blanks only.
    ///
    /// It says nothing to anybody, and some providers refuse it.
    ///
    /// Write its text, or remove it.
    RULE = "empty-text", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, text) in texts(subject) {
        if text.trim_ascii().is_empty() {
            let headline = format!("a text of `{}` is empty", subject.owner().with_unicode());
            findings.at(record, headline).help("write its text, or remove the record");
        }
    }
}
