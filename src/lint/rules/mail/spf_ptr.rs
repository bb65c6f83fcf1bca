use super::remarks;
use crate::dns::RecordType;
use crate::dns::policy_text::Kind;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SPF policy uses `ptr`.
    ///
    /// It is slow, it fails where reverse look-ups fail, and it loads the name servers of the reverse
    /// zones. RFC 7208 section 5.5 says not to publish it, and large receivers skip it.
    ///
    /// Name the hosts or their addresses.
    ///
    /// ```zonal
    /// @  SPF  mx ip4:192.0.2.25 -all      # not: ptr
    /// ```
    RULE = "spf-ptr", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    remarks::report(subject, Some(Kind::Spf), &["spf-ptr"], findings);
}
