use std::fs::{self, File, OpenOptions};
use std::io;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::text::{Files, ReadError};

/// The largest file that is read, in octets: 512 MiB. Spans count in 32 bits,
/// and what is larger is no source.
pub const LARGEST_FILE: u64 = 512 << 20;

/// The files of the disk, relative paths below one folder.
#[derive(Debug, Clone)]
pub struct DiskFiles {
    root: PathBuf,
    limit: u64,
}

impl DiskFiles {
    /// Relative paths are read below `root`; absolute ones as they are.
    pub fn new(root: impl Into<PathBuf>) -> DiskFiles {
        DiskFiles { root: root.into(), limit: LARGEST_FILE }
    }

    /// Refuses files of more than `octets` octets.
    pub fn with_limit(self, octets: u64) -> DiskFiles {
        DiskFiles { limit: octets, ..self }
    }
}

impl Files for DiskFiles {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        read_regular(&self.root.join(path), self.limit)
            .map_err(|reason| ReadError { path: path.to_owned(), reason })
    }
}

/// Reads a regular file; the error is a clause that does not name it.
fn read_regular(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let file = open_without_waiting(path).map_err(|error| match fs::metadata(path) {
        Ok(metadata) => refuse_unless_regular(&metadata).err().unwrap_or_else(|| error_clause(&error)),
        Err(_) => error_clause(&error),
    })?;
    let metadata = file.metadata().map_err(|error| error_clause(&error))?;
    refuse_unless_regular(&metadata)?;
    let capacity = usize::try_from(metadata.len().min(limit)).unwrap_or_default();
    let mut content = Vec::with_capacity(capacity + 1);
    file.take(limit + 1).read_to_end(&mut content).map_err(|error| error_clause(&error))?;
    match content.len() as u64 > limit {
        true => Err(format!("it has more than {limit} octets")),
        false => Ok(content),
    }
}

/// Opening a FIFO would wait for its writer.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed()).open(path)
}

fn refuse_unless_regular(metadata: &fs::Metadata) -> Result<(), String> {
    let kind = metadata.file_type();
    if kind.is_file() {
        Ok(())
    } else if kind.is_dir() {
        Err("it is a folder".to_owned())
    } else {
        Err("it is a device, a pipe or a socket, not a file".to_owned())
    }
}

/// What the operating system said, as a clause of a sentence.
pub(crate) fn error_clause(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "it does not exist".to_owned(),
        ErrorKind::AlreadyExists => "a file of that name is in the way".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        ErrorKind::InvalidFilename => "its name is too long for the file system".to_owned(),
        ErrorKind::FileTooLarge => "a file may not grow so large here".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_regular_files_and_says_why_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.dns"), b"\xEF\xBB\xBFzone\r\n\xff").unwrap();
        let fifo = folder.path().join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let files = DiskFiles::new(folder.path());
        let said = |files: &DiskFiles, path: &str| files.read(Path::new(path)).unwrap_err().to_string();

        assert_eq!(files.read(Path::new("a.dns")).unwrap(), b"\xEF\xBB\xBFzone\r\n\xff");
        assert_eq!(files.clone().with_limit(10).read(Path::new("a.dns")).unwrap().len(), 10);
        assert_eq!(
            said(&files.clone().with_limit(9), "a.dns"),
            "cannot read a.dns: it has more than 9 octets"
        );
        for (path, message) in [
            ("missing", "cannot read missing: it does not exist"),
            (".", "cannot read .: it is a folder"),
            ("fifo", "cannot read fifo: it is a device, a pipe or a socket, not a file"),
            ("/dev/zero", "cannot read /dev/zero: it is a device, a pipe or a socket, not a file"),
            ("a.dns/b", "cannot read a.dns/b: a part of its path is a file, not a folder"),
        ] {
            assert_eq!(said(&files, path), message);
        }
    }
}
