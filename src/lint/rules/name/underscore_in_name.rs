use super::{HOST_TYPES, labels};
use crate::dns::{RecordType, RrsetRef};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::Desired;

rule! {
    /// A name has an underscore inside of a label.
    ///
    /// Underscores mark names that are not of hosts and stand in front of a label (RFC 8552). Inside of
    /// one they are often a slip for a hyphen; no public authority issues a certificate for such a name.
    ///
    /// Write a hyphen. SRV, TLSA and TXT records, names with a label that begins with `_`, and labels that
    /// begin with `sql-` are not looked at.
    RULE = "underscore-in-name", Level::Notice, Check::Zone(check);
}

/// Those whose owners are no hosts.
const OTHERS: [RecordType; 5] =
    [RecordType::SRV, RecordType::TLSA, RecordType::TXT, RecordType::PTR, RecordType::NAPTR];

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let is_of_host = |rrset: &RrsetRef<'_>| {
        let key = rrset.owner_key();
        HOST_TYPES.iter().any(|record_type| desired.zone.get_by_key(key, *record_type).is_some())
    };
    // Names of hosts are looked at by another rule.
    let looked_at = desired.zone.iter().filter(|rrset| {
        memchr::memchr(b'_', rrset.owner_key()).is_some()
            && !OTHERS.contains(&rrset.record_type())
            && !rrset.owner_key().split(|octet| *octet == 0).any(|label| label.starts_with(b"_"))
            && !is_of_host(rrset)
    });
    for (rrset, label) in labels(looked_at) {
        if label.contains(&b'_') && !label.starts_with(b"sql-") {
            let headline = format!("`{}` has an underscore inside of a label", rrset.owner().with_unicode());
            findings
                .at(Subject { view, desired, rrset }, headline)
                .help("write a hyphen, if the name is yours to choose");
        }
    }
}
