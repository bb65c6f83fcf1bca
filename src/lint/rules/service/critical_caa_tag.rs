use super::{CAA_TAGS, properties};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A CAA record has a tag that no authority knows and the critical flag.
    ///
    /// The flag 128 tells authorities not to issue unless they know the tag (RFC 8659 section 4.1), so
    /// none issues or renews a certificate.
    ///
    /// Correct the tag, or write the flags `0`.
    ///
    /// ```zonal
    /// @  CAA  0 issue "letsencrypt.org"
    /// ```
    RULE = "critical-caa-tag", Level::Error, Check::Rrset(&[RecordType::CAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, property) in properties(subject) {
        let tag = property.tag.as_str();
        if !CAA_TAGS.contains(&tag) && property.is_critical() {
            let headline = format!(
                "no authority knows the CAA tag `{tag}`, which is marked as critical: none may issue"
            );
            findings.at(record, headline).help("correct the tag, or write the flags `0`");
        }
    }
}
