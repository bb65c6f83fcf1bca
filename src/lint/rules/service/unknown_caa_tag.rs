use super::{CAA_TAGS, properties};
use crate::diagnostic::{Applicability, nearest};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A CAA record has a tag that no authority knows.
    ///
    /// It is ignored, so what it should forbid is allowed (RFC 8659 section 4.1). The tags in use are
    /// `issue`, `issuewild`, `iodef`, `contactemail`, `contactphone`, `issuemail` and `issuevmc`.
    ///
    /// Correct the tag, or take the record out.
    RULE = "unknown-caa-tag", Level::Warning, Check::Rrset(&[RecordType::CAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, property) in properties(subject) {
        let tag = property.tag.as_str();
        // Those with the critical flag are a finding of their own.
        if CAA_TAGS.contains(&tag) || property.is_critical() {
            continue;
        }
        let report = findings.at(record.part(tag), format!("no authority knows the CAA tag `{tag}`"));
        let Some(near) = nearest(tag, CAA_TAGS) else {
            report.help("take the record out");
            continue;
        };
        let report = report.help(format!("did you mean `{near}`?"));
        if let Some(span) = record.find(tag) {
            report.fix(Applicability::Maybe, format!("write `{near}`"), span, near);
        }
    }
}
