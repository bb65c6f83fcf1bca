//! What must hold for any two zones.

use super::granularity::*;
use super::*;

/// xorshift64*: the same zones on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % limit
    }

    /// Few names and values, so that two zones often meet.
    fn zone(&mut self) -> Zone {
        let lines: Vec<String> = (0..self.below(30)).map(|_| self.line()).collect();
        zone(&lines.join("\n"))
    }

    fn line(&mut self) -> String {
        let owners = ["@", "a", "b", "c", "*.b", "x.c", "y.x.c", "d"];
        let targets = ["a", "b", "c", "x.c", "z.b"];
        let owner = owners[self.below(8) as usize];
        let target = targets[self.below(5) as usize];
        let ttl = 60 + self.below(2);
        match self.below(7) {
            0 | 1 => format!("{owner} {ttl} A 192.0.2.{}", self.below(3)),
            2 => format!("{owner} {ttl} CNAME {target}.example.com."),
            3 => format!("{owner} {ttl} MX {} {target}.example.com.", self.below(2)),
            4 => format!("{owner} {ttl} NS {target}.example.com."),
            5 => format!("{owner} {ttl} DS 1 13 200 0{}", self.below(3)),
            _ => format!("{owner} {ttl} DNAME {target}.example.com."),
        }
    }
}

#[test]
fn a_zone_against_itself_gives_nothing() {
    let mut random = Random(1);
    for _ in 0..300 {
        let zone = random.zone();
        assert!(differences(&zone, &zone.clone()).is_empty());
        let plan = plan_zone(&Sides::new(&desired(zone.clone()), &present(zone), &capabilities(), "t"));
        assert!(plan.is_empty() && plan.guards.is_empty());
    }
}

#[test]
fn applying_a_plan_gives_what_is_wanted() {
    let mut random = Random(2);
    for round in 0..1000 {
        let (old, new) = (random.zone(), random.zone());
        let mut wanted = desired(new.clone());
        if round % 2 == 0 {
            ignore(&mut wanted.scope, ["**.c", "** A", "** to z.b", "b MX"][random.below(4) as usize]);
        }
        let observed = present(old.clone());
        let given = capabilities();
        let plan = plan_zone(&Sides::new(&wanted, &observed, &given, "t"));
        let changes: Vec<Change> = plan.changes().cloned().collect();
        let after = zone_after(&changes, &observed, &name("@"));
        let again = plan_zone(&Sides::new(&wanted, &present(after.clone()), &given, "t"));
        assert!(again.is_empty(), "{old:?}{new:?}{}\n{}", show(&plan), show(&again));
        if round % 2 == 1 && new.get(&name("@"), RecordType::NS).is_some() {
            assert_eq!(after, new);
        }
        for line in wanted.scope.ignored.iter() {
            let kept = old.iter().flat_map(|rrset| rrset.rdatas().map(move |rdata| (rrset.owner(), rdata)));
            for (owner, rdata) in kept.filter(|(owner, rdata)| line.covers_record(owner, *rdata)) {
                let stands = after.get(&owner, rdata.record_type);
                assert!(stands.is_some_and(|rrset| rrset.rdatas().any(|other| other == rdata)));
            }
        }
        units_agree(&changes, &observed, &after);
    }
}

/// The four granularities say the same.
fn units_agree(changes: &[Change], observed: &Observed, after: &Zone) {
    let mut records: std::collections::BTreeSet<(Name, u32, crate::dns::Rdata)> = Default::default();
    let old = observed.zone().unwrap();
    let all = |zone: &Zone| -> Vec<(Name, u32, crate::dns::Rdata)> {
        let rrsets = zone.iter();
        let each = |rrset: crate::dns::RrsetRef<'_>| -> Vec<_> {
            rrset.rdatas().map(|rdata| (rrset.owner(), rrset.ttl().seconds(), rdata.to_rdata())).collect()
        };
        rrsets.flat_map(each).collect()
    };
    records.extend(all(old));
    for change in record_changes(changes) {
        let (gone, come) = match change {
            RecordChange::Create { owner, ttl, rdata } => (None, Some((owner, ttl.seconds(), rdata))),
            RecordChange::Delete { owner, ttl, rdata } => (Some((owner, ttl.seconds(), rdata)), None),
            RecordChange::Modify { owner, old, new } => {
                (Some((owner.clone(), old.0.seconds(), old.1)), Some((owner, new.0.seconds(), new.1)))
            }
        };
        assert!(gone.is_none_or(|gone| records.remove(&gone)));
        assert!(come.is_none_or(|come| records.insert(come)));
    }
    assert_eq!(records, all(after).into_iter().collect());
    for owner in owner_changes(changes, observed) {
        let stands: Vec<_> = after.at(&owner.owner).map(|rrset| rrset.to_records()).collect();
        assert_eq!(owner.new, stands);
    }
}

#[test]
fn each_difference_is_changed_once() {
    let mut random = Random(3);
    for _ in 0..300 {
        let (old, new) = (random.zone(), random.zone());
        let found = differences(&old, &new);
        let keys: Vec<_> = found.iter().filter_map(|found| found.observed.or(found.desired)).collect();
        assert!(keys.is_sorted_by(|a, b| a.cmp_key(*b).is_lt()));
        let changes: Vec<Change> =
            plan_zone(&Sides::new(&desired(new.clone()), &present(old.clone()), &capabilities(), "t"))
                .changes()
                .cloned()
                .collect();
        let order = order(&changes);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..changes.len()).collect::<Vec<_>>());
        assert_eq!(bundles(&changes).flatten().count(), changes.len());
        assert_eq!(found.len(), differences(&new, &old).len());
    }
}
