use std::fmt;

use super::{Extent, Rrset, Zone};
use crate::dns::{Name, RecordType, Records, RrsetKey, Ttl};

/// Collects records in any order and makes a [`Zone`] of them.
#[derive(Clone)]
pub struct ZoneBuilder {
    apex: Name,
    bytes: Vec<u8>,
    pushed: Vec<Pushed>,
    last_owner: Extent,
}

#[derive(Clone, Copy)]
struct Pushed {
    prefix: u64,
    owner: Extent,
    data: Extent,
    record_type: RecordType,
    ttl: u32,
    number: u32,
}

const NO_TTL: u32 = u32::MAX;
/// Records that a [`ZoneBuilder`] has room for once it gets the first.
pub const SMALL_ZONE: usize = 32;

/// One record that was pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PushedRecord<'b> {
    pub owner_key: &'b [u8],
    pub record_type: RecordType,
    /// `None` if it was pushed without one and none was filled in.
    pub ttl: Option<Ttl>,
    pub rdata: &'b [u8],
    /// Which push it was, counted from zero.
    pub number: u32,
}

/// What [`ZoneBuilder::finish`] made. The numbers count the pushes from zero.
pub struct Assembly {
    pub zone: Zone,
    /// For each record in the zone's canonical order, which push it came from.
    pub order: Vec<u32>,
    /// Records pushed more than once: the kept one and the dropped one.
    pub duplicates: Vec<(u32, u32)>,
    /// RRsets with several TTLs: two pushes that differ; the lower TTL is taken
    /// (RFC 2181 section 5.2).
    pub ttl_conflicts: Vec<(u32, u32)>,
}

/// A zone's owners and RDATA take more than 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZoneTooLarge;

impl fmt::Display for ZoneTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the zone holds more than 4 GiB of data")
    }
}

impl std::error::Error for ZoneTooLarge {}

impl ZoneBuilder {
    pub fn new(apex: Name) -> ZoneBuilder {
        ZoneBuilder {
            apex,
            bytes: Vec::new(),
            pushed: Vec::new(),
            last_owner: Extent { start: 0, length: 0 },
        }
    }

    pub fn apex(&self) -> &Name {
        &self.apex
    }

    /// How many records were pushed.
    pub fn len(&self) -> usize {
        self.pushed.len()
    }

    pub fn is_empty(&self) -> bool {
        self.pushed.is_empty()
    }

    /// How many octets of owners and data it holds.
    pub fn octets(&self) -> usize {
        self.bytes.len()
    }

    /// Adds a record. `owner_key` is [`Name::key_below`] the apex, `rdata` is
    /// canonical wire data of at most 65535 octets.
    pub fn push(
        &mut self,
        owner_key: &[u8],
        record_type: RecordType,
        ttl: Option<Ttl>,
        rdata: &[u8],
    ) -> Result<(), ZoneTooLarge> {
        if self.pushed.is_empty() {
            // Most zones are small, and growing from nothing costs more than they hold.
            self.pushed.reserve(SMALL_ZONE);
            self.bytes.reserve(SMALL_ZONE * 32);
        }
        let owner = if self.last_owner.of(&self.bytes) == owner_key {
            self.last_owner
        } else {
            self.store(owner_key)?
        };
        self.last_owner = owner;
        let data = self.store(rdata)?;
        let number = u32::try_from(self.pushed.len()).map_err(|_| ZoneTooLarge)?;
        let ttl = ttl.map_or(NO_TTL, Ttl::seconds);
        self.pushed.push(Pushed { prefix: prefix(owner_key), owner, data, record_type, ttl, number });
        Ok(())
    }

    /// Like [`ZoneBuilder::push`]; tells whether `owner` is at or below the
    /// apex, and adds nothing if it is not.
    pub fn push_name(
        &mut self,
        owner: &Name,
        record_type: RecordType,
        ttl: Option<Ttl>,
        rdata: &[u8],
    ) -> Result<bool, ZoneTooLarge> {
        match owner.key_below(&self.apex) {
            Some(key) => self.push(&key, record_type, ttl, rdata).map(|()| true),
            None => Ok(false),
        }
    }

    pub(super) fn push_records(&mut self, key: &RrsetKey, records: &Records) {
        for rdata in records.data() {
            let added = self.push_name(&key.owner, key.record_type, Some(records.ttl()), rdata.wire());
            debug_assert!(added.is_ok_and(|below| below), "{} is not in {}", key.owner, self.apex);
        }
    }

    /// Gives this TTL to those records of a range of pushes that have none.
    pub fn fill_ttl(&mut self, pushes: std::ops::Range<usize>, ttl: Ttl) {
        for record in self.pushed.get_mut(pushes).unwrap_or_default() {
            if record.ttl == NO_TTL {
                record.ttl = ttl.seconds();
            }
        }
    }

    /// The records so far, in the order they were pushed.
    pub fn iter(&self) -> impl Iterator<Item = PushedRecord<'_>> {
        self.pushed.iter().map(|record| self.show(record))
    }

    /// The record of a push; `None` if it was dropped.
    pub fn get(&self, number: u32) -> Option<PushedRecord<'_>> {
        let at = self.pushed.binary_search_by_key(&number, |record| record.number).ok()?;
        Some(self.show(&self.pushed[at]))
    }

    /// Gives a push another type and other data; without effect if it was dropped.
    pub fn replace(
        &mut self,
        number: u32,
        record_type: RecordType,
        rdata: &[u8],
    ) -> Result<(), ZoneTooLarge> {
        let Ok(at) = self.pushed.binary_search_by_key(&number, |record| record.number) else { return Ok(()) };
        let data = self.store(rdata)?;
        (self.pushed[at].record_type, self.pushed[at].data) = (record_type, data);
        Ok(())
    }

    /// Shows the owner's key and the number of each push.
    pub fn for_each(&self, mut show: impl FnMut(&[u8], u32)) {
        self.pushed.iter().for_each(|record| show(record.owner.of(&self.bytes), record.number));
    }

    /// Drops the records for which `keep`, given the owner's key, the type and
    /// the number of the push, says no. Later pushes are not allowed.
    pub fn retain(&mut self, mut keep: impl FnMut(&[u8], RecordType, u32) -> bool) {
        let bytes = &self.bytes;
        self.pushed.retain(|record| keep(record.owner.of(bytes), record.record_type, record.number));
    }

    fn show(&self, record: &Pushed) -> PushedRecord<'_> {
        PushedRecord {
            owner_key: record.owner.of(&self.bytes),
            record_type: record.record_type,
            ttl: (record.ttl != NO_TTL).then(|| Ttl::from_wire(record.ttl)),
            rdata: record.data.of(&self.bytes),
            number: record.number,
        }
    }

    fn store(&mut self, data: &[u8]) -> Result<Extent, ZoneTooLarge> {
        let start = u32::try_from(self.bytes.len()).map_err(|_| ZoneTooLarge)?;
        let length = u16::try_from(data.len()).map_err(|_| ZoneTooLarge)?;
        self.bytes.extend_from_slice(data);
        u32::try_from(self.bytes.len()).map_err(|_| ZoneTooLarge)?;
        Ok(Extent { start, length })
    }

    /// Sorts and groups; records pushed without a TTL get `default_ttl`.
    pub fn finish(self, default_ttl: Ttl) -> Assembly {
        let ZoneBuilder { apex, bytes, mut pushed, .. } = self;
        let same_rrset = |a: &Pushed, b: &Pushed| {
            a.prefix == b.prefix && a.record_type == b.record_type && a.owner.of(&bytes) == b.owner.of(&bytes)
        };
        let compare = |a: &Pushed, b: &Pushed| {
            a.prefix
                .cmp(&b.prefix)
                .then_with(|| a.owner.of(&bytes).cmp(b.owner.of(&bytes)))
                .then_with(|| a.record_type.cmp(&b.record_type))
                .then_with(|| a.data.of(&bytes).cmp(b.data.of(&bytes)))
                .then_with(|| a.number.cmp(&b.number))
        };
        if !pushed.is_sorted_by(|a, b| compare(a, b).is_lt()) {
            sort(&mut pushed, &bytes, 0);
        }
        let ttl_of = |record: &Pushed| if record.ttl == NO_TTL { default_ttl.seconds() } else { record.ttl };
        let mut rrsets: Vec<Rrset> = Vec::with_capacity(pushed.len());
        let mut records = Vec::with_capacity(pushed.len());
        let mut order = Vec::with_capacity(pushed.len());
        let (mut duplicates, mut ttl_conflicts) = (Vec::new(), Vec::new());
        let mut start = 0;
        while start < pushed.len() {
            let first = pushed[start];
            let members = pushed[start..].iter().take_while(|record| same_rrset(&first, record)).count();
            let group = &pushed[start..start + members];
            let first_record = records.len() as u32;
            let mut ttl = ttl_of(&first);
            let mut kept: Option<&Pushed> = None;
            for record in group {
                if ttl_of(record) != ttl_of(&first) {
                    ttl_conflicts.push((first.number, record.number));
                    ttl = ttl.min(ttl_of(record));
                }
                match kept {
                    Some(kept) if kept.data.of(&bytes) == record.data.of(&bytes) => {
                        duplicates.push((kept.number, record.number));
                    }
                    _ => {
                        records.push(record.data);
                        order.push(record.number);
                        kept = Some(record);
                    }
                }
            }
            rrsets.push(Rrset {
                prefix: prefix(first.owner.of(&bytes)),
                owner: first.owner,
                record_type: first.record_type,
                ttl: Ttl::from_wire(ttl),
                first_record,
                record_count: records.len() as u32 - first_record,
            });
            start += members;
        }
        Assembly { zone: Zone { apex, bytes, rrsets, records }, order, duplicates, ttl_conflicts }
    }
}

/// Sorts by owner, type, data and number. The prefixes hold the eight octets of
/// the owners from `depth` on, and all octets before are equal; names of one
/// subtree share long beginnings, so runs of equal prefixes go on with the next
/// eight. Zeros stand behind the end of a key, and no key has two in a row.
fn sort(pushed: &mut [Pushed], bytes: &[u8], depth: usize) {
    pushed.sort_unstable_by_key(|record| record.prefix);
    for run in pushed.chunk_by_mut(|a, b| a.prefix == b.prefix) {
        let next = depth + 8;
        if run.len() == 1 {
            continue;
        }
        if run.iter().all(|record| usize::from(record.owner.length) <= next) {
            run.sort_unstable_by(|a, b| {
                let data = || a.data.of(bytes).cmp(b.data.of(bytes));
                a.record_type.cmp(&b.record_type).then_with(data).then(a.number.cmp(&b.number))
            });
            continue;
        }
        for record in run.iter_mut() {
            record.prefix = prefix(record.owner.of(bytes).get(next..).unwrap_or_default());
        }
        sort(run, bytes, next);
    }
}

/// The first eight octets of a key as a number that compares like them.
fn prefix(key: &[u8]) -> u64 {
    let mut octets = [0; 8];
    let length = key.len().min(8);
    octets[..length].copy_from_slice(&key[..length]);
    u64::from_be_bytes(octets)
}
