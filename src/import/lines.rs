//! The records and comments of a master file, in the order of the text, with
//! the blank lines between them.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::{Refusal, comment};
use crate::dns::master::{Item, visit};
use crate::dns::{MasterFileError, Name, Rdata, RecordType, Ttl};
use crate::text::Files;

/// One record with what stands around it.
pub(super) struct Line {
    pub owner: Name,
    pub ttl: Ttl,
    pub rdata: Rdata,
    pub place: LinePlace,
    /// A comment behind it on its line.
    pub trailing: Option<String>,
    /// Whether a blank line stands before it and its comments.
    pub blank_before: bool,
    /// The comments above it, each with whether a blank line stands behind it.
    pub above: Vec<(String, bool)>,
}

/// Where a record begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LinePlace {
    /// The place in [`Lines::files`].
    pub file: u32,
    pub line: u32,
}

/// A whole file.
pub(super) struct Lines {
    /// It and what it includes, in the order of their first records.
    pub files: Vec<Arc<Path>>,
    pub records: Vec<Line>,
    /// Comments behind the last record.
    pub rest: Vec<(String, bool)>,
    pub blank_before_rest: bool,
    /// What no one means as it is read.
    pub odd: Vec<MasterFileError>,
    /// Records that do not belong to the zone.
    pub outside: Vec<MasterFileError>,
}

/// Reads what the file and those it includes hold.
pub(super) fn read(files: &dyn Files, path: &Path, apex: &Name) -> Result<Lines, Refusal> {
    let mut collector = Collector::new(files);
    let problems = visit(files, path, apex, &mut |item| collector.take(item));
    let (outside, wrong): (Vec<_>, Vec<_>) = problems.into_iter().partition(|problem| problem.is_outside);
    if !wrong.is_empty() {
        return Err(Refusal::Unreadable(wrong));
    }
    Ok(Lines { outside, ..collector.finish() })
}

struct Collector<'f> {
    blanks: Blanks<'f>,
    paths: Vec<Arc<Path>>,
    records: Vec<Line>,
    pending: Vec<Pending>,
    odd: Vec<MasterFileError>,
    /// Where the last record ended.
    end: Option<(Arc<Path>, u32)>,
}

struct Pending {
    path: Arc<Path>,
    line: u32,
    octets: Vec<u8>,
}

impl<'f> Collector<'f> {
    fn new(files: &'f dyn Files) -> Collector<'f> {
        let blanks = Blanks { files, of: HashMap::new() };
        let (paths, records, pending, odd) = Default::default();
        Collector { blanks, paths, records, pending, odd, end: None }
    }

    fn take(&mut self, item: Item<'_>) {
        match item {
            Item::Comment(comment) if comment::is_of_the_signer(comment.text()) => {}
            Item::Comment(comment) => {
                let place = comment.place();
                let octets = comment.text().to_vec();
                self.pending.push(Pending { path: place.path, line: place.start.line, octets });
            }
            Item::Odd(odd) => self.odd.push(odd),
            Item::Record(entry) => {
                let place = entry.place();
                let is_inside =
                    |pending: &Pending| pending.path == place.path && pending.line >= place.start.line;
                let (mut inside, above): (Vec<Pending>, Vec<Pending>) =
                    std::mem::take(&mut self.pending).into_iter().partition(is_inside);
                if entry.rdata.record_type == RecordType::SOA {
                    inside.retain(|pending| !comment::names_a_field(&pending.octets));
                }
                let trailing = match &inside[..] {
                    [only] => Some(comment::written(&only.octets)),
                    _ => None,
                };
                let end = inside.iter().map(|pending| pending.line).max().unwrap_or(0).max(place.end.line);
                let (blank_before, mut above) = self.above(above, Some((&place.path, place.start.line)));
                if trailing.is_none() {
                    above.extend(inside.iter().map(|pending| (comment::written(&pending.octets), false)));
                }
                let file = self.file(&place.path);
                self.records.push(Line {
                    owner: entry.owner.clone(),
                    ttl: entry.ttl,
                    rdata: entry.rdata.to_rdata(),
                    place: LinePlace { file, line: place.start.line },
                    trailing,
                    blank_before,
                    above,
                });
                self.end = Some((place.path, end));
            }
        }
    }

    /// The number of a file, the newest first: records of one stand together.
    fn file(&mut self, path: &Arc<Path>) -> u32 {
        let known = self.paths.iter().rposition(|known| known == path);
        let file = known.unwrap_or_else(|| {
            self.paths.push(path.clone());
            self.paths.len() - 1
        });
        file as u32
    }

    /// Comments with the blank lines between them and what comes next, and
    /// whether one stands before all.
    fn above(
        &mut self,
        pending: Vec<Pending>,
        next: Option<(&Arc<Path>, u32)>,
    ) -> (bool, Vec<(String, bool)>) {
        let mut before = self.end.clone();
        let mut gaps = Vec::with_capacity(pending.len() + 1);
        let places = pending.iter().map(|pending| (&pending.path, pending.line)).chain(next);
        for (path, line) in places {
            gaps.push(before.is_some_and(|(last, end)| last == *path && self.blanks.any(path, end, line)));
            before = Some((path.clone(), line));
        }
        let behind = gaps.iter().skip(1).copied().chain([false]);
        let written = pending.iter().map(|pending| comment::written(&pending.octets)).zip(behind).collect();
        (gaps.first().copied().unwrap_or(false), written)
    }

    fn finish(mut self) -> Lines {
        let pending = std::mem::take(&mut self.pending);
        let (blank_before_rest, rest) = self.above(pending, None);
        let Collector { paths: files, records, odd, .. } = self;
        Lines { files, records, rest, blank_before_rest, odd, outside: Vec::new() }
    }
}

/// The blank lines of each file.
struct Blanks<'f> {
    files: &'f dyn Files,
    of: HashMap<Arc<Path>, Vec<u32>>,
}

impl Blanks<'_> {
    /// Whether one stands between two lines.
    fn any(&mut self, path: &Arc<Path>, after: u32, before: u32) -> bool {
        if before <= after.saturating_add(1) {
            return false;
        }
        let files = self.files;
        let blank = self.of.entry(path.clone()).or_insert_with(|| {
            // It was read before; if it is gone now, only blank lines are lost.
            let bytes = files.read(path).unwrap_or_default();
            let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
            lines.filter(|(line, _)| line.trim_ascii().is_empty()).map(|(_, number)| number).collect()
        });
        let first = blank.partition_point(|line| *line <= after);
        blank.get(first).is_some_and(|line| *line < before)
    }
}
