//! One list of RRset changes in the unit an API takes: single records, whole
//! owners or the whole zone. RRsets are the changes themselves.

use super::{Change, Observed};
use crate::dns::{Name, Rdata, Records, RrsetKey, Ttl, Zone};

/// A change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordChange {
    Create {
        owner: Name,
        ttl: Ttl,
        rdata: Rdata,
    },
    /// The old record becomes the new one in place; both are of one type.
    Modify {
        owner: Name,
        old: (Ttl, Rdata),
        new: (Ttl, Rdata),
    },
    Delete {
        owner: Name,
        ttl: Ttl,
        rdata: Rdata,
    },
}

/// All RRsets of an owner before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerChange {
    pub owner: Name,
    /// By type number.
    pub old: Vec<Records>,
    pub new: Vec<Records>,
}

/// Single records, in the order of the changes. Inside an RRset a record keeps
/// its RDATA where it can (a new TTL is a modification), what is left is paired
/// in canonical order; creations come before deletions, so an NS or MX RRset is
/// never without a server on the way.
pub fn record_changes(changes: &[Change]) -> Vec<RecordChange> {
    changes.iter().flat_map(records_of).collect()
}

/// Whole owners, each once, at the place of its first change.
pub fn owner_changes(changes: &[Change], observed: &Observed) -> Vec<OwnerChange> {
    let mut places = std::collections::HashMap::new();
    let mut owners: Vec<OwnerChange> = Vec::new();
    for change in changes {
        let place = *places.entry(&change.key.owner).or_insert_with(|| {
            let zone = observed.zone().into_iter();
            let old: Vec<Records> =
                zone.flat_map(|zone| zone.at(&change.key.owner)).map(|rrset| rrset.to_records()).collect();
            owners.push(OwnerChange { owner: change.key.owner.clone(), new: old.clone(), old });
            owners.len() - 1
        });
        let new = &mut owners[place].new;
        new.retain(|records| records.record_type() != change.key.record_type);
        new.extend(change.edit.after().cloned());
        new.sort_by_key(Records::record_type);
    }
    owners
}

/// The zone as it stands after the changes. An absent one becomes a new one.
pub fn zone_after(changes: &[Change], observed: &Observed, apex: &Name) -> Zone {
    let edits = changes.iter().map(|change| (&change.key, change.edit.after()));
    match observed.zone() {
        Some(zone) => zone.with_edits(edits),
        None => Zone::empty(apex.clone()).with_edits(edits),
    }
}

fn records_of(change: &Change) -> Vec<RecordChange> {
    let RrsetKey { owner, .. } = &change.key;
    let side = |records: Option<&Records>| -> Vec<(Ttl, Rdata)> {
        let records = records.into_iter();
        records.flat_map(|set| set.data().iter().map(|rdata| (set.ttl(), rdata.clone()))).collect()
    };
    let (mut old, mut new) = (side(change.edit.before()), side(change.edit.after()));
    let mut made = Vec::new();
    let modify = |old, new| RecordChange::Modify { owner: owner.clone(), old, new };
    if let (Some(before), Some(after)) = (change.edit.before(), change.edit.after()) {
        if before.ttl() != after.ttl() {
            let kept = before.data().iter().filter(|rdata| after.contains(rdata));
            made.extend(
                kept.map(|rdata| modify((before.ttl(), rdata.clone()), (after.ttl(), rdata.clone()))),
            );
        }
        old.retain(|(_, rdata)| !after.contains(rdata));
        new.retain(|(_, rdata)| !before.contains(rdata));
    }
    let paired = old.len().min(new.len());
    let (gone, added) = (old.split_off(paired), new.split_off(paired));
    made.extend(old.into_iter().zip(new).map(|(old, new)| modify(old, new)));
    made.extend(added.into_iter().map(|(ttl, rdata)| RecordChange::Create {
        owner: owner.clone(),
        ttl,
        rdata,
    }));
    made.extend(gone.into_iter().map(|(ttl, rdata)| RecordChange::Delete {
        owner: owner.clone(),
        ttl,
        rdata,
    }));
    made
}
