//! DNSKEY, and what a parent zone says about the keys of its child.

mod cds_differs;
mod cds_not_at_apex;
mod dnskey_protocol;
mod ds_differs;
mod ds_digest_type;
mod ds_for_unsigned_zone;
mod ds_of_key_without_sep;
mod ds_of_unusable_key;
mod ds_without_key;
mod short_dnskey;
mod signed_without_ds;
mod unassigned_dnssec_number;
mod weak_dnssec_algorithm;

use crate::dns::{Dnskey, Ds, RecordType};
use crate::lint::{Record, Rule, Subject};

pub static RULES: &[&Rule] = &[
    &cds_differs::RULE,
    &cds_not_at_apex::RULE,
    &dnskey_protocol::RULE,
    &ds_differs::RULE,
    &ds_digest_type::RULE,
    &ds_for_unsigned_zone::RULE,
    &ds_of_key_without_sep::RULE,
    &ds_of_unusable_key::RULE,
    &ds_without_key::RULE,
    &short_dnskey::RULE,
    &signed_without_ds::RULE,
    &unassigned_dnssec_number::RULE,
    &weak_dnssec_algorithm::RULE,
];

/// The records of a DNSKEY or CDNSKEY RRset and what they say.
fn keys<'v>(subject: Subject<'v>) -> impl Iterator<Item = (Record<'v>, Dnskey<'v>)> {
    subject.records().filter_map(|record| Some((record, Dnskey::read(record.rdata)?)))
}

/// The records of a DS or CDS RRset and what they say.
fn digests<'v>(subject: Subject<'v>) -> impl Iterator<Item = (Record<'v>, Ds)> {
    subject.records().filter_map(|record| Some((record, Ds::read(record.rdata)?)))
}

/// The DNSKEY RRset that the child zone of a DS RRset declares, if it is in this project. The
/// signer of the zone may have more keys.
fn keys_of_child(ds: Subject<'_>) -> Option<Subject<'_>> {
    let child = ds.view.zone(&ds.owner())?;
    let rrset = child.zone.get(child.zone.apex(), RecordType::DNSKEY)?;
    Some(Subject { desired: child, rrset, ..ds })
}
