//! Zones and changes for tests, short to write.

use std::path::Path;

use zonal::dns::{Name, RrsetKey, Zone, master};
use zonal::plan::{Cause, Change, Edit};

pub fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// A zone from master-file text; `$TTL` is 300 unless the text says another.
pub fn zone(apex: &str, text: &str) -> Zone {
    let file = master::read_text(Path::new("test"), format!("$TTL 300\n{text}\n").into(), &name(apex));
    assert_eq!(file.problems, []);
    file.zone
}

/// What turns one zone into the other.
pub fn changes(from: &Zone, to: &Zone) -> Vec<Change> {
    let mut keys: Vec<RrsetKey> = from.iter().chain(to.iter()).map(|rrset| rrset.key()).collect();
    keys.sort();
    keys.dedup();
    let change = |key: RrsetKey| {
        let of = |zone: &Zone| zone.get(&key.owner, key.record_type).map(|rrset| rrset.to_records());
        let edit = match (of(from), of(to)) {
            (Some(old), Some(new)) if old == new => return None,
            (Some(old), Some(new)) => Edit::Replace { old, new },
            (None, Some(new)) => Edit::Add(new),
            (Some(old), None) => Edit::Remove(old),
            (None, None) => return None,
        };
        Some(Change { key, edit, cause: Cause::Unknown, source: Vec::new() })
    };
    keys.into_iter().filter_map(change).collect()
}
