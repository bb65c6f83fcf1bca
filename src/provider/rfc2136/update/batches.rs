//! Which changes go into one message.

use std::collections::HashMap;

use super::records::{clear_signatures, write_prerequisite, write_update};
use super::{FRAME, LIMIT};
use crate::dns::message::{MessageWriter, Opcode};
use crate::dns::{Name, RecordType};
use crate::plan::Change;
use crate::provider::rfc2136::tsig::TsigKey;

/// The changes of one owner alone do not fit into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLarge {
    pub owner: Name,
    pub octets: usize,
    pub room: usize,
}

/// Cuts changes into groups that fit into a message each. An owner is never in
/// two of them: what stands beside each other at a name must change at once.
/// The order is kept, but for owners that come back so late that they would
/// hold a whole message open: these go where they come first.
pub fn cut(apex: &Name, changes: Vec<Change>, key: Option<&TsigKey>) -> Result<Vec<Vec<Change>>, TooLarge> {
    let room = LIMIT - FRAME - key.map_or(0, TsigKey::record_octets);
    let size = |changes: &[Change]| -> usize { changes.iter().map(|change| octets(apex, change)).sum() };
    let mut runs = whole_owners(changes);
    if runs.iter().any(|run| size(run) > room) {
        runs = by_owner(runs.into_iter().flatten().collect());
    }
    let mut groups: Vec<(usize, Vec<Change>)> = Vec::new();
    for run in runs {
        let octets = size(&run);
        if octets > room {
            return Err(TooLarge { owner: run[0].key.owner.clone(), octets, room });
        }
        match groups.last_mut() {
            Some((taken, group)) if *taken + octets <= room => {
                *taken += octets;
                group.extend(run);
            }
            _ => groups.push((octets, run)),
        }
    }
    Ok(groups.into_iter().map(|(_, group)| group).collect())
}

/// The shortest runs of changes in which each owner is whole.
fn whole_owners(changes: Vec<Change>) -> Vec<Vec<Change>> {
    let mut last = HashMap::new();
    for (index, change) in changes.iter().enumerate() {
        last.insert(change.key.owner.clone(), index);
    }
    let mut runs: Vec<Vec<Change>> = Vec::new();
    let (mut run, mut end) = (Vec::new(), 0);
    for (index, change) in changes.into_iter().enumerate() {
        end = end.max(last[&change.key.owner]);
        run.push(change);
        if index == end {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs
}

fn by_owner(changes: Vec<Change>) -> Vec<Vec<Change>> {
    let mut places = HashMap::new();
    let mut runs: Vec<Vec<Change>> = Vec::new();
    for change in changes {
        let place = *places.entry(change.key.owner.clone()).or_insert(runs.len());
        match runs.get_mut(place) {
            Some(run) => run.push(change),
            None => runs.push(vec![change]),
        }
    }
    runs
}

/// How many octets a change takes in a message at most.
fn octets(apex: &Name, change: &Change) -> usize {
    let mut writer = MessageWriter::new(0, Opcode::Update, apex, RecordType::SOA);
    let empty = writer.octets();
    if change.edit.before().is_some() {
        // It may be in the way of a CNAME: see [`Swaps`].
        clear_signatures(&mut writer, &change.key.owner);
    }
    write_prerequisite(&mut writer, change);
    write_update(&mut writer, apex, change);
    writer.octets() - empty
}
