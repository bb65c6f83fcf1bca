use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A delegation has DS records, and the child zone says `dnssec off`.
    ///
    /// DS records promise that the child is signed. Resolvers that validate take its unsigned answers
    /// for forged, so all its names fail for them (RFC 4035 section 5.2).
    ///
    /// Remove the DS records, wait until their TTL is over, and only then stop signing; or sign the zone.
    RULE = "ds-for-unsigned-zone", Level::Error, Check::Rrset(&[RecordType::DS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(child) = subject.view.zone(&subject.owner()) else { return };
    let Some(off) = child.settings.dnssec.filter(|dnssec| !dnssec.on) else { return };
    let name = subject.owner().with_unicode();
    let report = findings.at(subject, format!("`{name}` has DS records here and is not signed"));
    let report = match off.span {
        Some(span) => report.other(span, "DNSSEC is off here"),
        None => report.other(child, "DNSSEC is off in this zone"),
    };
    report.help("remove the DS records, or sign the zone");
}
