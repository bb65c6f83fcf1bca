use super::properties;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// CAA records name authorities for wildcards, or a place for reports, and none for other certificates.
    ///
    /// Without an `issue` property every authority may issue certificates that are no wildcards (RFC 8659
    /// section 4.2). Records of a name above do not count any more once a name has CAA records itself
    /// (section 3).
    ///
    /// Add `issue` with your authority, or `issue ";"` to forbid all.
    ///
    /// ```zonal
    /// @  CAA  0 issue "letsencrypt.org"
    /// @  CAA  0 iodef "mailto:security@example.com"
    /// ```
    RULE = "caa-without-issue", Level::Warning, Check::Rrset(&[RecordType::CAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    // What is only about mail, marks or contacts says nothing about web servers and is not meant to.
    let is_about_issuing = properties(subject).any(|(_, property)| {
        let allows = || property.issue_value().is_some_and(|value| !value.is_nobody());
        property.tag == "iodef" || property.tag == "issuewild" && allows()
    });
    let has_other =
        properties(subject).any(|(_, property)| !matches!(property.tag.as_str(), "iodef" | "issuewild"));
    if is_about_issuing && !has_other {
        let headline = format!(
            "the CAA records of `{}` have no `issue`: every authority may issue",
            subject.owner().with_unicode()
        );
        findings
            .at(subject, headline)
            .help("add `issue` with your authority, or `issue \";\"` to forbid all");
    }
}
