use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use super::Folder;
use crate::dns::{Name, RecordType, RrsetKey};
use crate::plan::{Irregularity, Observed};

/// A mark beside a zone's file: it was written, or is about to be, and the
/// `after` command of the instance has not succeeded since. It outlives a push
/// that is killed between the two.
pub(super) struct Pending {
    path: PathBuf,
}

impl Pending {
    /// `None` for an instance without an `after` command.
    pub(super) fn of(folder: &Folder, apex: &Name) -> Option<Pending> {
        folder.config.after.as_ref()?;
        let file = folder.file_of(apex);
        let name = format!(".zonal.after.{}", file.file_name()?.to_string_lossy());
        Some(Pending { path: file.with_file_name(name) })
    }

    pub(super) fn is_set(&self) -> bool {
        self.path.exists()
    }

    pub(super) fn set(&self) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        File::create(&self.path)?.sync_all()
    }

    /// A mark that stays only costs a needless word.
    pub(super) fn clear(&self) {
        let _ = fs::remove_file(&self.path);
    }

    /// Says it of a zone that was read.
    pub(super) fn note(&self, folder: &Folder, apex: &Name, observed: &mut Observed) {
        if let (true, Observed::Present { irregular, .. }) = (self.is_set(), observed) {
            let command = folder.config.after.as_deref().unwrap_or_default().join(" ");
            let key = RrsetKey { owner: apex.clone(), record_type: RecordType::SOA };
            let what = format!("the last write was not followed by `{command}`: run it, or push a change");
            irregular.push(Irregularity { key, what, untouchable: false });
        }
    }
}
