use std::fmt;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A file that was begun and not renamed into place. One name for all: only
/// the holder of the folder's lock writes, and the next one takes it away.
const UNFINISHED: &str = ".zonal.tmp";

/// Why a file was not replaced.
#[derive(Debug)]
pub(super) enum NotReplaced {
    /// The old file stands as it did.
    Untouched(io::Error),
    /// The new file stands there, but may not survive a loss of power.
    NotFlushed(io::Error),
}

/// Puts what `write` gives in place of the file at `path`: at every moment the
/// old file or the new one stands there. Mode and group of an old file stay.
pub(super) fn replace(
    path: &Path,
    write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result,
) -> Result<(), NotReplaced> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let unfinished = Unfinished(folder.join(UNFINISHED));
    fill(&unfinished.0, path, write)
        .and_then(|()| std::fs::rename(&unfinished.0, path))
        .map_err(NotReplaced::Untouched)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(NotReplaced::NotFlushed)
}

fn fill(
    unfinished: &Path,
    path: &Path,
    write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result,
) -> io::Result<()> {
    match std::fs::remove_file(unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let file = OpenOptions::new().write(true).create_new(true).open(unfinished)?;
    if let Ok(old) = path.metadata() {
        take_after(&file, &old)?;
    }
    let mut out = Pieces { file: BufWriter::with_capacity(1 << 18, file), error: None };
    let written = write(&mut out);
    match (written, out.error) {
        (_, Some(error)) => return Err(error),
        (Err(fmt::Error), None) => return Err(io::Error::other("the zone cannot be written as text")),
        (Ok(()), None) => {}
    }
    out.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// The server that reads the file may be allowed to by its group only, so a
/// group that cannot be kept is an error. An owner changes only for root.
fn take_after(file: &File, old: &Metadata) -> io::Result<()> {
    let new = file.metadata()?;
    if new.gid() != old.gid() {
        std::os::unix::fs::fchown(file, None, Some(old.gid()))
            .map_err(|error| io::Error::other(format!("its group cannot be kept: {error}")))?;
    }
    if new.uid() != old.uid() {
        match std::os::unix::fs::fchown(file, Some(old.uid()), None) {
            Err(error) if error.kind() != io::ErrorKind::PermissionDenied => return Err(error),
            _ => {}
        }
    }
    file.set_permissions(old.permissions())
}

/// Takes itself away; after the rename there is nothing to take.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Text to a file, piece by piece; keeps the error that text cannot carry.
struct Pieces {
    file: BufWriter<File>,
    error: Option<io::Error>,
}

impl fmt::Write for Pieces {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.file.write_all(text.as_bytes()).map_err(|error| {
            self.error = Some(error);
            fmt::Error
        })
    }
}
