use std::fmt;

/// Why a zone or a list of zones could not be read. `Display` is what the
/// operator reads; it never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFailure {
    /// A sentence without a full stop that names the place asked.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl fmt::Display for ReadFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadFailure {}

/// Why a request failed, and what is known about its effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteFailure {
    /// Something stands otherwise than the plan says. Nothing was changed.
    Conflict { message: String },
    /// The provider said no. Nothing was changed.
    Refused { message: String, help: Option<String> },
    /// All changes were made, but what belongs to the write did not happen after
    /// it (a reload, a flush); no later push makes up for it.
    Incomplete { message: String },
    /// The connection or the provider failed: the request may have been
    /// applied or not; the next run reads and sees.
    Unknown { message: String, help: Option<String> },
}

impl fmt::Display for WriteFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteFailure::Conflict { message }
            | WriteFailure::Refused { message, .. }
            | WriteFailure::Incomplete { message }
            | WriteFailure::Unknown { message, .. } => f.write_str(message),
        }
    }
}

impl std::error::Error for WriteFailure {}
