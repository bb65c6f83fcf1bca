use super::{digests, keys, keys_of_child};
use crate::dns::{Dnskey, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DS record names a key of its child zone and has another digest, or has the digest of a key and another tag or algorithm.
    ///
    /// Resolvers that validate find no key for it; if no other DS record is right, every name of the
    /// child fails for them (RFC 4035 section 5.2). The child is a zone of this project with DNSKEY records.
    ///
    /// Write the DS record that the message says.
    RULE = "ds-differs", Level::Error, Check::Rrset(&[RecordType::DS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(child) = keys_of_child(subject) else { return };
    let apex = subject.owner();
    for (record, ds) in digests(subject) {
        if keys(child).any(|(_, key)| ds.matches(key, &apex)) {
            continue;
        }
        let right = |key: Dnskey<'_>| key.ds(&apex, ds.digest_type);
        let is_meant = |key| right(key).is_some_and(|right| right.digest == ds.digest || ds.names(key));
        let Some((line, key)) = keys(child).find(|(_, key)| is_meant(*key)) else { continue };
        let Some(right) = right(key) else { continue };
        let headline = match ds.names(key) {
            true => {
                format!("the digest of DS {} is not that of the key in `{}`", ds.key_tag, apex.with_unicode())
            }
            false => format!(
                "DS {} has the digest of key {} of `{}`, but another tag or algorithm",
                ds.key_tag,
                right.key_tag,
                apex.with_unicode()
            ),
        };
        findings.at(record, headline).other(line, "the key").help(format!("write `{right}`"));
    }
}
