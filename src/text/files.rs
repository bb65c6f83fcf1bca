use std::fmt;
use std::path::{Path, PathBuf};

/// Where sources are read from. The model and the master-file reader see the
/// world only through this, so tests and `preview --base` can give them
/// another one.
pub trait Files {
    /// The whole content of the file at `path`.
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError>;
}

/// Why a file could not be read; `Display` is a sentence that names the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    pub path: PathBuf,
    pub reason: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for ReadError {}
