use crate::dns::{Records, RrsetKey};
use crate::text::Span;

/// What happens to one RRset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// It is not there and shall be.
    Add(Records),
    /// It stands as `old` and shall stand as `new`.
    Replace { old: Records, new: Records },
    /// It stands so and shall go.
    Remove(Records),
}

impl Edit {
    /// What must stand there before.
    pub fn before(&self) -> Option<&Records> {
        match self {
            Edit::Add(_) => None,
            Edit::Replace { old, .. } | Edit::Remove(old) => Some(old),
        }
    }

    /// What stands there afterwards.
    pub fn after(&self) -> Option<&Records> {
        match self {
            Edit::Add(new) | Edit::Replace { new, .. } => Some(new),
            Edit::Remove(_) => None,
        }
    }
}

/// Why a change is needed, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The difference to the base revision explains it.
    Config,
    /// The live side moved.
    Drift,
    Both,
    /// There is no base revision to tell by.
    Unknown,
}

/// One change of one RRset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub key: RrsetKey,
    pub edit: Edit,
    pub cause: Cause,
    /// The record lines that want it; empty for a removal.
    pub source: Vec<Span>,
}
