use crate::dns::{RecordType, RrsetKey, Zone};

/// A zone as it was read. Absent, empty and unread are three facts: the third
/// is an error of the reader and never gets here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observed {
    /// The provider does not serve the zone.
    Absent,
    Present {
        /// Everything that was read, the SOA too.
        zone: Zone,
        /// What was found but cannot be held in a [`Zone`] as it is.
        irregular: Vec<Irregularity>,
    },
}

/// Something at the provider that a clean RRset cannot express.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Irregularity {
    pub key: RrsetKey,
    /// A sentence without a full stop.
    pub what: String,
    /// Whether writing this RRset would lose something: it is then left alone.
    pub untouchable: bool,
}

impl Observed {
    /// The zone, if it is there.
    pub fn zone(&self) -> Option<&Zone> {
        match self {
            Observed::Absent => None,
            Observed::Present { zone, .. } => Some(zone),
        }
    }

    /// How many RRsets there are besides the SOA and the apex NS; `None` for an
    /// absent zone.
    pub fn content(&self) -> Option<usize> {
        let zone = self.zone()?;
        let frame = [RecordType::SOA, RecordType::NS].into_iter();
        Some(zone.len() - frame.filter(|&frame| zone.get(zone.apex(), frame).is_some()).count())
    }
}
