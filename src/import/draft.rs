//! A master file as a source.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use super::lines::LinePlace;
use super::rrsets;
use crate::dns::{Name, Zone};
use crate::format::format;
use crate::text::SourceId;

/// One master file as a source.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What `zone` declares.
    pub apex: Name,
    /// The source, formatted.
    pub text: String,
    /// The records that the source must give, the SOA with its serial.
    pub wanted: Zone,
    /// What the source says otherwise than the master file, a sentence each
    /// without a full stop.
    pub notes: Vec<String>,
    pub(super) origins: Origins,
}

/// Where the records of a draft come from and where they went.
#[derive(Debug, Clone)]
pub(super) struct Origins {
    pub files: Vec<Arc<Path>>,
    /// For each record of the zone in its canonical order, its number in the file.
    pub order: Vec<u32>,
    /// For each record of the file, where it is written.
    pub places: Vec<LinePlace>,
    /// For each record of the file, the line of the text that gives it, counted
    /// from zero.
    pub text_lines: Vec<u32>,
    /// What stands in the lines that give several records.
    pub shared: HashMap<u32, Vec<Part>>,
}

/// A record of a line that gives several, in a line of its own.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Its number in the file.
    pub record: u32,
    pub statement: String,
}

impl Draft {
    /// The draft with the records of these lines in lines of their own, and for
    /// each line of this text the one that it has become.
    pub(super) fn with_parts_of(&self, lines: &BTreeSet<u32>) -> (Draft, Vec<u32>) {
        let Origins { text_lines, shared, .. } = &self.origins;
        let mut text = String::with_capacity(self.text.len() + 64 * lines.len());
        let mut filled_of = Vec::new();
        let mut filled_of_record = HashMap::new();
        let mut filled = 0;
        for (line, number) in self.text.lines().zip(0..) {
            filled_of.push(filled);
            for part in shared.get(&number).filter(|_| lines.contains(&number)).into_iter().flatten() {
                text.push_str(&part.statement);
                text.push('\n');
                filled_of_record.insert(part.record, filled);
                filled += 1;
            }
            if !lines.contains(&number) || !shared.contains_key(&number) {
                text.push_str(line);
                text.push('\n');
                filled += usize::from(!line.is_empty());
            }
        }
        let text = format(SourceId(0), &text);
        let filled_lines = filled_lines(&text);
        let line_of = |filled: usize| filled_lines.get(filled).copied().unwrap_or(u32::MAX);
        let moved: Vec<u32> = filled_of.into_iter().map(line_of).collect();
        let moved_to = |line: u32| moved.get(line as usize).copied().unwrap_or(u32::MAX);
        let text_lines = text_lines.iter().zip(0..).map(|(line, record)| {
            filled_of_record.get(&record).map_or_else(|| moved_to(*line), |filled| line_of(*filled))
        });
        let rest = shared.iter().filter(|(line, _)| !lines.contains(line));
        let origins = Origins {
            text_lines: text_lines.collect(),
            shared: rest.map(|(line, parts)| (moved_to(*line), parts.clone())).collect(),
            ..self.origins.clone()
        };
        (Draft { text, origins, ..self.clone() }, moved)
    }
}

/// The lines that are not blank, counted from zero.
pub(super) fn filled_lines(text: &str) -> Vec<u32> {
    let lines = text.lines().zip(0..).filter(|(line, _)| !line.is_empty());
    lines.map(|(_, number)| number).collect()
}

impl Origins {
    /// `FILE:LINE` of a record, given its place in the zone's canonical order.
    pub fn place(&self, record: usize) -> String {
        let place = self.order.get(record).and_then(|number| self.places.get(*number as usize));
        place.map_or(String::new(), |place| rrsets::place(&self.files, *place))
    }

    /// The line of the text that gives a record of the zone.
    pub fn text_line(&self, record: usize) -> Option<u32> {
        self.text_lines.get(*self.order.get(record)? as usize).copied()
    }

    /// The lines of the text that give records, with how many.
    pub fn giving(&self) -> HashMap<u32, usize> {
        let mut giving = HashMap::new();
        self.text_lines.iter().for_each(|line| *giving.entry(*line).or_default() += 1);
        giving
    }
}
