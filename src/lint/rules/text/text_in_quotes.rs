use super::{is_policy, rewrite, texts};
use crate::diagnostic::Applicability;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A text has quotes around it that are part of the text.
    ///
    /// The quotes of the source are not part of it; these came in by copying, or from a provider that shows
    /// texts with their quotes.
    ///
    /// Take the inner quotes out.
    RULE = "text-in-quotes", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, text) in texts(subject) {
        let Ok(plain) = str::from_utf8(&text) else { continue };
        let within = |quote: char| plain.strip_prefix(quote)?.strip_suffix(quote);
        // `"a" and "b"` only happens to begin and end with quotes.
        let inner = within('"').or_else(|| within('\'')).filter(|inner| !inner.contains(['"', '\'']));
        let Some(inner) = inner.filter(|_| !is_policy(record, &text)) else { continue };
        let headline =
            format!("the quotes around a text of `{}` are part of it", subject.owner().with_unicode());
        let report = findings.at(record, headline).help("take the inner quotes out");
        rewrite(report, record, &text, inner, Applicability::Maybe);
    }
}
