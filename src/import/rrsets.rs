//! The records of a master file as RRsets: what a signer makes stays out, what
//! is written twice is taken once, an RRset has one TTL (RFC 2181 section 5).

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::lines::{Line, LinePlace, Lines};
use super::texts::{self, Text};
use super::{Refusal, name};
use crate::dns::{Assembly, Name, RecordType, Ttl, Zone, ZoneBuilder};

/// The records to write, in the order of the file, and the zone they make.
pub(super) struct Rrsets {
    pub lines: Lines,
    pub zone: Zone,
    /// For each record of the zone in its canonical order, which of the lines it is.
    pub order: Vec<u32>,
    pub left_out: BTreeSet<RecordType>,
    /// What is not as it stands in the file.
    pub notes: Vec<String>,
}

/// Makes RRsets of the records.
pub(super) fn settle(mut lines: Lines, apex: &Name) -> Result<Rrsets, Refusal> {
    let mut notes = Vec::new();
    notes.extend(soa_to_apex(&mut lines, apex));
    let left_out = leave_out_signatures(&mut lines, apex);
    if !left_out.is_empty() {
        notes.push(format!("{} records are left out: the signer makes them", listed(&left_out)));
    }
    let recut = recut_texts(&mut lines.records);
    if recut > 0 {
        let what = if recut == 1 { "TXT record has its" } else { "TXT records have their" };
        notes.push(format!("{recut} {what} strings joined and cut anew at 255 octets"));
    }
    let mut builder = ZoneBuilder::new(apex.clone());
    for line in &lines.records {
        let (record_type, wire) = (line.rdata.record_type(), line.rdata.wire());
        let pushed = builder.push_name(&line.owner, record_type, Some(line.ttl), wire);
        pushed.map_err(|_| Refusal::TooLarge)?;
    }
    let Assembly { zone, mut order, duplicates, ttl_conflicts } = builder.finish(Ttl::MAX);
    unite_ttls(&mut lines, &zone, &order, &ttl_conflicts, &mut notes);
    drop_duplicates(&mut lines, &mut order, &duplicates, apex, &mut notes);
    Ok(Rrsets { lines, zone, order, left_out, notes })
}

/// Gives the apex its SOA, where all there is says the apex without the final dot, as in
/// exports of Cloudflare; what is to be said of that.
fn soa_to_apex(lines: &mut Lines, apex: &Name) -> Option<String> {
    let without_dot = Name::from_labels(apex.labels().chain(apex.labels())).ok()?;
    let mut soas = lines.records.iter_mut().filter(|line| line.rdata.record_type() == RecordType::SOA);
    let (soa, None) = (soas.next()?, soas.next()) else { return None };
    if apex.is_root() || soa.owner != without_dot {
        return None;
    }
    soa.owner = apex.clone();
    let at = place(&lines.files, soa.place);
    Some(format!("{at}: the final dot of the SOA's owner is missing; it is taken as that of the zone"))
}

/// The types with commas between them.
pub(super) fn listed(types: &BTreeSet<RecordType>) -> String {
    types.iter().map(RecordType::to_string).collect::<Vec<_>>().join(", ")
}

/// `FILE:LINE` of a record.
pub(super) fn place(files: &[Arc<Path>], place: LinePlace) -> String {
    let path = files.get(place.file as usize).map(|path| path.display().to_string()).unwrap_or_default();
    format!("{path}:{}", place.line)
}

/// Takes out what a signer makes; the comments stay.
fn leave_out_signatures(lines: &mut Lines, apex: &Name) -> BTreeSet<RecordType> {
    let signed = lines.records.iter().any(|line| line.rdata.record_type() == RecordType::RRSIG);
    let mut left_out = BTreeSet::new();
    take_out(lines, |line| {
        let record_type = line.rdata.record_type();
        let goes = is_of_the_signer(record_type, line.owner == *apex, signed);
        if goes {
            left_out.insert(record_type);
        }
        goes
    });
    left_out
}

/// BIND's records of how far signing has come.
const BIND_SIGNING: RecordType = RecordType(65534);

/// What a signer makes: where the zone is signed, its keys at the apex too
/// (RFC 4034, RFC 7344, RFC 8976).
fn is_of_the_signer(record_type: RecordType, is_at_apex: bool, signed: bool) -> bool {
    let of_the_signer = matches!(
        record_type,
        RecordType::DNSKEY | RecordType::CDS | RecordType::CDNSKEY | RecordType::ZONEMD | BIND_SIGNING
    );
    record_type.is_dnssec_generated() || (signed && is_at_apex && of_the_signer)
}

/// Takes records out and hands the comments above them on to the next. What
/// stands behind a record is about it alone.
fn take_out(lines: &mut Lines, mut goes: impl FnMut(&Line) -> bool) {
    let (mut comments, mut blank_is_due) = (Vec::new(), false);
    let mut kept = Vec::with_capacity(lines.records.len());
    for mut line in std::mem::take(&mut lines.records) {
        let is_first = comments.is_empty();
        if goes(&line) {
            blank_is_due |= line.blank_before && is_first;
            comments.append(&mut line.above);
            continue;
        }
        hand_on(&mut comments, &mut blank_is_due, &mut line.above, &mut line.blank_before);
        kept.push(line);
    }
    hand_on(&mut comments, &mut blank_is_due, &mut lines.rest, &mut lines.blank_before_rest);
    lines.records = kept;
}

fn hand_on(
    comments: &mut Vec<(String, bool)>,
    blank_is_due: &mut bool,
    above: &mut Vec<(String, bool)>,
    blank_before: &mut bool,
) {
    if let Some((_, blank_behind)) = comments.last_mut() {
        *blank_behind |= *blank_before;
        *blank_before = *blank_is_due;
        comments.append(above);
        std::mem::swap(comments, above);
    } else {
        *blank_before |= *blank_is_due;
    }
    *blank_is_due = false;
}

/// Cuts texts as the language does, where their readers join them.
fn recut_texts(records: &mut [Line]) -> usize {
    let mut recut = 0;
    for line in records.iter_mut().filter(|line| line.rdata.record_type() == RecordType::TXT) {
        if let Text::Joined(cut) = texts::text(&line.owner, line.rdata.as_ref()) {
            line.rdata = cut;
            recut += 1;
        }
    }
    recut
}

/// Gives the records of an RRset its lowest TTL.
fn unite_ttls(
    lines: &mut Lines,
    zone: &Zone,
    order: &[u32],
    conflicts: &[(u32, u32)],
    notes: &mut Vec<String>,
) {
    let mut last = None;
    for (first, _) in conflicts {
        if last == Some(*first) {
            continue;
        }
        last = Some(*first);
        let Some(line) = lines.records.get(*first as usize) else { continue };
        let record_type = line.rdata.record_type();
        let Some(rrset) = zone.get(&line.owner, record_type) else { continue };
        let owner = name::owner(&line.owner, zone.apex());
        let at = place(&lines.files, line.place);
        for number in &order[rrset.record_range()] {
            lines.records[*number as usize].ttl = rrset.ttl();
        }
        notes.push(format!(
            "{at}: the {record_type} records of `{owner}` have different TTLs; all get the lowest, {}",
            rrset.ttl()
        ));
    }
}

/// Takes out the second of two equal records.
fn drop_duplicates(
    lines: &mut Lines,
    order: &mut [u32],
    duplicates: &[(u32, u32)],
    apex: &Name,
    notes: &mut Vec<String>,
) {
    if duplicates.is_empty() {
        return;
    }
    let dropped: BTreeSet<u32> = duplicates.iter().map(|(_, dropped)| *dropped).collect();
    for number in &dropped {
        let line = &lines.records[*number as usize];
        let (at, owner) = (place(&lines.files, line.place), name::owner(&line.owner, apex));
        notes.push(format!("{at}: this {} record of `{owner}` stands twice", line.rdata.record_type()));
    }
    let (mut number, mut kept) = (0, 0);
    let mut renumbered = Vec::with_capacity(lines.records.len());
    take_out(lines, |_| {
        let goes = dropped.contains(&number);
        renumbered.push(kept);
        kept += u32::from(!goes);
        number += 1;
        goes
    });
    order.iter_mut().for_each(|number| *number = renumbered[*number as usize]);
}
