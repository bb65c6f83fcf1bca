use super::{is_policy, rewrite, texts};
use crate::diagnostic::Applicability;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A text begins or ends with a blank.
    ///
    /// Mostly it came along when the text was copied. Services that look for their token compare it as it is, and
    /// do not find it.
    ///
    /// Take the blank out.
    ///
    /// ```zonal
    /// @  TXT  "site-verification=abc"      # not: "site-verification=abc "
    /// ```
    RULE = "text-edge-space", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, text) in texts(subject) {
        let trimmed = text.trim_ascii();
        if trimmed.len() == text.len() || trimmed.is_empty() || is_policy(record, &text) {
            continue;
        }
        let place = if text.starts_with(&trimmed[..trimmed.len().min(1)]) { "ends" } else { "begins" };
        let headline = format!("a text of `{}` {place} with a blank", subject.owner().with_unicode());
        let report = findings.at(record, headline).help("take it out");
        if let Ok(better) = str::from_utf8(trimmed) {
            rewrite(report, record, &text, better, Applicability::Certain);
        }
    }
}
