//! A master file as a source.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::lines::LinePlace;
use super::rrsets;
use crate::dns::{Name, Zone};

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
