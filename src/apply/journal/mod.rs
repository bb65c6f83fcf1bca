//! The journal: one file a run, JSON lines, each written and synced before
//! what it announces is done. It never holds a secret. A line that a crash cut
//! off is the last one of its file and is passed over.

mod entry;
mod error;
mod history;
mod recorded;
mod run;

use std::fs;
use std::path::{Path, PathBuf};

pub use entry::End;
pub(super) use entry::{Answer, Entry};
pub use error::JournalError;
pub use history::{History, Interruption, Last};
pub use recorded::{Recorded, RecordedZone};
#[cfg(test)]
pub(super) use run::Sink;
pub use run::{Run, UnderWay};

use crate::dns::Name;

/// A folder of journals.
#[derive(Debug, Clone)]
pub struct Journal {
    folder: PathBuf,
}

impl Journal {
    /// Names the folder; nothing is read or written yet.
    pub fn at(folder: impl Into<PathBuf>) -> Journal {
        Journal { folder: folder.into() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes the lock of the project and opens the file of a new run. Fails if
    /// another run holds the lock or the file cannot be written.
    pub fn start(&self) -> Result<Run, JournalError> {
        Run::start(&self.folder)
    }

    /// The push that holds the lock now. Takes no lock and changes nothing.
    pub fn under_way(&self) -> Option<UnderWay> {
        Run::under_way(&self.folder)
    }

    /// The names of all runs, oldest first. No folder means no runs.
    pub fn runs(&self) -> Result<Vec<String>, JournalError> {
        let failed = |error| JournalError::unreadable(&self.folder, &error);
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let mut runs = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            if !fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_file()) {
                continue;
            }
            let name = entry.file_name();
            runs.extend(name.to_str().and_then(|name| name.strip_suffix(".jsonl")).map(str::to_owned));
        }
        runs.sort();
        Ok(runs)
    }

    /// All that a run wrote, with the zones as they were before it.
    pub fn read(&self, run: &str) -> Result<Recorded, JournalError> {
        recorded::read(&self.path(run), true)
    }

    /// What the newest run that touched it says of each zone.
    pub fn history(&self) -> Result<History, JournalError> {
        let mut history = History::default();
        for run in self.runs()? {
            history.follow(&run, recorded::read(&self.path(&run), false)?);
        }
        Ok(history)
    }

    fn path(&self, run: &str) -> PathBuf {
        self.folder.join(format!("{run}.jsonl"))
    }
}

/// A zone at an instance.
pub(super) type Place = (Name, String);
