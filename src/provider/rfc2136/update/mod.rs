//! Dynamic update (RFC 2136): changes as prerequisites and updates.

mod batches;
mod limits;
mod records;

use std::collections::BTreeSet;

use super::tsig::TsigKey;
use crate::dns::message::{MessageWriter, Opcode};
use crate::dns::{Name, Rdata, RecordType, Records};
use crate::plan::{Change, Edit};
pub(super) use batches::{TooLarge, cut};
pub(super) use limits::{beyond_limits, unfit};
use records::{add, clear_signatures, write_prerequisite, write_update, write_value};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::RrsetKey;
    use crate::dns::message::{ANY, IN, NONE};
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
