use std::fmt;

use super::JournalError;
use crate::dns::Name;
use crate::plan::{Plan, Planned};
use crate::provider::{ReadFailure, WriteFailure};

/// What came of applying a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The run's name in the journal; empty if there was no run.
    pub run: String,
    /// By zone, then instance, as in the plan.
    pub zones: Vec<ZoneOutcome>,
}

/// What came of one zone at one instance.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneOutcome {
    pub apex: Name,
    pub instance: String,
    pub result: ZoneResult,
}

/// How far one zone came. After anything but the first two, the next push
/// reads the zone again and does what is left.
#[derive(Debug, Clone, PartialEq)]
pub enum ZoneResult {
    /// There was nothing to do.
    Nothing,
    /// All requests were applied, and the zone reads back as it is wanted.
    Applied { requests: usize },
    /// Some requests were applied, or the last one sent may have been.
    Partly { done: usize, of: usize, failure: Failure },
    /// Nothing was changed.
    Failed { of: usize, failure: Failure },
    /// All requests were applied, and a second plan is not empty.
    NotVerified { requests: usize, differences: Vec<Planned> },
    /// All requests were applied, and the zone could not be read back.
    Unreadable { requests: usize, failure: ReadFailure },
}

/// Why a zone stopped.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    Write(WriteFailure),
    /// What cannot be journalled is not done.
    Journal(JournalError),
    /// It was asked to stop.
    Stopped,
    /// The caller gave no provider and no zone for a planned zone.
    NotPrepared,
    /// The provider's code died; what it did is not known.
    Crashed,
}

/// What matters for the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Summary {
    /// Everything is as it is wanted.
    Done,
    /// An error before any change.
    NothingChanged,
    /// Some changes were made, or may have been, and not all is as it is wanted.
    Partly,
}

impl Outcome {
    /// That of a plan with nothing to do and nothing to record: no run.
    pub fn of_nothing(plan: Plan) -> Outcome {
        let zones = plan.zones.into_iter().map(|zone| ZoneOutcome {
            apex: zone.apex,
            instance: zone.instance,
            result: ZoneResult::Nothing,
        });
        Outcome { run: String::new(), zones: zones.collect() }
    }

    /// The worst of all zones.
    pub fn summary(&self) -> Summary {
        let changed =
            |result: &ZoneResult| !matches!(result, ZoneResult::Nothing | ZoneResult::Failed { .. });
        let good = |result: &ZoneResult| matches!(result, ZoneResult::Nothing | ZoneResult::Applied { .. });
        let results = || self.zones.iter().map(|zone| &zone.result);
        match (results().all(good), results().any(changed)) {
            (true, _) => Summary::Done,
            (false, false) => Summary::NothingChanged,
            (false, true) => Summary::Partly,
        }
    }
}

impl Summary {
    /// The exit code of `push`.
    pub fn exit_code(self) -> u8 {
        match self {
            Summary::Done => 0,
            Summary::NothingChanged => 1,
            Summary::Partly => 4,
        }
    }
}

/// A sentence without a full stop.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Write(failure) => failure.fmt(f),
            Failure::Journal(error) => error.fmt(f),
            Failure::Stopped => f.write_str("the push was asked to stop"),
            Failure::NotPrepared => f.write_str("the zone was planned and never read"),
            Failure::Crashed => f.write_str("the provider stopped with a defect; this is a bug of zonal"),
        }
    }
}
