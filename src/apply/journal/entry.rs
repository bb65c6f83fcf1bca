use serde::{Deserialize, Serialize};

use crate::plan::{Change, RrsetDocument};

/// The value of `format` in the first line.
pub(super) const FORMAT: &str = "zonal-journal/1";

/// One line. Times are RFC 3339 in UTC, names master-file text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Entry {
    /// The first line.
    Run { format: String, run: String, at: String, zonal: String },
    /// A zone as it was before, or a part of it; all parts stand before its
    /// `Begin`, and all zones' before the first request.
    Snapshot { zone: String, instance: String, present: bool, rrsets: Vec<RrsetDocument> },
    /// How many requests the zone takes, and how many RRsets it had besides SOA
    /// and apex NS (none if it was absent).
    Begin { zone: String, instance: String, requests: usize, content: Option<usize> },
    /// About to be sent; numbers count from one.
    Request {
        zone: String,
        instance: String,
        number: usize,
        at: String,
        expected_serial: Option<u32>,
        next_serial: Option<u32>,
        changes: Vec<Change>,
    },
    /// What came of it.
    Answer {
        zone: String,
        instance: String,
        number: usize,
        at: String,
        answer: Answer,
        message: Option<String>,
    },
    /// Nothing more is done to the zone; serial and content as read back.
    End { zone: String, instance: String, end: End, serial: Option<u32>, content: Option<usize> },
}

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    Applied,
    Conflict,
    Refused,
    Unknown,
}

/// How a run left a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// It reads back as it is wanted.
    Verified,
    /// All requests were applied, and it does not read back as it is wanted.
    NotVerified,
    /// A request failed.
    Stopped,
}
