use super::{Request, WriteFailure};
use crate::dns::{RecordType, Zone};
use crate::model::Soa;
use crate::plan::{Change, Edit};

/// Refuses a request unless each RRset it changes stands as the change's old
/// side says.
pub(super) fn refuse_if_changed(zone: &Zone, request: &Request) -> Result<(), WriteFailure> {
    match request.changes.iter().find_map(|change| contradiction(zone, change)) {
        Some(message) => Err(WriteFailure::Conflict { message }),
        None => Ok(()),
    }
}

fn contradiction(zone: &Zone, change: &Change) -> Option<String> {
    let key = &change.key;
    let what = format!("{} {}", key.owner, key.record_type);
    let stands = zone.get(&key.owner, key.record_type);
    match (stands, change.edit.before()) {
        (None, None) => None,
        (Some(_), None) => Some(format!("{what} stands there already; the plan wants to add it")),
        (None, Some(_)) => Some(format!("{what} is gone; the plan wants to {} it", verb(&change.edit))),
        (Some(stands), Some(old)) if stands.to_records() == *old => None,
        (Some(_), Some(_)) => Some(format!("{what} has changed since it was read")),
    }
}

fn verb(edit: &Edit) -> &'static str {
    match edit {
        Edit::Add(_) => "add",
        Edit::Replace { .. } => "replace",
        Edit::Remove(_) => "remove",
    }
}

/// The zone with all changes made.
pub(super) fn edited(zone: &Zone, changes: &[Change]) -> Zone {
    zone.with_edits(changes.iter().map(|change| (&change.key, change.edit.after())))
}

/// The serial of the SOA at the apex.
pub(super) fn soa_serial(zone: &Zone) -> Option<u32> {
    let (_, serial) = Soa::of(zone.get(zone.apex(), RecordType::SOA)?)?;
    Some(serial)
}
