use super::remarks;
use crate::dns::RecordType;
use crate::dns::policy_text::Kind;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SPF policy lets everybody send.
    ///
    /// `+all`, which is also what `all` alone means, or a network of length 0 passes any address, so
    /// forged mail passes SPF and with it DMARC (RFC 7208 section 5.1, RFC 7489 section 3.1).
    ///
    /// List those who send, and end with `-all` or `~all`.
    ///
    /// ```zonal
    /// @  SPF  mx include:_spf.example.net -all
    /// ```
    RULE = "spf-plus-all", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    remarks::report(subject, Some(Kind::Spf), &["spf-plus-all"], findings);
}
