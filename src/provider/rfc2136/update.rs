//! Dynamic update (RFC 2136): changes as prerequisites and updates.

use std::collections::{BTreeSet, HashMap};

use super::tsig::TsigKey;
use crate::dns::message::{ANY, IN, MessageWriter, NONE, Opcode, Section};
use crate::dns::{Name, Rdata, RecordType, Records, RrsetKey};
use crate::plan::{Change, Edit};

/// Octets of a request with its signature. A message over TCP may have 65535;
/// the rest is left to servers that want some for themselves.
const LIMIT: usize = 64_000;
/// Header, zone section, and the SOA twice: as it stands and as it becomes.
const FRAME: usize = 12 + 259 + 2 * (12 + 530);

/// What the SOA becomes with the request.
pub(super) struct SoaStep {
    /// What stands there: a prerequisite, if it can be one.
    pub standing: Option<Records>,
    pub next: Option<Records>,
}

/// How a CNAME or DNAME takes the place of other types. Knot counts the
/// signatures and the NSEC that still stand there as other data, and ignores the
/// newcomer; other servers may not let go of them by request, and need not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swaps {
    ClearSignatures,
    Plain,
}

/// The owners whose place a CNAME or DNAME takes.
pub(super) fn swapped_owners(changes: &[Change]) -> BTreeSet<&Name> {
    let comes = |record_type| {
        move |change: &&Change| matches!(change.edit, Edit::Add(_)) && change.key.record_type == record_type
    };
    let cnames: BTreeSet<&Name> = changes.iter().filter(comes(RecordType::CNAME)).map(owner_of).collect();
    let dnames: Vec<&Name> = changes.iter().filter(comes(RecordType::DNAME)).map(owner_of).collect();
    let removed = changes.iter().filter(|change| matches!(change.edit, Edit::Remove(_))).map(owner_of);
    // A DNAME in the place of another: to add the new one first crashes Knot 3.2.
    let replaced = changes.iter().filter(|change| {
        matches!(change.edit, Edit::Replace { .. }) && change.key.record_type == RecordType::DNAME
    });
    removed
        .filter(|owner| cnames.contains(owner) || dnames.iter().any(|dname| owner.is_at_or_below(dname)))
        .chain(replaced.map(owner_of))
        .collect()
}

fn owner_of(change: &Change) -> &Name {
    &change.key.owner
}

/// The next serial (RFC 1982). Zero is left out: some servers take it for
/// "no serial yet".
pub(super) fn next_serial(serial: u32) -> u32 {
    match serial.wrapping_add(1) {
        0 => 1,
        next => next,
    }
}

/// This SOA with another serial.
pub(super) fn with_serial(soa: &Records, serial: u32) -> Option<Records> {
    let mut wire = soa.data().first()?.wire().to_vec();
    let at = wire.len().checked_sub(20)?;
    wire[at..at + 4].copy_from_slice(&serial.to_be_bytes());
    Records::new(soa.ttl(), vec![Rdata::from_wire(RecordType::SOA, &wire).ok()?])
}

/// Why an update cannot express a change: servers ignore it in silence or
/// refuse it (RFC 2136 sections 3.4.2.3 and 3.4.2.4).
pub(super) fn unfit(apex: &Name, change: &Change) -> Option<String> {
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

/// The changes of one owner alone do not fit into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TooLarge {
    pub owner: Name,
    pub octets: usize,
    pub room: usize,
}

/// Cuts changes into groups that fit into a message each. An owner is never in
/// two of them: what stands beside each other at a name must change at once.
/// The order is kept, but for owners that come back so late that they would
/// hold a whole message open: these go where they come first.
pub(super) fn cut(
    apex: &Name,
    changes: Vec<Change>,
    key: Option<&TsigKey>,
) -> Result<Vec<Vec<Change>>, TooLarge> {
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

/// The unsigned request. `Err` holds its size if it is larger than a message may be.
pub(super) fn request(
    id: u16,
    apex: &Name,
    changes: &[Change],
    soa: &SoaStep,
    swaps: Swaps,
    key: Option<&TsigKey>,
) -> Result<Vec<u8>, usize> {
    let mut writer = prerequisites(id, apex, changes, soa);
    let swapped = swapped_owners(changes);
    let changes: Vec<&Change> = without_soa(changes).collect();
    // An add beside a CNAME, or of a CNAME beside others, is ignored in silence
    // (RFC 2136 section 3.4.2.2), so what goes goes first.
    for step in [0, 1, 2] {
        if step == 1 && swaps == Swaps::ClearSignatures {
            swapped.iter().for_each(|owner| clear_signatures(&mut writer, owner));
        }
        for change in &changes {
            let place = match change.edit {
                Edit::Remove(_) => 0,
                Edit::Replace { .. } => 1,
                Edit::Add(_) => 2,
            };
            if place == step {
                write_update(&mut writer, apex, change);
            }
        }
    }
    if let Some(next) = &soa.next {
        add(&mut writer, apex, next, next.data());
    }
    let octets = writer.octets() + key.map_or(0, TsigKey::record_octets);
    if octets > LIMIT { Err(octets) } else { Ok(writer.finish()) }
}

/// The request without its updates: it asks whether all stands that must stand before.
pub(super) fn question(id: u16, apex: &Name, changes: &[Change], soa: &SoaStep) -> Vec<u8> {
    prerequisites(id, apex, changes, soa).finish()
}

/// Whether the prerequisites of a request do not hold any more once it is applied.
pub(super) fn tells(changes: &[Change], soa: &SoaStep) -> bool {
    let alters_values =
        |change: &Change| change.edit.before().map(Records::data) != change.edit.after().map(Records::data);
    let moves_serial = soa.standing.is_some() && soa.next.is_some() && soa.standing != soa.next;
    moves_serial || without_soa(changes).any(alters_values)
}

/// What BIND 9.18 and later take where the configuration says nothing else:
/// records in an RRset (`max-records-per-type`), types at a name (`max-types-per-name`).
const USUAL_LIMIT: usize = 100;

/// Which usual limit of a server the changes go beyond, and what to do.
pub(super) fn beyond_limits(changes: &[Change]) -> Option<String> {
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

fn prerequisites(id: u16, apex: &Name, changes: &[Change], soa: &SoaStep) -> MessageWriter {
    let mut writer = MessageWriter::new(id, Opcode::Update, apex, RecordType::SOA);
    if let Some(standing) = &soa.standing {
        write_value(&mut writer, apex, standing);
    }
    for change in without_soa(changes) {
        write_prerequisite(&mut writer, change);
    }
    writer
}

fn without_soa(changes: &[Change]) -> impl Iterator<Item = &Change> {
    changes.iter().filter(|change| change.key.record_type != RecordType::SOA)
}

/// What must stand before (RFC 2136 sections 2.4.2 and 2.4.3). Values only: TTLs
/// cannot be tested.
fn write_prerequisite(writer: &mut MessageWriter, change: &Change) {
    let RrsetKey { owner, record_type } = &change.key;
    match change.edit.before() {
        Some(old) => write_value(writer, owner, old),
        None => writer.record(Section::Prerequisite, owner, *record_type, NONE, 0, &[]),
    }
}

fn write_value(writer: &mut MessageWriter, owner: &Name, records: &Records) {
    for rdata in records.data() {
        writer.record(Section::Prerequisite, owner, rdata.record_type(), IN, 0, rdata.wire());
    }
}

fn write_update(writer: &mut MessageWriter, apex: &Name, change: &Change) {
    let owner = &change.key.owner;
    match &change.edit {
        Edit::Add(new) => add(writer, owner, new, new.data()),
        Edit::Remove(_) => delete_rrset(writer, &change.key),
        Edit::Replace { old, new } => {
            let leaving = old.data().iter().filter(|rdata| !new.contains(rdata));
            let coming = new.data().iter().filter(|rdata| !old.contains(rdata));
            if owner == apex && change.key.record_type == RecordType::NS {
                // Servers ignore the removal of the whole RRset and of its last
                // record (RFC 2136 section 3.4.2.4): adds come before deletes.
                if old.ttl() == new.ttl() {
                    add(writer, owner, new, coming);
                    delete(writer, owner, leaving);
                } else {
                    change_apex_ns_ttl(writer, owner, old, new);
                }
            } else if change.key.record_type == RecordType::CNAME {
                // The new one replaces the old (RFC 2136 section 3.4.2.2). Knot would
                // not add it any more once the old one has gone from a signed zone.
                add(writer, owner, new, new.data());
                delete(writer, owner, leaving);
            } else if old.ttl() == new.ttl() {
                delete(writer, owner, leaving);
                add(writer, owner, new, coming);
            } else {
                delete_rrset(writer, &change.key);
                add(writer, owner, new, new.data());
            }
        }
    }
}

/// Knot ignores an add that differs only in its TTL, so each record goes and
/// comes again. A name server that never is keeps the place meanwhile; within
/// one message nobody sees it.
fn change_apex_ns_ttl(writer: &mut MessageWriter, apex: &Name, old: &Records, new: &Records) {
    let placeholder = Rdata::from_wire(RecordType::NS, b"\x0bplaceholder\x07invalid\0").expect("a name");
    let placeholder = std::slice::from_ref(&placeholder);
    add(writer, apex, new, placeholder);
    delete(writer, apex, old.data());
    add(writer, apex, new, new.data());
    delete(writer, apex, placeholder);
}

fn clear_signatures(writer: &mut MessageWriter, owner: &Name) {
    for record_type in [RecordType::RRSIG, RecordType::NSEC] {
        delete_rrset(writer, &RrsetKey { owner: owner.clone(), record_type });
    }
}

/// RFC 2136 section 2.5.1.
fn add<'r>(
    writer: &mut MessageWriter,
    owner: &Name,
    records: &Records,
    data: impl IntoIterator<Item = &'r Rdata>,
) {
    for rdata in data {
        let ttl = records.ttl().seconds();
        writer.record(Section::Update, owner, rdata.record_type(), IN, ttl, rdata.wire());
    }
}

/// RFC 2136 section 2.5.2.
fn delete_rrset(writer: &mut MessageWriter, key: &RrsetKey) {
    writer.record(Section::Update, &key.owner, key.record_type, ANY, 0, &[]);
}

/// RFC 2136 section 2.5.4.
fn delete<'r>(writer: &mut MessageWriter, owner: &Name, data: impl IntoIterator<Item = &'r Rdata>) {
    for rdata in data {
        writer.record(Section::Update, owner, rdata.record_type(), NONE, 0, rdata.wire());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::{RdataRef, Ttl};
    use crate::plan::Cause;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    /// The address `10.0.0.0` plus each number.
    fn a(ttl: u32, numbers: impl IntoIterator<Item = u32>) -> Records {
        let data = numbers
            .into_iter()
            .map(|number| Rdata::from_wire(RecordType::A, &(0x0a00_0000 + number).to_be_bytes()).unwrap());
        Records::new(Ttl::new(ttl).unwrap(), data.collect()).unwrap()
    }

    fn names(record_type: RecordType, ttl: u32, targets: &[&str]) -> Records {
        let data = targets.iter().map(|target| Rdata::from_wire(record_type, name(target).wire()).unwrap());
        Records::new(Ttl::new(ttl).unwrap(), data.collect()).unwrap()
    }

    fn change(owner: &str, edit: Edit) -> Change {
        let records = edit.before().or(edit.after()).unwrap();
        let key = RrsetKey { owner: name(owner), record_type: records.record_type() };
        Change { key, edit, cause: Cause::Unknown, source: Vec::new() }
    }

    /// The sections of a request, a line a record.
    fn shown(changes: &[Change]) -> Vec<String> {
        let soa = SoaStep { standing: None, next: None };
        let bytes = request(7, &name("x"), changes, &soa, Swaps::ClearSignatures, None).unwrap();
        let prerequisites = u16::from_be_bytes([bytes[6], bytes[7]]);
        let mut answers = bytes.clone();
        let all = prerequisites + u16::from_be_bytes([bytes[8], bytes[9]]);
        answers[6..8].copy_from_slice(&all.to_be_bytes());
        answers[8..10].copy_from_slice(&[0, 0]);
        let message = crate::dns::message::Message::parse(answers).unwrap();
        let lines = message.answers.iter().enumerate().map(|(index, place)| {
            let section = if index < usize::from(prerequisites) { "if" } else { "do" };
            let class = match place.class {
                IN => "IN",
                NONE => "NONE",
                ANY => "ANY",
                _ => "?",
            };
            let record_type = place.record_type;
            let wire = message.raw_rdata(place);
            let rdata = match wire {
                [] => String::new(),
                _ => format!(" {}", RdataRef { record_type, wire }),
            };
            let owner = &place.owner;
            format!("{section} {owner} {} {class} {record_type}{rdata}", place.ttl)
        });
        lines.collect()
    }

    #[test]
    fn each_edit_as_records() {
        let replace = |old, new| Edit::Replace { old, new };
        let ns = |ttl, targets: &[&str]| names(RecordType::NS, ttl, targets);
        let cname = |target| names(RecordType::CNAME, 60, &[target]);
        for (changes, lines) in [
            (
                vec![change("w.x", Edit::Add(a(60, [1])))],
                &["if w.x. 0 NONE A", "do w.x. 60 IN A 10.0.0.1"][..],
            ),
            (
                vec![change("w.x", Edit::Remove(a(60, [1, 2])))],
                &["if w.x. 0 IN A 10.0.0.1", "if w.x. 0 IN A 10.0.0.2", "do w.x. 0 ANY A"],
            ),
            (
                vec![change("w.x", replace(a(60, [1, 2]), a(60, [2, 3])))],
                &[
                    "if w.x. 0 IN A 10.0.0.1",
                    "if w.x. 0 IN A 10.0.0.2",
                    "do w.x. 0 NONE A 10.0.0.1",
                    "do w.x. 60 IN A 10.0.0.3",
                ],
            ),
            (
                vec![change("w.x", replace(a(60, [1]), a(90, [1, 2])))],
                &[
                    "if w.x. 0 IN A 10.0.0.1",
                    "do w.x. 0 ANY A",
                    "do w.x. 90 IN A 10.0.0.1",
                    "do w.x. 90 IN A 10.0.0.2",
                ],
            ),
            (
                vec![change("x", replace(ns(60, &["a"]), ns(60, &["b"])))],
                &["if x. 0 IN NS a.", "do x. 60 IN NS b.", "do x. 0 NONE NS a."],
            ),
            (
                vec![change("x", replace(ns(60, &["a", "b"]), ns(90, &["b", "c"])))],
                &[
                    "if x. 0 IN NS a.",
                    "if x. 0 IN NS b.",
                    "do x. 90 IN NS placeholder.invalid.",
                    "do x. 0 NONE NS a.",
                    "do x. 0 NONE NS b.",
                    "do x. 90 IN NS b.",
                    "do x. 90 IN NS c.",
                    "do x. 0 NONE NS placeholder.invalid.",
                ],
            ),
            (
                vec![change("w.x", Edit::Add(a(60, [1]))), change("w.x", Edit::Remove(cname("y")))],
                &[
                    "if w.x. 0 NONE A",
                    "if w.x. 0 IN CNAME y.",
                    "do w.x. 0 ANY CNAME",
                    "do w.x. 60 IN A 10.0.0.1",
                ],
            ),
            (
                vec![change("w.x", replace(cname("y"), cname("z")))],
                &["if w.x. 0 IN CNAME y.", "do w.x. 60 IN CNAME z.", "do w.x. 0 NONE CNAME y."],
            ),
            (
                vec![change("w.x", replace(cname("y"), names(RecordType::CNAME, 90, &["y"])))],
                &["if w.x. 0 IN CNAME y.", "do w.x. 90 IN CNAME y."],
            ),
            (
                vec![change("w.x", Edit::Add(cname("y"))), change("w.x", Edit::Remove(a(60, [1])))],
                &[
                    "if w.x. 0 NONE CNAME",
                    "if w.x. 0 IN A 10.0.0.1",
                    "do w.x. 0 ANY A",
                    "do w.x. 0 ANY RRSIG",
                    "do w.x. 0 ANY NSEC",
                    "do w.x. 60 IN CNAME y.",
                ],
            ),
            (
                vec![
                    change("w.x", Edit::Add(names(RecordType::DNAME, 60, &["y"]))),
                    change("b.w.x", Edit::Remove(a(60, [1]))),
                ],
                &[
                    "if w.x. 0 NONE DNAME",
                    "if b.w.x. 0 IN A 10.0.0.1",
                    "do b.w.x. 0 ANY A",
                    "do b.w.x. 0 ANY RRSIG",
                    "do b.w.x. 0 ANY NSEC",
                    "do w.x. 60 IN DNAME y.",
                ],
            ),
        ] {
            assert_eq!(shown(&changes), lines);
        }
    }

    #[test]
    fn owners_stay_whole_and_messages_small() {
        let apex = name("x");
        let many = |owner: &str, count| change(owner, Edit::Add(a(60, 0..count)));
        let owners = |groups: Vec<Vec<Change>>| -> Vec<Vec<String>> {
            let owner = |change: &Change| change.key.owner.relative_to(&name("x"));
            groups.iter().map(|group| group.iter().map(owner).collect()).collect()
        };
        let cname = |owner| change(owner, Edit::Remove(names(RecordType::CNAME, 60, &["y"])));
        for (changes, groups) in [
            (vec![], vec![]),
            (vec![many("a.x", 9), many("b.x", 9)], vec![vec!["a", "b"]]),
            (vec![many("a.x", 2500), many("b.x", 2500)], vec![vec!["a"], vec!["b"]]),
            (vec![many("a.x", 2500), many("b.x", 900), cname("a.x")], vec![vec!["a", "b", "a"]]),
            (vec![many("a.x", 2500), many("b.x", 2500), cname("a.x")], vec![vec!["a", "a"], vec!["b"]]),
        ] {
            assert_eq!(owners(cut(&apex, changes, None).unwrap()), groups);
        }
        let all =
            cut(&apex, (0..5000).map(|number| many(&format!("n{number}.x"), 2)).collect(), None).unwrap();
        assert_eq!(all.iter().map(Vec::len).sum::<usize>(), 5000);
        for group in all {
            let soa = SoaStep { standing: None, next: None };
            assert!(request(7, &apex, &group, &soa, Swaps::ClearSignatures, None).is_ok());
        }
        let error = cut(&apex, vec![many("a.x", 9), many("b.x", 5000)], None).unwrap_err();
        assert_eq!((error.owner, error.octets), (name("b.x"), 90_014));
    }

    #[test]
    fn serials_step_over_zero() {
        assert_eq!([1, u32::MAX - 1, u32::MAX].map(next_serial), [2, u32::MAX, 1]);
    }

    #[test]
    fn what_an_update_cannot_say() {
        let ns = || names(RecordType::NS, 60, &["a"]);
        for (change, unfit_because) in [
            (change("w.x", Edit::Remove(ns())), None),
            (
                change("x", Edit::Remove(ns())),
                Some("dynamic update cannot remove the NS RRset at the apex x."),
            ),
            (change("w.y", Edit::Add(ns())), Some("w.y. is not in the zone x.")),
        ] {
            assert_eq!(unfit(&name("x"), &change).as_deref(), unfit_because);
        }
    }
}
