//! Whether drafts give the records they must.

use super::Draft;
use crate::diagnostic::{Problems, Severity};
use crate::dns::{RecordType, RrsetRef, Zone};
use crate::model::{Defaults, Desired, compile};
use crate::text::{SourceId, Sources};

/// What came of compiling a draft.
#[derive(Debug)]
pub struct Checked {
    /// What the compiler says about its text; errors forbid to write it.
    pub problems: Problems,
    /// Records of the master file that the text does not give, a line each.
    pub missing: Vec<String>,
    /// Records that the text gives and the master file does not hold.
    pub extra: Vec<String>,
}

impl Checked {
    /// Whether the text may be written.
    pub fn is_good(&self) -> bool {
        !self.problems.has_errors() && self.missing.is_empty() && self.extra.is_empty()
    }
}

/// Compiles the drafts together, their texts being the sources with these ids,
/// and compares each zone with its records.
pub fn check(drafts: &[(SourceId, &Draft)], sources: &mut Sources) -> Vec<Checked> {
    let ids: Vec<SourceId> = drafts.iter().map(|(id, _)| *id).collect();
    let (model, problems) = compile(sources, &ids, &Defaults::default());
    let checked = drafts.iter().map(|(id, draft)| {
        let own = problems.iter().filter(|problem| problem.span.is_none_or(|span| span.source == *id));
        let own: Problems = own.cloned().collect();
        let is_wrong = own.iter().any(|problem| problem.severity == Severity::Error);
        let found = model.zones.iter().find(|desired| desired.declared.source == *id);
        let (missing, extra) = match found {
            // The text must be put right before its records can be compared.
            _ if is_wrong => (Vec::new(), Vec::new()),
            Some(desired) => differences(&draft.wanted, desired),
            None => (records(&draft.wanted, &Zone::empty(draft.apex.clone())), Vec::new()),
        };
        Checked { problems: own, missing, extra }
    });
    checked.collect()
}

/// What only one of the two has, the serial of the SOA aside.
fn differences(wanted: &Zone, desired: &Desired) -> (Vec<String>, Vec<String>) {
    let soa = wanted.get(wanted.apex(), RecordType::SOA);
    let serial = soa.and_then(|soa| serial(soa)).unwrap_or_default();
    let found = desired.published(serial);
    (records(wanted, &found), records(&found, wanted))
}

fn serial(soa: RrsetRef<'_>) -> Option<u32> {
    let rdata = soa.rdatas().next()?;
    let numbers = rdata.wire.last_chunk::<20>()?;
    Some(u32::from_be_bytes(*numbers.first_chunk::<4>()?))
}

/// The records of one zone that the other has not.
fn records(of: &Zone, not_in: &Zone) -> Vec<String> {
    let mut lines = Vec::new();
    for rrset in of.iter() {
        let other = not_in.get_by_key(rrset.owner_key(), rrset.record_type());
        if other.is_some_and(|other| other.same_records(rrset)) {
            continue;
        }
        let other = other.filter(|other| other.ttl() == rrset.ttl());
        for rdata in rrset.rdatas() {
            if !other.is_some_and(|other| other.rdatas().any(|theirs| theirs.wire == rdata.wire)) {
                let (owner, ttl) = (rrset.owner(), rrset.ttl().seconds());
                lines.push(format!("{owner} {ttl} {} {rdata}", rrset.record_type()));
            }
        }
    }
    lines
}
