use std::fmt;
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

/// A push that holds the lock of the project. `Display` is a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    /// Unknown where something else holds the lock.
    pub pid: Option<u32>,
}

impl UnderWay {
    /// Whether this is the run of that name.
    pub fn is(&self, run: &str) -> bool {
        self.pid.is_some_and(|pid| run.ends_with(&format!("-{pid}")))
    }
}

impl fmt::Display for UnderWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a push of this project is under way")?;
        self.pid.map_or(Ok(()), |pid| write!(f, " (process {pid})"))
    }
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

    /// The push of the project that is under way, if there is one. Changes nothing.
    pub(super) fn under_way(folder: &Path) -> Option<UnderWay> {
        let path = folder.join("lock");
        if !path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
            return None;
        }
        let mut file = File::open(path).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(UnderWay { pid: holder(&mut file) }),
            _ => None,
        }
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
    // Opening a pipe would wait for its other end.
    if path.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let reason = "it is no regular file".to_owned();
        return Err(JournalError::Unwritable { path: path.to_owned(), reason });
    }
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = opened.map_err(|error| JournalError::unwritable(path, &error))?;
    let failed = |error| JournalError::unwritable(path, &error);
    while !try_lock(file.try_lock()).map_err(failed)? {
        if !try_lock(file.try_lock_shared()).map_err(failed)? {
            return Err(JournalError::Locked { path: path.to_owned(), pid: holder(&mut file) });
        }
        // Only someone who looked, as [`under_way`] does, had it.
        file.unlock().map_err(failed)?;
    }
    let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    written.map_err(|error| JournalError::unwritable(path, &error))?;
    Ok(Lock(file))
}

/// Whether the lock was free.
fn try_lock(tried: Result<(), TryLockError>) -> std::io::Result<bool> {
    match tried {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn holder(lock: &mut File) -> Option<u32> {
    let mut holder = String::new();
    lock.read_to_string(&mut holder).ok()?;
    holder.trim().parse().ok()
}
