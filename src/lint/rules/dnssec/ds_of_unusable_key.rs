use super::{digests, keys, keys_of_child};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DS record is of a key that must not be used to validate.
    ///
    /// The key is revoked (RFC 5011 section 2.1), or has no zone flag (RFC 4034 sections 2.1.1 and 5.2). If
    /// there is no other DS record, every name of the child fails for resolvers that validate.
    ///
    /// Write the DS record of a key that is in use.
    RULE = "ds-of-unusable-key", Level::Error, Check::Rrset(&[RecordType::DS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(child) = keys_of_child(subject) else { return };
    for (record, ds) in digests(subject) {
        let Some((line, key)) = keys(child).find(|(_, key)| ds.matches(*key, &subject.owner())) else {
            continue;
        };
        let what = match (key.is_revoked(), key.is_zone_key()) {
            (true, _) => "which is revoked",
            (false, false) => "which has no zone flag",
            (false, true) => continue,
        };
        let headline =
            format!("DS {} is of a key of `{}` {what}", ds.key_tag, subject.owner().with_unicode());
        findings
            .at(record, headline)
            .other(line, "the key")
            .help("write the DS record of a key that is in use");
    }
}
