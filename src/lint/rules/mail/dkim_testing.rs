use super::remarks;
use crate::dns::RecordType;
use crate::dns::policy_text::Kind;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DKIM key says that it is only tested.
    ///
    /// With `t=y` receivers treat mail that it signs like mail without a signature (RFC 6376 section
    /// 3.6.1). It is often left over from the first day.
    ///
    /// Leave the flag out once mail is signed well.
    RULE = "dkim-testing", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    remarks::report(subject, Some(Kind::Dkim), &["dkim-testing"], findings);
}
