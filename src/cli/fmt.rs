use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::arguments::Fmt;
use super::exit::Exit;
use super::rewrite::Rewrite;
use super::screen::Screen;
use super::workspace::open_project;
use crate::format::{difference, format_and_judge};
use crate::provider::{DiskFiles, LARGEST_FILE, disk_error_clause};
use crate::report::escape;
use crate::text::{Files, SourceId};

/// `zonal fmt`: prints the path of each file that it wrote (with `--check`, that
/// it would write; with `--diff`, the difference). Lines that are not understood
/// stay and are counted; they are no error here. A file that cannot be read or
/// written is one and stops no other.
pub fn run(fmt: &Fmt, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    let mut exit = Exit::Done;
    let (root, paths) = match fmt.paths.is_empty() {
        true => match project_paths(folder, screen, &mut exit) {
            Some(found) => found,
            None => return Exit::Error,
        },
        false => (PathBuf::new(), given_paths(&fmt.paths, screen, &mut exit)),
    };
    let files = DiskFiles::new(&root);
    let mut rewrite = Rewrite::default();
    for path in &paths {
        let done = match path.as_os_str() == "-" {
            true => format_input(fmt, screen),
            false => format_file(fmt, &root, path, &files, &mut rewrite, screen),
        };
        match done {
            Ok(changed) => {
                if changed && fmt.check {
                    exit = Exit::Error;
                }
            }
            Err(message) => {
                screen.error(&message, None);
                exit = Exit::Error;
            }
        }
        if rewrite.is_large() {
            finish(&mut rewrite, screen, &mut exit);
        }
    }
    finish(&mut rewrite, screen, &mut exit);
    exit
}

/// Puts the new texts in place and says which.
fn finish(rewrite: &mut Rewrite, screen: &mut Screen, exit: &mut Exit) {
    for (shown, done) in rewrite.finish() {
        match done {
            Ok(()) => screen.print(&format!("{}\n", escape(&shown))),
            Err(error) => {
                screen.error(&unwritten(&shown, &error), None);
                *exit = Exit::Error;
            }
        }
    }
}

fn unwritten(shown: &str, error: &io::Error) -> String {
    format!("cannot write {shown}: {}; it is as it was", disk_error_clause(error))
}

/// The sources of the project and the folder they are in.
fn project_paths(
    folder: Option<&Path>,
    screen: &Screen,
    exit: &mut Exit,
) -> Option<(PathBuf, BTreeSet<PathBuf>)> {
    let (project, sources, problems) = open_project(folder, screen)?;
    if problems.has_errors() {
        screen.problems(&problems, &sources);
        return None;
    }
    let (paths, problems) = project.sources();
    screen.problems(&problems, &sources);
    if problems.has_errors() {
        *exit = Exit::Error;
    }
    Some((project.root, paths.into_iter().collect()))
}

fn given_paths(given: &[PathBuf], screen: &Screen, exit: &mut Exit) -> BTreeSet<PathBuf> {
    let mut paths = BTreeSet::new();
    for path in given {
        if path.as_os_str() == "-" || !path.is_dir() {
            paths.insert(path.clone());
            continue;
        }
        let walk = WalkDir::new(path).follow_links(true).into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
            match entry {
                Ok(entry) if is_source(&entry) => {
                    paths.insert(entry.into_path());
                }
                Ok(_) => {}
                Err(error) => {
                    screen.error(&error.to_string(), None);
                    *exit = Exit::Error;
                }
            }
        }
    }
    paths
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn is_source(entry: &DirEntry) -> bool {
    !entry.file_type().is_dir() && entry.path().extension().is_some_and(|extension| extension == "dns")
}

/// Whether the file changes; the error is a sentence.
fn format_file(
    fmt: &Fmt,
    root: &Path,
    path: &Path,
    files: &DiskFiles,
    rewrite: &mut Rewrite,
    screen: &mut Screen,
) -> Result<bool, String> {
    let shown = path.display().to_string();
    let old = as_text(files.read(path).map_err(|error| error.to_string())?, &shown)?;
    let new = formatted(&old, &shown, screen);
    if old == new {
        return Ok(false);
    }
    match fmt.check || fmt.diff {
        true => say_changed(fmt, &shown, &old, &new, screen),
        false => {
            rewrite.add(&shown, &root.join(path), old, &new).map_err(|error| unwritten(&shown, &error))?
        }
    }
    Ok(true)
}

fn format_input(fmt: &Fmt, screen: &mut Screen) -> Result<bool, String> {
    let shown = "standard input";
    let mut content = Vec::new();
    let read = io::stdin().lock().take(LARGEST_FILE + 1).read_to_end(&mut content);
    read.map_err(|error| format!("cannot read {shown}: {}", disk_error_clause(&error)))?;
    if content.len() as u64 > LARGEST_FILE {
        return Err(format!("cannot read {shown}: it has more than {LARGEST_FILE} octets"));
    }
    let old = as_text(content, shown)?;
    let new = formatted(&old, shown, screen);
    match fmt.check || fmt.diff {
        true if old != new => say_changed(fmt, shown, &old, &new, screen),
        true => {}
        false => screen.print(&new),
    }
    Ok(old != new)
}

fn as_text(content: Vec<u8>, shown: &str) -> Result<String, String> {
    let text = String::from_utf8(content).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("cannot format {shown}: it is not UTF-8 text, the octet at {at} does not belong there")
    })?;
    match text.contains('\0') {
        true => Err(format!("cannot format {shown}: it is no text, it holds NUL octets")),
        false => Ok(text),
    }
}

fn formatted(text: &str, shown: &str, screen: &Screen) -> String {
    let (formatted, problems) = format_and_judge(SourceId(0), text);
    if !problems.is_empty() {
        let count = match problems.len() {
            1 => "1 problem".to_owned(),
            count => format!("{count} problems"),
        };
        let shown = escape(shown);
        screen
            .say(&format!("{shown}: {count}; what is not understood stays as it is (`zonal build --check`)"));
    }
    formatted
}

fn say_changed(fmt: &Fmt, shown: &str, old: &str, new: &str, screen: &mut Screen) {
    match fmt.diff {
        true => screen.print(&difference(shown, old, new)),
        false => screen.print(&format!("{}\n", escape(shown))),
    }
}
