use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use super::file_name::apex_of;
use crate::dns::master::{self, MasterFile};
use crate::dns::{Name, RrsetKey};
use crate::plan::{Irregularity, Observed};
use crate::provider::{DiskFiles, ReadFailure, disk_error_clause};
use crate::text::{Files, ReadError};

/// The zones whose files stand in a folder, in canonical order. A folder that
/// is not there holds none; files with other names are no zones.
pub(super) fn zones(folder: &Path) -> Result<Vec<Name>, ReadFailure> {
    let failure = |error: &std::io::Error| failure(folder, &disk_error_clause(error));
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failure(&error)),
    };
    let mut zones = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| failure(&error))?;
        if !entry.file_type().map_err(|error| failure(&error))?.is_dir() {
            zones.extend(entry.file_name().to_str().and_then(apex_of));
        }
    }
    zones.sort();
    Ok(zones)
}

/// What the file of a zone holds.
pub(super) fn observe(path: &Path, apex: &Name) -> Result<Observed, ReadFailure> {
    Ok(match content(path)? {
        None => Observed::Absent,
        Some(content) => parse(path, content, apex)?,
    })
}

/// The octets of the file; `None` if there is none.
pub(super) fn content(path: &Path) -> Result<Option<Vec<u8>>, ReadFailure> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(metadata) if metadata.is_symlink() && !path.exists() => {
            return Err(failure(path, "it is a link to nowhere"));
        }
        _ => {}
    }
    let read = DiskFiles::new("").read(path);
    read.map(Some).map_err(|error| failure(path, &error.reason))
}

/// Reads the octets of the file at `path`.
pub(super) fn parse(path: &Path, content: Vec<u8>, apex: &Name) -> Result<Observed, ReadFailure> {
    let files = WithTop { path, content: Cell::new(Some(content)), disk: DiskFiles::new("") };
    let file = master::read(&files, path, apex);
    match file.problems.is_empty() {
        true => Ok(Observed::Present { irregular: mixed_ttls(&file), zone: file.zone }),
        false => Err(bad_lines(path, &file)),
    }
}

/// The disk, but the top file as it was read before.
struct WithTop<'f> {
    path: &'f Path,
    content: Cell<Option<Vec<u8>>>,
    disk: DiskFiles,
}

impl Files for WithTop<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let known = if path == self.path { self.content.take() } else { None };
        known.map_or_else(|| self.disk.read(path), Ok)
    }
}

/// The reading thread broke down.
pub(super) fn interrupted(path: &Path, error: &tokio::task::JoinError) -> ReadFailure {
    failure(path, &format!("reading was interrupted: {error}"))
}

fn failure(path: &Path, why: &str) -> ReadFailure {
    ReadFailure { message: format!("cannot read {}: {why}", path.display()), help: None }
}

const SHOWN_LINES: usize = 10;

fn bad_lines(path: &Path, file: &MasterFile) -> ReadFailure {
    let count = file.problems.len();
    let mut message = match count {
        1 => format!("{} holds something that is no zone data:", path.display()),
        _ => format!("{} holds {count} things that are no zone data:", path.display()),
    };
    for problem in file.problems.iter().take(SHOWN_LINES) {
        message.push_str(&format!("\n  {problem}"));
    }
    if count > SHOWN_LINES {
        message.push_str(&format!("\n  and {} more", count - SHOWN_LINES));
    }
    ReadFailure {
        message,
        help: Some("correct the file, or move it away to have it written anew".to_owned()),
    }
}

/// An irregularity for each RRset whose records have several TTLs.
fn mixed_ttls(file: &MasterFile) -> Vec<Irregularity> {
    if file.ttl_conflicts.is_empty() {
        return Vec::new();
    }
    let mut positions: Vec<(u32, usize)> =
        file.order.iter().enumerate().map(|(position, &number)| (number, position)).collect();
    positions.sort_unstable();
    let key_of = |number: u32| -> Option<RrsetKey> {
        let found = positions.binary_search_by_key(&number, |&(number, _)| number).ok()?;
        let (_, position) = positions[found];
        let at = |index: usize| file.zone.nth(index).map(|rrset| rrset.record_range());
        let (mut low, mut high) = (0, file.zone.len());
        while low < high {
            let middle = low.midpoint(high);
            if at(middle)?.end <= position { low = middle + 1 } else { high = middle }
        }
        file.zone.nth(low).map(|rrset| rrset.key())
    };
    let mut lines: BTreeMap<RrsetKey, Vec<u32>> = BTreeMap::new();
    for &(first, other) in &file.ttl_conflicts {
        // The first of a conflict is always kept, so it has a place in the zone.
        if let Some(key) = key_of(first) {
            lines.entry(key).or_default().extend([first, other].map(|number| file.place(number).start.line));
        }
    }
    lines.into_iter().map(|(key, lines)| irregularity(file, key, lines)).collect()
}

fn irregularity(file: &MasterFile, key: RrsetKey, mut lines: Vec<u32>) -> Irregularity {
    lines.sort_unstable();
    lines.dedup();
    let listed: Vec<String> = lines.iter().map(u32::to_string).collect();
    let lowest = file.zone.get(&key.owner, key.record_type).map_or(0, |rrset| rrset.ttl().seconds());
    let what = format!(
        "{} {} has several TTLs in lines {}; the lowest, {lowest}, is taken",
        key.owner,
        key.record_type,
        listed.join(", ")
    );
    Irregularity { key, what, untouchable: false }
}
