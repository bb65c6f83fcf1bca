use std::path::Path;
use std::sync::Arc;

use super::entry::{Entry, Item};
use super::error::{Fault, MasterFileError, Place};
use super::reader::{visit, visit_text};
use crate::dns::{Name, Ttl, Zone, ZoneBuilder};
use crate::text::{Files, Position};

/// What a master file and those it includes say. Records are numbered from
/// zero in the order of the text, those of bad lines left out.
pub struct MasterFile {
    /// The zone of the good lines.
    pub zone: Zone,
    /// Every bad line, in the order of the text; of more than 100,000 the last
    /// tells how many were left out.
    pub problems: Vec<MasterFileError>,
    /// For each record in the zone's canonical order, its number.
    pub order: Vec<u32>,
    /// Records that stand more than once: the kept one and the dropped one.
    pub duplicates: Vec<(u32, u32)>,
    /// RRsets with several TTLs: two records that differ; the lower TTL is taken
    /// (RFC 2181 section 5.2).
    pub ttl_conflicts: Vec<(u32, u32)>,
    odd: Vec<MasterFileError>,
    lines: Lines,
}

/// Reads the master file at `path` as the zone `apex`. `$INCLUDE` reaches files
/// in the folder of `path` only; whether a link may lead out of it is for
/// `files` to say.
pub fn read(files: &dyn Files, path: &Path, apex: &Name) -> MasterFile {
    assemble(apex, |visitor| visit(files, path, apex, visitor))
}

/// Reads a text that is at hand; `path` is what it is called in messages.
/// `$INCLUDE` is refused.
pub fn read_text(path: &Path, text: Vec<u8>, apex: &Name) -> MasterFile {
    assemble(apex, |visitor| visit_text(path, text, apex, visitor))
}

impl MasterFile {
    /// The line of a record, by its number, which must come from here.
    pub fn place(&self, record: u32) -> Place {
        self.lines.place(record)
    }

    /// What is read though no one writes it on purpose: values that mean something
    /// else, then duplicates and RRsets with several TTLs, each in the order of the text.
    pub fn warnings(&self) -> Vec<MasterFileError> {
        let mut found: Vec<(u32, Fault)> = Vec::new();
        for &(kept, dropped) in &self.duplicates {
            let place = self.place(kept);
            found.push((
                dropped,
                Fault::new(format!(
                    "the same record stands at {}:{}",
                    place.path.display(),
                    place.start.line
                )),
            ));
        }
        for &(one, other) in &self.ttl_conflicts {
            let (first, second) = (self.place(one.min(other)), one.max(other));
            found.push((
                second,
                Fault::new(format!(
                    "the TTL is not that of the same RRset at {}:{}; the lower one is taken",
                    first.path.display(),
                    first.start.line
                ))
                .help("give all records of an RRset one TTL (RFC 2181 section 5.2)"),
            ));
        }
        found.sort_by_key(|&(record, _)| record);
        let found = found.into_iter().map(|(record, fault)| fault.at(self.place(record)));
        self.odd.iter().cloned().chain(found).collect()
    }
}

/// The file and line of each record.
struct Lines {
    paths: Vec<Arc<Path>>,
    records: Vec<(u32, u32)>,
}

impl Lines {
    fn push(&mut self, entry: &Entry<'_>) {
        let path = entry.path();
        let current = self.records.last().map(|&(file, _)| file as usize);
        let file = match current.filter(|&file| Arc::ptr_eq(&self.paths[file], path)) {
            Some(file) => file,
            None => self.paths.iter().rposition(|known| Arc::ptr_eq(known, path)).unwrap_or_else(|| {
                self.paths.push(path.clone());
                self.paths.len() - 1
            }),
        };
        self.records.push((file as u32, entry.line()));
    }

    fn place(&self, record: u32) -> Place {
        let (file, line) = self.records[record as usize];
        let start = Position { line, column: 1 };
        Place { path: self.paths[file as usize].clone(), start, end: start }
    }
}

fn assemble(apex: &Name, visit: impl FnOnce(&mut dyn FnMut(Item<'_>)) -> Vec<MasterFileError>) -> MasterFile {
    let mut builder = ZoneBuilder::new(apex.clone());
    let mut lines = Lines { paths: Vec::new(), records: Vec::new() };
    let mut too_large = None;
    let mut odd = Vec::new();
    let mut problems = visit(&mut |item| match item {
        Item::Record(entry) if too_large.is_none() => {
            let Entry { owner, ttl, rdata, .. } = entry;
            match builder.push_name(owner, rdata.record_type, Some(ttl), rdata.wire) {
                Ok(_) => lines.push(&entry),
                Err(error) => too_large = Some(Fault::new(error.to_string()).at(entry.place())),
            }
        }
        Item::Odd(found) => odd.push(found),
        Item::Record(_) | Item::Comment(_) => {}
    });
    problems.extend(too_large);
    let assembly = builder.finish(Ttl::MAX);
    MasterFile {
        zone: assembly.zone,
        problems,
        order: assembly.order,
        duplicates: assembly.duplicates,
        ttl_conflicts: assembly.ttl_conflicts,
        odd,
        lines,
    }
}
