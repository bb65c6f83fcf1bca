//! Names: of what characters they are, and what they hide.

mod bad_a_label;
mod doubled_zone_name;
mod not_a_hostname;
mod reserved_hyphens;
mod target_characters;
mod ttl_as_owner;
mod underscore_in_name;
mod wildcard_shadowed;

use crate::dns::{RecordType, RrsetRef};
use crate::lint::Rule;

pub static RULES: &[&Rule] = &[
    &bad_a_label::RULE,
    &doubled_zone_name::RULE,
    &not_a_hostname::RULE,
    &reserved_hyphens::RULE,
    &target_characters::RULE,
    &ttl_as_owner::RULE,
    &underscore_in_name::RULE,
    &wildcard_shadowed::RULE,
];

/// The types whose owner is a host or a mail domain.
const HOST_TYPES: [RecordType; 3] = [RecordType::A, RecordType::MX, RecordType::AAAA];

/// The labels of owners below the apex, each at the first of the RRsets whose owners have it.
/// The RRsets stand in canonical order.
fn labels<'z>(rrsets: impl Iterator<Item = RrsetRef<'z>>) -> impl Iterator<Item = (RrsetRef<'z>, &'z [u8])> {
    let mut before: &[u8] = &[];
    rrsets.flat_map(move |rrset| {
        let key = rrset.owner_key();
        let common = before.iter().zip(key).take_while(|(left, right)| left == right).count();
        let known = key[..common].iter().rposition(|octet| *octet == 0).map_or(0, |end| end + 1);
        before = key;
        key[known..]
            .split(|octet| *octet == 0)
            .filter(|label| !label.is_empty())
            .map(move |label| (rrset, label))
    })
}

/// Letters and digits, and hyphens between them (RFC 952, RFC 1123 section 2.1).
fn is_host_label(label: &[u8]) -> bool {
    let is_inner = |octet: &u8| octet.is_ascii_alphanumeric() || *octet == b'-';
    label.iter().all(is_inner) && label.first() != Some(&b'-') && label.last() != Some(&b'-')
}
