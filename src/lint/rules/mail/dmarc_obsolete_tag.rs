use super::remarks;
use crate::dns::RecordType;
use crate::dns::policy_text::Kind;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DMARC policy has a tag that no longer exists.
    ///
    /// RFC 9989, which replaces RFC 7489, has no `pct=`, `rf=` and `ri=` any more. Receivers that follow
    /// it ignore them, so `pct=10` is the whole policy there.
    ///
    /// Leave them out. To try a policy out write `t=y`.
    RULE = "dmarc-obsolete-tag", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    remarks::report(subject, Some(Kind::Dmarc), &["dmarc-gone"], findings);
}
