//! A source at its place, where another may stand.

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::replaced::Old;
use crate::cli::arguments::Import;
use crate::cli::screen::Screen;
use crate::import::Draft;
use crate::provider::disk_error_clause;
use crate::report;
use crate::text::Source;

/// Things in a source that is kept for them, of which so many are named.
const SHOWN: usize = 10;

/// Writes a source; whether that was done. If not, it was said why.
pub fn put(import: &Import, draft: &Draft, source: &Source, screen: &mut Screen) -> bool {
    if import.out.is_none() {
        screen.print(&source.text);
        return true;
    }
    let path = Path::new(&source.path);
    let old = match import.force.then(|| fs::read(path)) {
        Some(Ok(old)) => Some(old),
        Some(Err(error)) if error.kind() != ErrorKind::NotFound => {
            say_unwritten(path, &error, screen);
            return false;
        }
        _ => None,
    };
    let old = old.map(|old| Old::of(&source.path, &old, &draft.apex, &source.text));
    if old.as_ref().is_some_and(|old| say_kept(path, old, draft, screen)) {
        return false;
    }
    match write(path, &source.text, old.is_some()) {
        Ok(()) => {
            if let Some(Old::Zone { lost, comments }) = old {
                say_lost(path, &lost, comments, screen);
            }
            true
        }
        Err(error) => {
            say_unwritten(path, &error, screen);
            false
        }
    }
}

fn say_unwritten(path: &Path, error: &io::Error, screen: &Screen) {
    let shown = path.display();
    match error.kind() {
        ErrorKind::AlreadyExists => {
            screen.error(&format!("{shown} exists and stays as it is"), Some("replace it with `--force`"));
        }
        _ => screen.error(&format!("cannot write {shown}: {}", disk_error_clause(error)), None),
    }
}

/// Whether a source stays as it is, as more than the zone would be lost with it; that is said.
fn say_kept(path: &Path, old: &Old, draft: &Draft, screen: &Screen) -> bool {
    let (shown, zone) = (path.display(), draft.apex.with_unicode());
    let (why, help) = match old {
        Old::Zone { .. } => return false,
        Old::More(others) => {
            let first = others.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = match others.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let help = "move that into another file, or write with `--out` into another folder";
            (format!("it holds more than the zone {zone}: {first}{more}"), help)
        }
        Old::Wrong(what) => {
            let help = "correct it, move it away, or write with `--out` into another folder";
            (format!("what it holds is not clear ({what})"), help)
        }
    };
    screen.error(&format!("{shown} stays as it is: {why}"), Some(help));
    true
}

fn say_lost(path: &Path, lost: &[String], comments: usize, screen: &Screen) {
    if lost.is_empty() && comments == 0 {
        return;
    }
    screen.say(&format!("{}: replaced; the old one had also", path.display()));
    for statement in lost {
        screen.say(&format!("  {}", report::escape_lines(statement, "  ")));
    }
    match comments {
        0 => {}
        1 => screen.say("  1 comment"),
        _ => screen.say(&format!("  {comments} comments")),
    }
}

/// The file appears whole or not at all.
fn write(path: &Path, text: &str, replace: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // The umask takes from these.
    let mut file = tempfile::Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match replace {
        true => file.persist(path)?,
        false => file.persist_noclobber(path)?,
    };
    Ok(())
}
