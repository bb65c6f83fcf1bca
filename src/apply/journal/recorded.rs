use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::Deserialize;

use super::entry::{Answer, End, Entry, FORMAT};
use super::{JournalError, Place};
use crate::dns::{Charset, Name, RecordType, Records, RrsetKey, Zone};
use crate::model::{Desired, Provenance, Settings, Soa};
use crate::plan::{Change, Observed};

/// All that a run wrote.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recorded {
    /// When it started, RFC 3339 in UTC.
    pub started: String,
    /// By zone and instance.
    pub zones: BTreeMap<Place, RecordedZone>,
    /// Whether the last line is cut off: the run was killed, or the disk was full.
    pub torn: bool,
}

/// What a run wrote about a zone at an instance.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecordedZone {
    /// The zone before the run: what `undo` goes back to.
    pub snapshot: Option<Observed>,
    /// How many requests were planned.
    pub requests: usize,
    /// How many are known to have been applied.
    pub done: usize,
    /// Whether the last request sent may have been applied or not.
    pub unknown: bool,
    /// The changes of all requests that were sent and not turned down.
    pub changes: Vec<Change>,
    /// How the run left the zone; `None` if the run was interrupted.
    pub end: Option<End>,
    /// The SOA serial, as read back.
    pub serial: Option<u32>,
    /// How many RRsets it was last seen with, besides SOA and apex NS.
    pub content: Option<usize>,
    /// How many of the changes belong to the request sent last.
    in_flight: usize,
    /// The parts of a snapshot that is not yet whole; `None` is an absent zone.
    parts: Option<Vec<(RrsetKey, Records)>>,
}

impl RecordedZone {
    /// What `undo` wants: the zone as it is now, and each RRset that the run
    /// changed as it was before the run. `declared` lends its settings and scope.
    /// A zone that was absent is wanted without what the run added.
    pub fn way_back(&self, now: &Observed, declared: &Desired) -> Desired {
        let apex = declared.zone.apex();
        let before = self.snapshot.as_ref().and_then(Observed::zone);
        let at = |zone: Option<&Zone>, key: &RrsetKey| {
            let rrset = zone?.get(&key.owner, key.record_type)?;
            Some((key.clone(), rrset.to_records()))
        };
        let is_soa = |key: &RrsetKey| &key.owner == apex && key.record_type == RecordType::SOA;
        let changed: HashSet<&RrsetKey> = self.changes.iter().map(|change| &change.key).collect();
        let kept = now.zone().into_iter().flat_map(Zone::iter).map(|rrset| (rrset.key(), rrset.to_records()));
        let kept = kept.filter(|(key, _)| !changed.contains(key) && !is_soa(key));
        let restored = changed.iter().filter(|key| !is_soa(key)).filter_map(|key| at(before, key));
        let soa = changed.iter().any(|key| is_soa(key)).then_some(before).flatten();
        let soa = soa.and_then(|zone| zone.get(apex, RecordType::SOA)).and_then(Soa::of);
        Desired {
            zone: Zone::from_rrsets(apex.clone(), kept.chain(restored)),
            view: declared.view.clone(),
            aliases: declared.aliases.clone(),
            redirects: declared.redirects.clone(),
            settings: Settings { soa: soa.map(|(soa, _)| soa), ..declared.settings.clone() },
            scope: declared.scope.clone(),
            provenance: Provenance::default(),
            attributes: declared.attributes.clone(),
            declared: declared.declared,
            named: declared.named,
            warnings: declared.warnings.clone(),
        }
    }
}

/// Reads a file; the snapshots of large zones only where they are wanted.
pub(super) fn read(path: &Path, with_snapshots: bool) -> Result<Recorded, JournalError> {
    let text = std::fs::read(path).map_err(|error| JournalError::unreadable(path, &error))?;
    let mut recorded = Recorded::default();
    let mut lines = text.split_inclusive(|byte| *byte == b'\n').enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let is_last = lines.peek().is_none();
        let taken = match line.strip_suffix(b"\n") {
            Some(line) => recorded.take(line, with_snapshots),
            None => Err("it is cut off".to_owned()),
        };
        match taken {
            Ok(()) => {}
            Err(_) if is_last => recorded.torn = true,
            Err(reason) => {
                return Err(JournalError::Damaged { path: path.to_owned(), line: index + 1, reason });
            }
        }
    }
    Ok(recorded)
}

#[derive(Deserialize)]
struct Head<'l> {
    event: &'l str,
}

impl Recorded {
    fn take(&mut self, line: &[u8], with_snapshots: bool) -> Result<(), String> {
        let parse = |error: serde_json::Error| error.to_string();
        if !with_snapshots && serde_json::from_slice::<Head<'_>>(line).map_err(parse)?.event == "snapshot" {
            return Ok(());
        }
        match serde_json::from_slice(line).map_err(parse)? {
            Entry::Run { format, at, .. } => {
                if format != FORMAT {
                    return Err(format!("its format is `{format}`, this zonal reads `{FORMAT}`"));
                }
                self.started = at;
            }
            Entry::Snapshot { zone, instance, present, rrsets } => {
                let apex = read_name(&zone)?;
                let rrsets = rrsets.iter().map(|rrset| rrset.read()).collect::<Result<Vec<_>, _>>()?;
                if let Some((key, _)) = rrsets.iter().find(|(key, _)| !key.owner.is_at_or_below(&apex)) {
                    return Err(format!("{} is not in {apex}", key.owner));
                }
                if present {
                    self.zone(&zone, instance)?.parts.get_or_insert_default().extend(rrsets);
                }
            }
            Entry::Begin { zone, instance, requests, content } => {
                let apex = read_name(&zone)?;
                let zone = self.zone(&zone, instance)?;
                (zone.requests, zone.content) = (requests, content);
                zone.snapshot = with_snapshots.then(|| match zone.parts.take() {
                    None => Observed::Absent,
                    Some(rrsets) => {
                        Observed::Present { zone: Zone::from_rrsets(apex, rrsets), irregular: Vec::new() }
                    }
                });
            }
            Entry::Request { zone, instance, changes, .. } => {
                let zone = self.zone(&zone, instance)?;
                zone.unknown = true;
                zone.in_flight = changes.len();
                zone.changes.extend(changes);
            }
            Entry::Answer { zone, instance, answer, number, .. } => {
                let zone = self.zone(&zone, instance)?;
                zone.unknown = answer == Answer::Unknown;
                match answer {
                    Answer::Applied => zone.done = number,
                    Answer::Unknown => {}
                    Answer::Conflict | Answer::Refused => {
                        zone.changes.truncate(zone.changes.len().saturating_sub(zone.in_flight));
                    }
                }
            }
            Entry::End { zone, instance, end, serial, content } => {
                let zone = self.zone(&zone, instance)?;
                (zone.end, zone.serial) = (Some(end), serial);
                zone.content = content.or(zone.content);
            }
        }
        Ok(())
    }

    fn zone(&mut self, zone: &str, instance: String) -> Result<&mut RecordedZone, String> {
        Ok(self.zones.entry((read_name(zone)?, instance)).or_default())
    }
}

fn read_name(text: &str) -> Result<Name, String> {
    Name::parse(text, Charset::Octets, None).map_err(|error| format!("`{text}` is no name: {error}"))
}
