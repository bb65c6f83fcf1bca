use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::JournalError;
use super::entry::{Entry, FORMAT};

/// The journal of the run that is under way. Holds the lock of the project
/// until it is dropped.
pub struct Run {
    id: String,
    path: PathBuf,
    sink: Box<dyn Sink>,
    /// Once a line could not be written, none is.
    broken: Option<JournalError>,
    _lock: Option<Lock>,
}

/// The lock of the project, given back when it is dropped: a child process that
/// is just being started holds a copy of the file, which would keep it.
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // If it cannot be given back, it goes with the last copy of the file.
        let _ = self.0.unlock();
    }
}

/// Where lines go: a file, or in tests something that fails.
pub(crate) trait Sink: Send {
    /// Appends a line and brings it to the disk.
    fn append(&mut self, line: &[u8]) -> std::io::Result<()>;
}

impl Sink for File {
    fn append(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.write_all(line)?;
        self.sync_data()
    }
}

impl Run {
    pub(super) fn start(folder: &Path) -> Result<Run, JournalError> {
        fs::create_dir_all(folder).map_err(|error| JournalError::unwritable(folder, &error))?;
        let lock = lock(&folder.join("lock"))?;
        let now = Timestamp::now();
        let id = format!("{}-{}", now.strftime("%Y%m%dT%H%M%S.%6fZ"), std::process::id());
        let path = folder.join(format!("{id}.jsonl"));
        let opened = OpenOptions::new().append(true).create_new(true).open(&path);
        let file = opened.map_err(|error| JournalError::unwritable(&path, &error))?;
        // The name of a new file is on the disk once its folder is.
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| JournalError::unwritable(folder, &error))?;
        Run::over(id, path, Box::new(file), Some(lock))
    }

    /// Writes the first line.
    pub(crate) fn over(
        id: String,
        path: PathBuf,
        sink: Box<dyn Sink>,
        lock: Option<Lock>,
    ) -> Result<Run, JournalError> {
        let mut run = Run { id, path, sink, broken: None, _lock: lock };
        run.write(&Entry::Run {
            format: FORMAT.to_owned(),
            run: run.id.clone(),
            at: Timestamp::now().to_string(),
            zonal: env!("CARGO_PKG_VERSION").to_owned(),
        })?;
        Ok(run)
    }

    /// The name of the run: its start in UTC and the process, so names sort by time.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends one entry.
    pub(crate) fn write(&mut self, entry: &Entry) -> Result<(), JournalError> {
        self.write_all(std::slice::from_ref(entry))
    }

    /// Appends entries and brings them to the disk together. After a failure,
    /// half a line may stand at the end of the file, so every later call fails.
    pub(crate) fn write_all(&mut self, entries: &[Entry]) -> Result<(), JournalError> {
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        if entries.is_empty() {
            return Ok(());
        }
        let written = lines(entries).and_then(|lines| self.sink.append(&lines));
        written.map_err(|error| {
            let error = JournalError::unwritable(&self.path, &error);
            self.broken = Some(error.clone());
            error
        })
    }
}

fn lines(entries: &[Entry]) -> std::io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut lines, entry)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The lock is the system's: it goes with the process, however that ends. The
/// content only tells others who holds it.
fn lock(path: &Path) -> Result<Lock, JournalError> {
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = opened.map_err(|error| JournalError::unwritable(path, &error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let pid = file.read_to_string(&mut holder).ok().and_then(|_| holder.trim().parse().ok());
            return Err(JournalError::Locked { path: path.to_owned(), pid });
        }
        Err(TryLockError::Error(error)) => return Err(JournalError::unwritable(path, &error)),
    }
    let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    written.map_err(|error| JournalError::unwritable(path, &error))?;
    Ok(Lock(file))
}
