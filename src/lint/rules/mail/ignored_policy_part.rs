use super::remarks;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// Receivers ignore a part of a mail policy or key.
    ///
    /// The grammar allows it, but nobody acts on it: a tag or modifier that does not exist, often a slip
    /// in its name; a mechanism behind `all` (RFC 7208 section 5.1); `redirect=` beside `all` (section
    /// 6.1).
    ///
    /// Correct the name, or take the part out.
    ///
    /// ```zonal
    /// @  TXT  "v=spf1 mx include:_spf.example.net -all"     # not: -all include:_spf.example.net
    /// ```
    RULE = "ignored-policy-part", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

const NAMES: [&str; 6] = [
    "dkim-key-type",
    "dkim-unknown-word",
    "policy-text-unknown-tag",
    "spf-after-all",
    "spf-redirect-with-all",
    "spf-unknown-modifier",
];

fn check(subject: Subject<'_>, findings: &mut Findings) {
    remarks::report(subject, None, &NAMES, findings);
}
