use super::{digests, keys, keys_of_child};
use crate::dns::{Ds, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// No DS record of a delegation is of a key-signing key that the child zone declares.
    ///
    /// Then the chain of trust ends here, unless the signer of the child has other keys (RFC 4035 section
    /// 5.2). The child is a zone of this project that declares DNSKEY records with the flags 257.
    ///
    /// Write the DS record that the message says, or take the old key out of the child.
    RULE = "ds-without-key", Level::Warning, Check::Rrset(&[RecordType::DS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    const SHA256: u8 = 2;
    let Some(child) = keys_of_child(subject) else { return };
    let apex = subject.owner();
    let known = |ds: &Ds| {
        keys(child).any(|(_, key)| {
            let has_its_digest =
                || key.ds(&apex, ds.digest_type).is_some_and(|right| right.digest == ds.digest);
            ds.names(key) || has_its_digest()
        })
    };
    let Some((line, key)) = keys(child).find(|(_, key)| key.is_secure_entry_point()) else { return };
    // A DS that names a key and is wrong is a finding of its own.
    if digests(subject).any(|(_, ds)| known(&ds)) {
        return;
    }
    let headline = format!("no DS record of `{}` is of a key that the zone declares", apex.with_unicode());
    let report = findings.at(subject, headline).other(line, "its key");
    if let Some(right) = key.ds(&apex, SHA256) {
        report.help(format!("the DS record of this key is `{right}`"));
    }
}
