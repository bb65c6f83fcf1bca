//! Which files are read.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::screen::Screen;
use crate::provider::disk_error_clause;

/// A file that was named, or found in a folder that was.
pub struct MasterPath {
    pub path: PathBuf,
    pub of_folder: bool,
}

/// The files named and those in the folders named and below, by path. Hidden ones
/// stay out; what else is not read is said. `None` if a folder cannot be read, and
/// that was said.
pub fn list(paths: &[PathBuf], screen: &Screen) -> Option<Vec<MasterPath>> {
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut all, screen)?;
        } else {
            all.push(MasterPath { path: path.clone(), of_folder: false });
        }
    }
    Some(all)
}

/// Links to folders are not followed: they may lead anywhere, and in circles.
fn walk(folder: &Path, all: &mut Vec<MasterPath>, screen: &Screen) -> Option<()> {
    let entries = match entries(folder) {
        Ok(entries) => entries,
        Err(error) => {
            screen.error(&format!("cannot read {}: {}", folder.display(), disk_error_clause(&error)), None);
            return None;
        }
    };
    for entry in entries {
        let path = entry.path();
        let skip = |why: &str| screen.say(&format!("{}: skipped: {why}", path.display()));
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() && path.is_symlink() => skip("it is a link to a folder"),
            Ok(found) if found.is_dir() => walk(&path, all, screen)?,
            Ok(found) if !found.is_file() => skip("it is no plain file"),
            // What cannot be looked at is said when it is read.
            Ok(_) | Err(_) => all.push(MasterPath { path, of_folder: true }),
        }
    }
    Some(())
}

fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let mut entries: Vec<DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    entries.sort_by_key(DirEntry::path);
    Ok(entries)
}
