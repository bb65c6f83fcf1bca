//! What an update cannot say, and what servers do not take.

use std::collections::HashMap;

use crate::dns::{Name, RecordType, RrsetKey};
use crate::plan::{Change, Edit};

/// Why an update cannot express a change: servers ignore it in silence or
/// refuse it (RFC 2136 sections 3.4.2.3 and 3.4.2.4).
pub fn unfit(apex: &Name, change: &Change) -> Option<String> {
    let RrsetKey { owner, record_type } = &change.key;
    let at_apex = owner == apex;
    match &change.edit {
        _ if !owner.is_at_or_below(apex) => Some(format!("{owner} is not in the zone {apex}")),
        _ if record_type.is_dnssec_generated() => {
            Some(format!("{owner} {record_type} is made by the server that signs the zone"))
        }
        _ if record_type.is_meta() => Some(format!("{owner} {record_type} is no zone data")),
        Edit::Remove(_) if at_apex && matches!(*record_type, RecordType::NS | RecordType::SOA) => {
            Some(format!("dynamic update cannot remove the {record_type} RRset at the apex {apex}"))
        }
        Edit::Add(_) if at_apex && *record_type == RecordType::SOA => {
            Some(format!("dynamic update cannot give {apex} its first SOA"))
        }
        _ if !at_apex && *record_type == RecordType::SOA => {
            Some(format!("{owner} SOA is not at the apex {apex}"))
        }
        _ => None,
    }
}

/// What BIND 9.18 and later take where the configuration says nothing else:
/// records in an RRset (`max-records-per-type`), types at a name (`max-types-per-name`).
const USUAL_LIMIT: usize = 100;

/// Which usual limit of a server the changes go beyond, and what to do.
pub fn beyond_limits(changes: &[Change]) -> Option<String> {
    let count = |change: &Change| change.edit.after().map_or(0, |records| records.data().len());
    let largest = changes.iter().max_by_key(|change| count(change))?;
    if count(largest) > USUAL_LIMIT {
        let RrsetKey { owner, record_type } = &largest.key;
        return Some(format!(
            "{owner} {record_type} would have {} records, and BIND takes no more than {USUAL_LIMIT} in an RRset \
             unless its `max-records-per-type` says so: raise it, or have fewer; the server's log says why it failed",
            count(largest)
        ));
    }
    let mut types: HashMap<&Name, usize> = HashMap::new();
    for change in changes.iter().filter(|change| change.edit.after().is_some()) {
        *types.entry(&change.key.owner).or_default() += 1;
    }
    let (owner, count) = types.into_iter().max_by_key(|(_, count)| *count)?;
    (count > USUAL_LIMIT).then(|| {
        format!(
            "{owner} would have {count} types of records, and BIND takes no more than {USUAL_LIMIT} at a name unless \
             its `max-types-per-name` says so: raise it, or have fewer; the server's log says why it failed"
        )
    })
}
