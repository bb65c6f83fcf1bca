use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::arguments::Import;
use super::exit::Exit;
use super::screen::Screen;
use crate::dns::{Charset, MasterFileError, Name};
use crate::import::{self, Checked, Draft, Refusal};
use crate::provider::{DiskFiles, disk_error_clause};
use crate::text::{Source, SourceId, Sources};

/// Differing records of a zone that are shown.
const SHOWN: usize = 10;

/// `zonal import`: master files to sources. A zone is written only if compiling
/// its source gives exactly its records; the others go on.
pub fn run(import: &Import, screen: &mut Screen) -> Exit {
    let zone = match import.zone.as_deref().map(|text| Name::parse(text, Charset::Idna, None)).transpose() {
        Ok(zone) => zone,
        Err(error) => {
            screen.error(&format!("`--zone`: {error}"), None);
            return Exit::Error;
        }
    };
    let Some(files) = list(&import.paths, screen) else { return Exit::Error };
    if zone.is_some() && files.len() != 1 {
        screen.error(&format!("`--zone` names one zone, and there are {} files", files.len()), None);
        return Exit::Error;
    }
    let mut sources = Sources::default();
    let mut drafts: Vec<(SourceId, Draft, &MasterPath)> = Vec::new();
    let mut refused = 0;
    for file in &files {
        match read(file, zone.as_ref(), import.provider.as_deref()) {
            Ok(draft) => {
                let path = target(import.out.as_deref(), &draft.apex).display().to_string();
                let id = sources.add(Source::new(path, draft.text.clone()));
                drafts.push((id, draft, file));
            }
            Err(Refusal::NoSoa) if file.of_folder => {
                screen.say(&format!("{}: skipped: it has no SOA", file.path.display()));
            }
            Err(refusal) => {
                say_refusal(&file.path, refusal, screen);
                refused += 1;
            }
        }
    }
    if drafts.len() > 1 && import.out.is_none() {
        let help = "write them into a folder with `--out DIR`";
        screen.error(&format!("there are {} zones, one goes to standard output", drafts.len()), Some(help));
        return Exit::Error;
    }
    let pairs: Vec<(SourceId, &Draft)> = drafts.iter().map(|(id, draft, _)| (*id, draft)).collect();
    let checked = import::check(&pairs, &mut sources);
    let mut written = 0;
    for ((id, draft, file), checked) in drafts.iter().zip(&checked) {
        let source = sources.get(*id);
        screen.problems(&checked.problems, &sources);
        let is_done = if checked.is_good() {
            put(import, draft, Path::new(&source.path), screen)
        } else {
            say_rejected(draft, checked, file, screen);
            false
        };
        if is_done {
            written += 1;
            for note in &draft.notes {
                screen.say(&format!("{}: {note}", draft.apex.with_unicode()));
            }
        } else {
            refused += 1;
        }
    }
    if import.out.is_some() || refused > 0 {
        let zones = if written == 1 { "zone" } else { "zones" };
        let rest = if refused > 0 { format!(", {refused} not") } else { String::new() };
        screen.say(&format!("{written} {zones} imported{rest}"));
    }
    match (refused, written) {
        (0, 0) => {
            screen.error("no master file is there", Some("a master file has a SOA"));
            Exit::Error
        }
        (0, _) => Exit::Done,
        _ => Exit::Error,
    }
}

/// A file that was named, or found in a folder that was.
struct MasterPath {
    path: PathBuf,
    of_folder: bool,
}

/// The files named and those right in the folders named, by name. Hidden ones
/// stay out. `None` if a folder cannot be read, and that was said.
fn list(paths: &[PathBuf], screen: &Screen) -> Option<Vec<MasterPath>> {
    let mut all = Vec::new();
    for path in paths {
        if !path.is_dir() {
            all.push(MasterPath { path: path.clone(), of_folder: false });
            continue;
        }
        match files_of(path) {
            Ok(files) => all.extend(files.into_iter().map(|path| MasterPath { path, of_folder: true })),
            Err(error) => {
                screen.error(&format!("cannot read {}: {}", path.display(), disk_error_clause(&error)), None);
                return None;
            }
        }
    }
    Some(all)
}

fn files_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !is_hidden && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &MasterPath, zone: Option<&Name>, provider: Option<&str>) -> Result<Draft, Refusal> {
    import::read(&DiskFiles::new("."), &file.path, zone, provider)
}

/// `out/ZONE.dns`; what file names cannot hold everywhere is `%XX`.
fn target(out: Option<&Path>, apex: &Name) -> PathBuf {
    let labels: Vec<String> = apex.labels().map(file_label).collect();
    let name = if apex.is_root() { "root".to_owned() } else { labels.join(".") };
    out.unwrap_or(Path::new("")).join(format!("{name}.dns"))
}

fn file_label(label: &[u8]) -> String {
    let octet = |octet: &u8| match octet {
        b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => char::from(*octet).to_string(),
        octet => format!("%{octet:02X}"),
    };
    label.iter().map(octet).collect()
}

fn say_refusal(path: &Path, refusal: Refusal, screen: &Screen) {
    let shown = path.display();
    let help = "say it with `--zone NAME`";
    match refusal {
        Refusal::Unreadable(problems) => {
            for MasterFileError { place, message, help } in &problems {
                screen.error(&format!("{place}: {message}"), help.as_deref());
            }
        }
        Refusal::NoApex => {
            screen
                .error(&format!("{shown}: neither the file nor its name says which zone it is"), Some(help));
        }
        Refusal::NoSoa => screen.error(&format!("{shown}: the zone has no SOA"), Some(help)),
        Refusal::TooLarge => screen.error(&format!("{shown}: the zone holds more than 4 GiB of data"), None),
    }
}

fn say_rejected(draft: &Draft, checked: &Checked, file: &MasterPath, screen: &Screen) {
    let (zone, path) = (draft.apex.with_unicode(), file.path.display());
    if checked.problems.has_errors() {
        let message = format!("{zone} is not written: its source would have the errors above");
        screen.error(&message, Some(&format!("correct {path} and import it again")));
        return;
    }
    screen.error(&format!("{zone} is not written: its source would give other records than {path}"), None);
    for (what, records) in [("not given", &checked.missing), ("given only there", &checked.extra)] {
        for record in records.iter().take(SHOWN) {
            screen.say(&format!("  {what}: {record}"));
        }
        if records.len() > SHOWN {
            screen.say(&format!("  and {} more", records.len() - SHOWN));
        }
    }
}

/// Writes a source; whether that was done. If not, it was said why.
fn put(import: &Import, draft: &Draft, path: &Path, screen: &mut Screen) -> bool {
    if import.out.is_none() {
        screen.print(&draft.text);
        return true;
    }
    match write(path, &draft.text, import.force) {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            screen.error(
                &format!("{} exists and stays as it is", path.display()),
                Some("replace it with `--force`"),
            );
            false
        }
        Err(error) => {
            screen.error(&format!("cannot write {}: {}", path.display(), disk_error_clause(&error)), None);
            false
        }
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
