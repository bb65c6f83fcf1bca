use super::{digests, keys, keys_of_child};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DS record is of a key without the flag for that (SEP), and the zone declares one with it.
    ///
    /// It works (RFC 4034 section 2.1.1), but zone-signing keys are replaced often, and then the zone
    /// fails for resolvers that validate. Probably the wrong key was taken.
    ///
    /// Write the DS record of a key with the flags 257.
    RULE = "ds-of-key-without-sep", Level::Notice, Check::Rrset(&[RecordType::DS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    const SHA256: u8 = 2;
    let Some(child) = keys_of_child(subject) else { return };
    let apex = subject.owner();
    let Some((better, entry)) = keys(child).find(|(_, key)| key.is_secure_entry_point() && !key.is_revoked())
    else {
        return;
    };
    for (record, ds) in digests(subject) {
        let is_plain = keys(child).any(|(_, key)| !key.is_secure_entry_point() && ds.matches(key, &apex));
        let Some(right) = entry.ds(&apex, SHA256).filter(|_| is_plain) else { continue };
        let headline = format!("DS {} is of a zone-signing key of `{}`", ds.key_tag, apex.with_unicode());
        findings
            .at(record, headline)
            .other(better, "a key that is meant for DS records")
            .help(format!("its DS record is `{right}`"));
    }
}
