use std::collections::HashMap;

use super::fingerprint::Digest;
use super::{Change, Consent, Edit, Fingerprint, Guard, Planned, Verdict, ZonePlan};
use crate::dns::{Name, Rdata, RecordType, Records, RrsetKey};

/// What has to happen to all zones: data that can be shown, saved and compared.
/// Zones that the project does not declare are not in it and stay as they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// One for each zone and instance, by zone, then instance.
    pub zones: Vec<ZonePlan>,
}

/// A plan that no guard stands in the way of. Only [`Plan::approve`] makes one,
/// and only an approved plan can be applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Approved(Plan);

/// A change that nobody has approved.
#[derive(Debug, Clone, PartialEq)]
pub struct NewChange<'p> {
    pub zone: &'p ZonePlan,
    pub planned: &'p Planned,
}

impl Plan {
    /// Sorts the zones.
    pub fn new(mut zones: Vec<ZonePlan>) -> Plan {
        zones.sort_by(|a, b| (&a.apex, &a.instance).cmp(&(&b.apex, &b.instance)));
        Plan { zones }
    }

    pub fn is_empty(&self) -> bool {
        self.zones.iter().all(ZonePlan::is_empty)
    }

    /// Each raised guard and what the consent says to it.
    pub fn verdicts<'p>(&'p self, consent: &'p Consent) -> impl Iterator<Item = (&'p Guard, Verdict)> {
        self.zones.iter().flat_map(|zone| &zone.guards).map(|guard| (guard, consent.verdict(guard)))
    }

    /// All or nothing: one refused zone keeps the whole plan back, so that what
    /// goes out is what was shown. The error is every guard without consent; the
    /// operator consents, or selects other zones.
    pub fn approve(self, consent: &Consent) -> Result<Approved, Vec<Guard>> {
        let refused: Vec<Guard> = self
            .verdicts(consent)
            .filter(|(_, verdict)| !verdict.passes())
            .map(|(guard, _)| guard.clone())
            .collect();
        if refused.is_empty() { Ok(Approved(self)) } else { Err(refused) }
    }

    /// The changes that are not in a plan which was approved earlier. Changes
    /// are the same if owner, type and both sides are; a SOA's serial and the
    /// places in the sources do not count. Changes that have been done since
    /// are no longer in this plan and so do no harm.
    pub fn beyond<'p>(&'p self, approved: &Plan) -> Vec<NewChange<'p>> {
        let mut known: HashMap<(&Name, &str, &RrsetKey), &Change> = HashMap::new();
        for zone in &approved.zones {
            known
                .extend(zone.changes().map(|change| ((&zone.apex, &zone.instance[..], &change.key), change)));
        }
        let is_new = |zone: &ZonePlan, change: &Change| {
            let approved = known.get(&(&zone.apex, &zone.instance[..], &change.key));
            !approved.is_some_and(|approved| same_edit(change, approved))
        };
        self.zones
            .iter()
            .flat_map(|zone| zone.changes.iter().map(move |planned| NewChange { zone, planned }))
            .filter(|new| is_new(new.zone, &new.planned.change))
            .collect()
    }

    /// Of all changes in their order: two plans with one fingerprint do the same.
    /// Serials and places in the sources do not count.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut digest = Digest::new();
        for zone in self.zones.iter().filter(|zone| !zone.is_empty()) {
            digest.part(zone.apex.wire());
            digest.part(zone.instance.as_bytes());
            for change in zone.changes() {
                digest.part(change.key.owner.wire());
                for side in [change.edit.before(), change.edit.after()] {
                    match side {
                        None => digest.part(&[]),
                        Some(records) => digest.records(&without_serial(records)),
                    }
                }
            }
        }
        digest.finish()
    }
}

impl Approved {
    /// One for each zone and instance.
    pub fn zones(&self) -> &[ZonePlan] {
        &self.0.zones
    }

    /// The plan, no longer approved.
    pub fn into_plan(self) -> Plan {
        self.0
    }
}

fn same_edit(one: &Change, other: &Change) -> bool {
    let side = |edit: &Edit| (edit.before().map(without_serial), edit.after().map(without_serial));
    one.key == other.key && side(&one.edit) == side(&other.edit)
}

/// A SOA with the serial zero; anything else as it is.
fn without_serial(records: &Records) -> Records {
    let zeroed = || -> Option<Records> {
        let [rdata] = records.data() else { return None };
        let (_, behind) = Name::split_from_wire(rdata.wire())?;
        let (_, behind) = Name::split_from_wire(behind)?;
        let at = rdata.wire().len() - behind.len();
        let mut wire = rdata.wire().to_vec();
        wire.get_mut(at..at + 4)?.fill(0);
        Records::new(records.ttl(), vec![Rdata::from_wire(RecordType::SOA, &wire).ok()?])
    };
    let soa = (records.record_type() == RecordType::SOA).then(zeroed).flatten();
    soa.unwrap_or_else(|| records.clone())
}
