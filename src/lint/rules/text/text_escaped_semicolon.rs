use super::{is_policy, rewrite, texts};
use crate::diagnostic::Applicability;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A text holds a backslash in front of a semicolon.
    ///
    /// In master files `;` begins a comment, so it is escaped there. Here it is not special: `\\;` makes the
    /// backslash a part of the text, and readers choke on it.
    ///
    /// Write the `;` alone.
    RULE = "text-escaped-semicolon", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, text) in texts(subject) {
        if memchr::memmem::find(&text, b"\\;").is_none() || is_policy(record, &text) {
            continue;
        }
        let headline = format!("a text of `{}` holds `\\;`", subject.owner().with_unicode());
        let report = findings.at(record.part("\\\\;"), headline).help("write the `;` alone");
        if let Ok(plain) = str::from_utf8(&text) {
            rewrite(report, record, &text, &plain.replace("\\;", ";"), Applicability::Certain);
        }
    }
}
