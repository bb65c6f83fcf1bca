use std::fmt;

/// Why presentation text is no RDATA of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RdataError {
    /// The token to blame; `None` if a token is missing at the end.
    pub token: Option<usize>,
    /// A clause without a full stop: "`300.1.1.1` is no IPv4 address".
    pub message: String,
    /// What to do, where it is more than correcting the token.
    pub help: Option<String>,
}

impl fmt::Display for RdataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RdataError {}

/// Why wire data is no RDATA of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireError {
    /// Octets from the start of the RDATA.
    pub at: usize,
    pub message: String,
}

impl WireError {
    pub(super) fn new(at: usize, message: impl Into<String>) -> WireError {
        WireError { at, message: message.into() }
    }

    pub(super) fn short(at: usize) -> WireError {
        WireError::new(at, "the data ends too early")
    }
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at octet {}", self.message, self.at)
    }
}

impl std::error::Error for WireError {}
