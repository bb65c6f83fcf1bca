use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A CDS or CDNSKEY record does not stand at the apex of its zone.
    ///
    /// The parent asks for it only there (RFC 7344 section 4.1).
    ///
    /// Move it into the zone that it is about.
    RULE = "cds-not-at-apex", Level::Warning, Check::Rrset(&[RecordType::CDS, RecordType::CDNSKEY], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if !subject.rrset.is_at_apex() {
        let owner = subject.owner().with_unicode();
        let headline = format!("nobody asks for {} at `{owner}`, which is no apex", subject.record_type());
        findings.at(subject, headline).help("move it to the apex of the zone that it is about");
    }
}
