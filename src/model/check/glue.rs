//! Glue whose name server was misspelt: one mistake, said once.

use std::collections::HashSet;

use super::key_of;
use crate::diagnostic::nearest;
use crate::dns::{RecordType, Zone};

/// How many names below a delegation are held against one that has no address.
const MOST: usize = 100;

/// The keys of all names in this zone that some NS record of it names.
pub(super) fn name_servers(zone: &Zone) -> HashSet<Vec<u8>> {
    let ns = zone.iter().filter(|rrset| rrset.record_type() == RecordType::NS);
    ns.flat_map(|rrset| rrset.rdatas()).filter_map(|rdata| key_of(rdata.wire, zone.apex())).collect()
}

/// The name below a delegation that has an address, is none of `servers` and was probably meant by
/// a `target` in there that has none; all are keys.
pub(super) fn meant(zone: &Zone, cut: &[u8], target: &[u8], servers: &HashSet<Vec<u8>>) -> Option<Vec<u8>> {
    let word = |key: &[u8]| Some(String::from_utf8_lossy(key.strip_prefix(cut)?).into_owned());
    let target = word(target)?;
    let addresses = zone.at_or_below(cut).filter(|rrset| rrset.record_type().is_address());
    let unnamed = addresses.map(|rrset| rrset.owner_key()).filter(|key| !servers.contains(*key));
    let names: Vec<(String, &[u8])> = unnamed.take(MOST).filter_map(|key| Some((word(key)?, key))).collect();
    let near = nearest(&target, names.iter().map(|(name, _)| name.as_str()))?;
    names.iter().find(|(name, _)| name == near).map(|(_, key)| key.to_vec())
}
