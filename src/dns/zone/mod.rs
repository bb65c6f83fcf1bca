mod builder;

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

pub use builder::{Assembly, PushedRecord, SMALL_ZONE, ZoneBuilder, ZoneTooLarge};

use super::{Name, Rdata, RdataRef, RecordType, Records, RrsetKey, Ttl};

/// The RRsets at and below an apex, in canonical order, each owner and type
/// once. The same type wherever it came from, so equality means "the same DNS
/// data". Compact: owners and RDATA stand in one byte arena.
#[derive(Clone)]
pub struct Zone {
    apex: Name,
    bytes: Vec<u8>,
    rrsets: Vec<Rrset>,
    records: Vec<Extent>,
}

#[derive(Clone, Copy)]
struct Rrset {
    prefix: u64,
    owner: Extent,
    record_type: RecordType,
    ttl: Ttl,
    first_record: u32,
    record_count: u32,
}

#[derive(Clone, Copy)]
struct Extent {
    start: u32,
    length: u16,
}

impl Extent {
    fn of(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start as usize..self.start as usize + self.length as usize]
    }
}

/// One RRset of a zone.
#[derive(Clone, Copy)]
pub struct RrsetRef<'z> {
    zone: &'z Zone,
    rrset: &'z Rrset,
}

impl Zone {
    pub fn empty(apex: Name) -> Zone {
        Zone { apex, bytes: Vec::new(), rrsets: Vec::new(), records: Vec::new() }
    }

    /// Builds a zone from RRsets with distinct keys at or below `apex`. Of two
    /// with one key the values unite under the lower TTL.
    pub fn from_rrsets(apex: Name, rrsets: impl IntoIterator<Item = (RrsetKey, Records)>) -> Zone {
        let mut builder = ZoneBuilder::new(apex);
        for (key, records) in rrsets {
            builder.push_records(&key, &records);
        }
        builder.finish(Ttl::MAX).zone
    }

    pub fn apex(&self) -> &Name {
        &self.apex
    }

    pub fn is_empty(&self) -> bool {
        self.rrsets.is_empty()
    }

    /// How many RRsets there are.
    pub fn len(&self) -> usize {
        self.rrsets.len()
    }

    /// How many records there are.
    pub fn record_count(&self) -> usize {
        self.records.len()
    }

    /// In canonical order of owners (RFC 4034 section 6.1), then by type number.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = RrsetRef<'_>> + Clone {
        self.rrsets.iter().map(move |rrset| RrsetRef { zone: self, rrset })
    }

    pub fn get(&self, owner: &Name, record_type: RecordType) -> Option<RrsetRef<'_>> {
        self.get_by_key(&owner.key_below(&self.apex)?, record_type)
    }

    /// Like [`Zone::get`], the owner given as its [`Name::key_below`] the apex.
    pub fn get_by_key(&self, owner_key: &[u8], record_type: RecordType) -> Option<RrsetRef<'_>> {
        let found = self.rrsets.binary_search_by(|rrset| {
            rrset.owner.of(&self.bytes).cmp(owner_key).then(rrset.record_type.cmp(&record_type))
        });
        found.ok().map(|index| RrsetRef { zone: self, rrset: &self.rrsets[index] })
    }

    /// All RRsets of one owner.
    pub fn at(&self, owner: &Name) -> impl Iterator<Item = RrsetRef<'_>> {
        let key = owner.key_below(&self.apex);
        let rrsets = key.map_or(&[][..], |key| self.slice_at(&key));
        rrsets.iter().map(move |rrset| RrsetRef { zone: self, rrset })
    }

    /// Like [`Zone::at`], the owner given as its [`Name::key_below`] the apex.
    pub fn at_key(&self, owner_key: &[u8]) -> impl Iterator<Item = RrsetRef<'_>> {
        self.slice_at(owner_key).iter().map(move |rrset| RrsetRef { zone: self, rrset })
    }

    /// Whether a record stands at the name with this [`Name::key_below`] the
    /// apex, or below it. If so, the name exists, if only as an empty
    /// non-terminal (RFC 8020 section 2, RFC 4592 section 2.2.2).
    pub fn has_at_or_below(&self, key: &[u8]) -> bool {
        let start = self.rrsets.partition_point(|rrset| rrset.owner.of(&self.bytes) < key);
        self.rrsets.get(start).is_some_and(|rrset| rrset.owner.of(&self.bytes).starts_with(key))
    }

    fn slice_at(&self, owner_key: &[u8]) -> &[Rrset] {
        let start = self.rrsets.partition_point(|rrset| rrset.owner.of(&self.bytes) < owner_key);
        let members =
            self.rrsets[start..].iter().take_while(|rrset| rrset.owner.of(&self.bytes) == owner_key);
        let end = start + members.count();
        &self.rrsets[start..end]
    }

    /// The RRsets of the owner with this key and of all names below it.
    pub fn at_or_below(&self, key: &[u8]) -> impl Iterator<Item = RrsetRef<'_>> {
        let start = self.rrsets.partition_point(|rrset| rrset.owner.of(&self.bytes) < key);
        let below = move |rrset: &&Rrset| rrset.owner.of(&self.bytes).starts_with(key);
        self.rrsets[start..].iter().take_while(below).map(move |rrset| RrsetRef { zone: self, rrset })
    }

    /// The RRset at a place of the canonical order.
    pub fn nth(&self, index: usize) -> Option<RrsetRef<'_>> {
        self.rrsets.get(index).map(|rrset| RrsetRef { zone: self, rrset })
    }

    /// This zone with some RRsets replaced, added (`Some`) or removed (`None`).
    pub fn with_edits<'e>(
        &self,
        edits: impl IntoIterator<Item = (&'e RrsetKey, Option<&'e Records>)>,
    ) -> Zone {
        let edits: BTreeMap<&RrsetKey, Option<&Records>> = edits.into_iter().collect();
        let replaced: HashSet<(Vec<u8>, RecordType)> = edits
            .keys()
            .filter_map(|key| Some((key.owner.key_below(&self.apex)?, key.record_type)))
            .collect();
        let mut builder = ZoneBuilder::new(self.apex.clone());
        let mut key = (Vec::new(), RecordType::A);
        for rrset in self.iter() {
            key.0.clear();
            key.0.extend_from_slice(rrset.owner_key());
            key.1 = rrset.record_type();
            if replaced.contains(&key) {
                continue;
            }
            for rdata in rrset.rdatas() {
                let added = builder.push(rrset.owner_key(), key.1, Some(rrset.ttl()), rdata.wire);
                debug_assert!(added.is_ok(), "what fits one zone fits another");
            }
        }
        for (key, records) in edits.into_iter().filter_map(|(key, records)| Some((key, records?))) {
            builder.push_records(key, records);
        }
        builder.finish(Ttl::MAX).zone
    }
}

impl<'z> RrsetRef<'z> {
    pub fn owner(self) -> Name {
        Name::from_key(self.owner_key(), &self.zone.apex)
    }

    /// [`Name::key_below`] of the owner: compares like the owner, cheaply.
    pub fn owner_key(self) -> &'z [u8] {
        self.rrset.owner.of(&self.zone.bytes)
    }

    pub fn is_at_apex(self) -> bool {
        self.rrset.owner.length == 0
    }

    pub fn record_type(self) -> RecordType {
        self.rrset.record_type
    }

    pub fn ttl(self) -> Ttl {
        self.rrset.ttl
    }

    /// In canonical order.
    pub fn rdatas(self) -> impl ExactSizeIterator<Item = RdataRef<'z>> + Clone {
        self.zone.records[self.record_range()].iter().map(move |extent| RdataRef {
            record_type: self.rrset.record_type,
            wire: extent.of(&self.zone.bytes),
        })
    }

    /// Whether it has this address, which is of its type.
    pub fn has_address(self, octets: &[u8]) -> bool {
        let records = &self.zone.records[self.record_range()];
        records.binary_search_by(|extent| extent.of(&self.zone.bytes).cmp(octets)).is_ok()
    }

    /// The places of its records in the zone's canonical order: indexes into
    /// [`Assembly::order`].
    pub fn record_range(self) -> std::ops::Range<usize> {
        let first = self.rrset.first_record as usize;
        first..first + self.rrset.record_count as usize
    }

    pub fn key(self) -> RrsetKey {
        RrsetKey { owner: self.owner(), record_type: self.record_type() }
    }

    pub fn to_records(self) -> Records {
        let data: Vec<Rdata> = self.rdatas().map(RdataRef::to_rdata).collect();
        Records::new(self.ttl(), data).expect("an RRset of a zone has records of one type")
    }

    /// Whether type, TTL and RDATA are the same; owners are not looked at.
    pub fn same_records(self, other: RrsetRef<'_>) -> bool {
        self.rrset.ttl == other.rrset.ttl
            && self.record_type() == other.record_type()
            && self.rrset.record_count == other.rrset.record_count
            && self.rdatas().zip(other.rdatas()).all(|(a, b)| a.wire == b.wire)
    }

    /// Where it stands among the RRsets of another zone with the same apex.
    pub fn cmp_key(self, other: RrsetRef<'_>) -> Ordering {
        let prefix = self.rrset.prefix.cmp(&other.rrset.prefix);
        prefix
            .then_with(|| self.owner_key().cmp(other.owner_key()))
            .then(self.record_type().cmp(&other.record_type()))
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.apex == other.apex
            && self.rrsets.len() == other.rrsets.len()
            && self.records.len() == other.records.len()
            && self.iter().zip(other.iter()).all(|(a, b)| a.cmp_key(b).is_eq() && a.same_records(b))
    }
}

impl Eq for Zone {}

/// A line a record, for tests and debugging.
impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "; zone {}", self.apex)?;
        for rrset in self.iter() {
            for rdata in rrset.rdatas() {
                writeln!(f, "{} {} {} {rdata}", rrset.owner(), rrset.ttl().seconds(), rrset.record_type())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    fn a(last: u8) -> [u8; 4] {
        [192, 0, 2, last]
    }

    #[test]
    fn sorts_groups_and_tells_what_met() {
        let mut builder = ZoneBuilder::new(name("example.com"));
        let ttl = Ttl::new(300);
        for (owner, ttl, data) in [
            ("www.example.com", ttl, a(2)),
            ("example.com", None, a(1)),
            ("www.example.com", None, a(1)),
            ("www.example.com", ttl, a(2)),
        ] {
            assert_eq!(builder.push_name(&name(owner), RecordType::A, ttl, &data), Ok(true));
        }
        assert_eq!(builder.push_name(&name("example.net"), RecordType::A, None, &a(1)), Ok(false));
        let assembly = builder.finish(Ttl::new(60).unwrap());
        assert_eq!(
            format!("{:?}", assembly.zone),
            "; zone example.com.\nexample.com. 60 A 192.0.2.1\nwww.example.com. 60 A 192.0.2.1\nwww.example.com. 60 A 192.0.2.2\n"
        );
        assert_eq!(assembly.order, [1, 2, 0]);
        assert_eq!(assembly.duplicates, [(0, 3)]);
        assert_eq!(assembly.ttl_conflicts, [(2, 0), (2, 3)]);
        let www = assembly.zone.get(&name("WWW.example.com"), RecordType::A).unwrap();
        assert_eq!(www.record_range(), 1..3);
        assert_eq!([1, 2, 3].map(|last| www.has_address(&a(last))), [true, true, false]);
        assert_eq!(assembly.zone.at(&name("www.example.com")).count(), 1);
        assert!(assembly.zone.get(&name("www.example.com"), RecordType::AAAA).is_none());
    }

    #[test]
    fn edits_give_another_zone() {
        let key = |owner: &str| RrsetKey { owner: name(owner), record_type: RecordType::A };
        let records = |last| {
            let rdata = Rdata::from_wire(RecordType::A, &a(last)).unwrap();
            Records::new(Ttl::new(60).unwrap(), vec![rdata]).unwrap()
        };
        let zone = Zone::from_rrsets(name("x"), [(key("a.x"), records(1)), (key("b.x"), records(2))]);
        let edited = zone.with_edits([
            (&key("a.x"), None),
            (&key("b.x"), Some(&records(3))),
            (&key("c.x"), Some(&records(4))),
        ]);
        assert_eq!(
            edited,
            Zone::from_rrsets(name("x"), [(key("c.x"), records(4)), (key("b.x"), records(3))])
        );
        assert_ne!(edited, zone);
    }

    #[test]
    fn pushes_can_be_filled_and_dropped() {
        let mut builder = ZoneBuilder::new(name("x"));
        for (owner, ttl) in [("a.x", None), ("b.x", Ttl::new(5)), ("b.x", None), ("c.x", None)] {
            let last = builder.len() as u8;
            assert_eq!(builder.push_name(&name(owner), RecordType::A, ttl, &a(last)), Ok(true));
        }
        builder.fill_ttl(1..3, Ttl::new(7).unwrap());
        builder.retain(|key, record_type, number| {
            assert_eq!((key.len(), record_type), (2, RecordType::A));
            number != 1
        });
        let mut seen = Vec::new();
        builder.for_each(|key, number| seen.push((key[0], number)));
        assert_eq!(seen, [(b'a', 0), (b'b', 2), (b'c', 3)]);
        let assembly = builder.finish(Ttl::new(9).unwrap());
        assert_eq!(
            format!("{:?}", assembly.zone),
            "; zone x.\na.x. 9 A 192.0.2.0\nb.x. 7 A 192.0.2.2\nc.x. 9 A 192.0.2.3\n"
        );
        assert_eq!(assembly.order, [0, 2, 3]);
    }

    #[test]
    fn names_are_found_by_key() {
        let rrset = |owner: &str| {
            let rdata = Rdata::from_wire(RecordType::A, &a(1)).unwrap();
            let key = RrsetKey { owner: name(owner), record_type: RecordType::A };
            (key, Records::new(Ttl::new(60).unwrap(), vec![rdata]).unwrap())
        };
        let zone = Zone::from_rrsets(name("x"), ["a.b.x", "c.x", "ca.x"].map(rrset));
        for (key, at, below, exists) in
            [("", 0, 3, true), ("b", 0, 1, true), ("b.a", 1, 1, true), ("c", 1, 1, true), ("d", 0, 0, false)]
        {
            let labels = key.split('.').filter(|label| !label.is_empty());
            let key: Vec<u8> = labels.flat_map(|label| [label.as_bytes(), b"\0"].concat()).collect();
            assert_eq!(zone.at_key(&key).count(), at, "{key:?}");
            assert_eq!(zone.at_or_below(&key).count(), below, "{key:?}");
            assert_eq!(zone.has_at_or_below(&key), exists, "{key:?}");
        }
    }

    #[test]
    fn long_names_of_one_subtree_are_sorted() {
        let mut owners: Vec<Name> = Vec::new();
        for subtree in ["x", "production.eu-west-1.x", "production.eu-west-10.x", "\\000\\001.production.x"] {
            for host in ["", "a.", "web-0001.", "web-00010.", "web-0001.a.", "*.web-0001.", "\\000."] {
                owners.push(name(&format!("{host}{subtree}")));
            }
        }
        let mut builder = ZoneBuilder::new(name("x"));
        for owner in owners.iter().rev().chain(&owners) {
            let last = builder.len() as u8;
            assert_eq!(builder.push_name(owner, RecordType::A, None, &a(last)), Ok(true));
        }
        let zone = builder.finish(Ttl::MAX).zone;
        owners.sort();
        assert_eq!(zone.iter().map(RrsetRef::owner).collect::<Vec<_>>(), owners);
        assert!(zone.iter().all(|rrset| rrset.rdatas().len() == 2));
        assert!(owners.iter().all(|owner| zone.get(owner, RecordType::A).is_some()));
    }
}
