use super::{Name, Rdata, RecordType, Ttl};

/// What names one RRset in a zone (RFC 9499, "RRset").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RrsetKey {
    pub owner: Name,
    pub record_type: RecordType,
}

/// The content of an RRset: one TTL, RDATA of one type, at least one, no
/// duplicate, in canonical order (RFC 2181 section 5, RFC 4034 section 6.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    ttl: Ttl,
    data: Vec<Rdata>,
}

impl Records {
    /// Sorts and drops duplicates. `None` if there is no RDATA or its types differ.
    pub fn new(ttl: Ttl, mut data: Vec<Rdata>) -> Option<Records> {
        let record_type = data.first()?.record_type();
        if data.iter().any(|rdata| rdata.record_type() != record_type) {
            return None;
        }
        data.sort();
        data.dedup();
        Some(Records { ttl, data })
    }

    pub fn ttl(&self) -> Ttl {
        self.ttl
    }

    pub fn record_type(&self) -> RecordType {
        self.data[0].record_type()
    }

    pub fn data(&self) -> &[Rdata] {
        &self.data
    }

    pub fn contains(&self, rdata: &Rdata) -> bool {
        self.data.binary_search(rdata).is_ok()
    }

    /// The same RDATA under another TTL.
    pub fn with_ttl(mut self, ttl: Ttl) -> Records {
        self.ttl = ttl;
        self
    }
}
