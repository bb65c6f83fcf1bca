use super::{digests, keys};
use crate::dns::{Dnskey, Ds, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// CDS and CDNSKEY records contradict each other or the keys of the zone.
    ///
    /// They tell the parent which DS records to have. CDS and CDNSKEY must say the same keys (RFC 7344
    /// section 4), a CDS must have the digest of the key that it names, and the record that asks to
    /// remove the DS records must stand alone (RFC 8078 section 4). A careful parent does nothing otherwise.
    ///
    /// Correct the records; one of the two types is enough for most parents.
    RULE = "cds-differs", Level::Warning,
        Check::Rrset(&[RecordType::CDS, RecordType::CDNSKEY], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if !subject.rrset.is_at_apex() {
        return;
    }
    if mixes_delete(subject, findings) || subject.record_type() == RecordType::CDNSKEY {
        return;
    }
    let apex = subject.owner();
    if let Some(zone_keys) = subject.beside(RecordType::DNSKEY) {
        for (record, cds) in digests(subject) {
            let Some((line, key)) = keys(zone_keys).find(|(_, key)| cds.names(*key)) else { continue };
            let Some(right) = key.ds(&apex, cds.digest_type).filter(|right| right.digest != cds.digest)
            else {
                continue;
            };
            let headline = format!("the digest of CDS {} is not that of the key", cds.key_tag);
            findings.at(record, headline).other(line, "the key").help(format!("write `{right}`"));
        }
    }
    if let Some(cdnskeys) = subject.beside(RecordType::CDNSKEY) {
        check_both(subject, cdnskeys, findings);
    }
}

fn mixes_delete(subject: Subject<'_>, findings: &mut Findings) -> bool {
    let digests = digests(subject).filter(|(_, cds)| cds.is_delete()).map(|(record, _)| record);
    let keys = keys(subject).filter(|(_, key)| key.is_delete()).map(|(record, _)| record);
    let mut deletes = digests.chain(keys);
    let Some(delete) = deletes.next().filter(|_| subject.rrset.rdatas().len() > 1) else { return false };
    let headline = format!("a {} asks to remove all DS records, and others name keys", subject.record_type());
    findings.at(delete, headline).help("keep it alone, or take it out");
    true
}

/// Each key of the one must be in the other.
fn check_both(cds: Subject<'_>, cdnskeys: Subject<'_>, findings: &mut Findings) {
    let apex = cds.owner();
    let stray_cds = digests(cds).find(|(_, ds)| !keys(cdnskeys).any(|(_, key)| says_same(ds, key)));
    let stray_key = keys(cdnskeys).find(|(_, key)| !digests(cds).any(|(_, ds)| says_same(&ds, *key)));
    let (record, other) = match (stray_cds, stray_key) {
        (Some((record, _)), _) => (record, cdnskeys),
        (None, Some((record, _))) => (record, cds),
        (None, None) => return,
    };
    let headline = format!("CDS and CDNSKEY of `{}` say different keys", apex.with_unicode());
    findings.at(record, headline).other(other, "this has no such key").help("say the same keys in both");
}

fn says_same(ds: &Ds, key: Dnskey<'_>) -> bool {
    ds.names(key) || (ds.is_delete() && key.is_delete())
}
