use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

/// New texts for files. Each is written beside its file; when all have reached
/// the disk, each takes the place of its file. So at every moment, and after a
/// loss of power too, the whole old or the whole new text stands there. Which
/// of them after a loss of power is not promised.
#[derive(Default)]
pub struct Rewrite {
    unfinished: Vec<Unfinished>,
    octets: usize,
}

struct Unfinished {
    shown: String,
    path: PathBuf,
    old: String,
    new: TempPath,
}

/// So many files are faster written to the disk with all else that waits for it.
const MANY: usize = 16;
const LARGE: usize = 64 << 20;

impl Rewrite {
    /// Writes `new` beside the file at the end of the symbolic links at `path`.
    /// Mode and group stay.
    pub fn add(&mut self, shown: &str, path: &Path, old: String, new: &str) -> io::Result<()> {
        let path = path.canonicalize()?;
        let mut file = tempfile::Builder::new().prefix(".zonal-fmt-").tempfile_in(folder_of(&path))?;
        take_after(file.as_file(), &path.metadata()?)?;
        file.write_all(new.as_bytes())?;
        self.octets += old.len() + new.len();
        self.unfinished.push(Unfinished { shown: shown.to_owned(), path, old, new: file.into_temp_path() });
        Ok(())
    }

    /// Whether it is time to finish.
    pub fn is_large(&self) -> bool {
        self.octets > LARGE
    }

    /// Puts all texts in place; tells of each file, as shown, whether it is
    /// done. What somebody else wrote since the old text was read is not
    /// written over.
    pub fn finish(&mut self) -> Vec<(String, io::Result<()>)> {
        self.octets = 0;
        let unfinished = std::mem::take(&mut self.unfinished);
        let synced = sync(&unfinished);
        let place = |(one, synced): (Unfinished, io::Result<()>)| {
            let Unfinished { shown, path, old, new } = one;
            let done = synced.and_then(|()| put_in_place(&path, &old, new));
            (shown, done)
        };
        unfinished.into_iter().zip(synced).map(place).collect()
    }
}

fn put_in_place(path: &Path, old: &str, new: TempPath) -> io::Result<()> {
    if fs::read(path)? != old.as_bytes() {
        return Err(io::Error::other("somebody else changed it at the same time"));
    }
    new.persist(path).map_err(|error| error.error)
}

/// Waits until the new texts are on the disk.
fn sync(unfinished: &[Unfinished]) -> Vec<io::Result<()>> {
    let mut last: Option<(u64, Result<(), io::ErrorKind>)> = None;
    let mut sync_one = |one: &Unfinished| {
        let file = File::open(&one.new)?;
        if unfinished.len() < MANY {
            return file.sync_all();
        }
        let device = file.metadata()?.dev();
        match last {
            Some((synced, result)) if synced == device => result.map_err(io::Error::from),
            _ => {
                let result = rustix::fs::syncfs(&file).map_err(io::Error::from);
                last = Some((device, result.as_ref().map(|_| ()).map_err(io::Error::kind)));
                result
            }
        }
    };
    unfinished.iter().map(&mut sync_one).collect()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("/"))
}

/// An owner changes only for root.
fn take_after(file: &File, old: &Metadata) -> io::Result<()> {
    let new = file.metadata()?;
    if new.gid() != old.gid() {
        fchown(file, None, Some(old.gid()))
            .map_err(|error| io::Error::other(format!("its group cannot be kept: {error}")))?;
    }
    if new.uid() != old.uid() {
        match fchown(file, Some(old.uid()), None) {
            Err(error) if error.kind() != io::ErrorKind::PermissionDenied => return Err(error),
            _ => {}
        }
    }
    file.set_permissions(old.permissions())
}
