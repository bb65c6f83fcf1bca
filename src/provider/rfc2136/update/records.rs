//! How a change stands in the sections of an update.

use crate::dns::message::{ANY, IN, MessageWriter, NONE, Section};
use crate::dns::{Name, Rdata, RecordType, Records, RrsetKey};
use crate::plan::{Change, Edit};

/// What must stand before (RFC 2136 sections 2.4.2 and 2.4.3). Values only: TTLs
/// cannot be tested.
pub fn write_prerequisite(writer: &mut MessageWriter, change: &Change) {
    let RrsetKey { owner, record_type } = &change.key;
    match change.edit.before() {
        Some(old) => write_value(writer, owner, old),
        None => writer.record(Section::Prerequisite, owner, *record_type, NONE, 0, &[]),
    }
}

pub fn write_value(writer: &mut MessageWriter, owner: &Name, records: &Records) {
    for rdata in records.data() {
        writer.record(Section::Prerequisite, owner, rdata.record_type(), IN, 0, rdata.wire());
    }
}

pub fn write_update(writer: &mut MessageWriter, apex: &Name, change: &Change) {
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

pub fn clear_signatures(writer: &mut MessageWriter, owner: &Name) {
    for record_type in [RecordType::RRSIG, RecordType::NSEC] {
        delete_rrset(writer, &RrsetKey { owner: owner.clone(), record_type });
    }
}

/// RFC 2136 section 2.5.1.
pub fn add<'r>(
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
