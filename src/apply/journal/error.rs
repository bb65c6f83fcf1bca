use std::fmt;
use std::path::{Path, PathBuf};

use crate::provider::disk_error_clause;

/// Why the journal cannot be used. `Display` is a sentence without a full stop
/// that names the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalError {
    /// Another run of this project is under way.
    Locked {
        path: PathBuf,
        pid: Option<u32>,
    },
    /// The folder or the file cannot be written, for example on a full disk.
    Unwritable {
        path: PathBuf,
        reason: String,
    },
    Unreadable {
        path: PathBuf,
        reason: String,
    },
    /// A line that is not the last one cannot be understood; lines count from one.
    Damaged {
        path: PathBuf,
        line: usize,
        reason: String,
    },
}

impl JournalError {
    pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> JournalError {
        JournalError::Unwritable { path: path.to_owned(), reason: disk_error_clause(error) }
    }

    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> JournalError {
        JournalError::Unreadable { path: path.to_owned(), reason: disk_error_clause(error) }
    }

    /// What to do, one sentence.
    pub fn help(&self) -> &'static str {
        match self {
            JournalError::Locked { .. } => "wait until it has ended; its lock goes with its process",
            JournalError::Unwritable { .. } => {
                "make the folder writable and the disk less full, and move away what is in its place; nothing is changed without a journal"
            }
            JournalError::Unreadable { .. } => "make it readable, or move away what is in its place",
            JournalError::Damaged { .. } => "move the file out of the folder and keep it for inspection",
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JournalError::Locked { pid: Some(pid), .. } => {
                write!(f, "another push of this project is under way (process {pid})")
            }
            JournalError::Locked { path, pid: None } => {
                write!(f, "another push of this project is under way: it holds {}", path.display())
            }
            JournalError::Unwritable { path, reason } => {
                write!(f, "cannot write the journal {}: {reason}", path.display())
            }
            JournalError::Unreadable { path, reason } => {
                write!(f, "cannot read the journal {}: {reason}", path.display())
            }
            JournalError::Damaged { path, line, reason } => {
                write!(f, "line {line} of the journal {} is damaged: {reason}", path.display())
            }
        }
    }
}

impl std::error::Error for JournalError {}
