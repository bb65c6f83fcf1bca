use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::Desired;

rule! {
    /// A zone that says `dnssec off` has TLSA, SMIMEA, SSHFP or OPENPGPKEY records.
    ///
    /// Without DNSSEC anybody on the way can change them. Clients ignore TLSA and SMIMEA then (RFC 6698
    /// section 4.1), and SSH asks the user as before (RFC 4255 section 2.4).
    ///
    /// Sign the zone, or take the records out.
    RULE = "keys-in-unsigned-zone", Level::Warning, Check::Zone(check);
}

const TYPES: [RecordType; 4] =
    [RecordType::SSHFP, RecordType::TLSA, RecordType::SMIMEA, RecordType::OPENPGPKEY];

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let Some(off) = desired.settings.dnssec.filter(|dnssec| !dnssec.on) else { return };
    for record_type in TYPES {
        let Some(rrset) = desired.zone.iter().find(|rrset| rrset.record_type() == record_type) else {
            continue;
        };
        let apex = desired.zone.apex().with_unicode();
        let headline = format!("`{apex}` is not signed, so nobody can trust its {record_type} records");
        let report = findings.at(Subject { view, desired, rrset }, headline);
        let report = match off.span {
            Some(span) => report.other(span, "DNSSEC is off here"),
            None => report,
        };
        report.help("sign the zone, or take the records out");
    }
}
