mod beside;
mod files;
mod replaced;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::arguments::Import;
use super::exit::Exit;
use super::screen::Screen;
use super::workspace::{Workspace, open_project};
use crate::dns::{Charset, MasterFileError, Name};
use crate::import::{self, Checked, Checking, Draft, Refusal, Refused, Wishes};
use crate::model::Defaults;
use crate::provider::{DiskFiles, disk_error_clause};
use crate::report;
use crate::text::Source;
use beside::Beside;
use files::{MasterPath, list};
use replaced::Old;

/// Differing records of a zone that are shown.
const SHOWN: usize = 10;

/// Notes on a zone that are shown.
const NOTES: usize = 40;

/// `zonal import`: master files to sources. A zone is written only if compiling
/// its source gives exactly its records, but for those that the language
/// refuses, which are said; the other zones go on.
pub fn run(import: &Import, project: Option<&Path>, screen: &mut Screen) -> Exit {
    let zone = match import.zone.as_deref().map(|text| Name::parse(text, Charset::Idna, None)).transpose() {
        Ok(zone) => zone,
        Err(error) => {
            screen.error(&format!("`--zone`: {error}"), None);
            return Exit::Error;
        }
    };
    let Some(defaults) = defaults(project, screen) else { return Exit::Error };
    let out = import.out.as_deref();
    if let Some(file) = out.and_then(no_folder) {
        screen.error(
            &format!("`--out`: {} is not a folder", file.display()),
            Some("name a folder to write into"),
        );
        return Exit::Error;
    }
    let Some(files) = list(&import.paths, screen) else { return Exit::Error };
    if zone.is_some() && files.len() != 1 {
        screen.error(&format!("`--zone` names one zone, and there are {} files", files.len()), None);
        return Exit::Error;
    }
    let wishes = Wishes {
        zone: zone.as_ref(),
        provider: import.provider.as_deref(),
        presets: import.presets,
        defaults: &defaults,
    };
    let (mut drafts, unread) = read(&files, &wishes, screen);
    let unread = unread + without_rivals(&mut drafts, screen);
    if drafts.len() > 1 && import.out.is_none() {
        let help = "write them into a folder with `--out DIR`";
        screen.error(&format!("there are {} zones, one goes to standard output", drafts.len()), Some(help));
        return Exit::Error;
    }
    let workspace = match out.map(|_| Workspace::open(project, screen)) {
        Some(None) => return Exit::Error,
        Some(Some(workspace)) => Some(workspace),
        None => None,
    };
    let beside = workspace.as_ref().map(Beside::of);
    let mut checking = check(&drafts, out, &defaults);
    if import.presets && without_presets(&mut drafts, &checking, &wishes) {
        checking = check(&drafts, out, &defaults);
    }
    let Checking { sources, zones } = checking;
    let mut tally = Tally { refused: unread, ..Tally::default() };
    for ((draft, file), checked) in drafts.iter().zip(&zones) {
        let source = sources.get(checked.source);
        screen.problems(&checked.problems, &sources);
        if !checked.is_good() {
            say_rejected(draft, checked, file, screen);
            tally.refused += 1;
        } else if let Some(place) =
            beside.as_ref().and_then(|beside| beside.other_place(&draft.apex, Path::new(&source.path)))
        {
            say_declared(draft, &place, screen);
            tally.refused += 1;
        } else if put(import, draft, source, screen) {
            tally.written += 1;
            tally.partly += usize::from(!checked.refused.is_empty());
            say_notes(draft, checked, screen);
        } else {
            tally.refused += 1;
        }
    }
    if out.is_some() || tally.refused > 0 {
        screen.say(&tally.to_string());
    }
    if let (Some(out), Some(workspace), Some(beside)) = (out, &workspace, &beside)
        && tally.written > 0
        && workspace.project.explicit
        && !drafts.iter().all(|(draft, _)| beside.reads(&target(Some(out), &draft.apex)))
    {
        screen.say(&format!("note: the project does not read {}", out.display()));
        screen.say("  help: add it to `zones` in zonal.toml, or move the sources");
    }
    if tally.refused == 0 && tally.written == 0 {
        screen.error("no master file is there", Some("a master file has a SOA"));
    }
    tally.exit()
}

fn check(drafts: &[(Draft, &MasterPath)], out: Option<&Path>, defaults: &Defaults) -> Checking {
    let named: Vec<(String, &Draft)> =
        drafts.iter().map(|(draft, _)| (target(out, &draft.apex).display().to_string(), draft)).collect();
    import::check(&named, defaults)
}

/// The file that stands where `out`, or a folder above it, would be.
fn no_folder(out: &Path) -> Option<&Path> {
    out.ancestors().find(|path| path.exists()).filter(|path| !path.is_dir())
}

/// Takes out the zones that several files hold, which is said; how many files these are.
fn without_rivals(drafts: &mut Vec<(Draft, &MasterPath)>, screen: &Screen) -> usize {
    let mut files_of: BTreeMap<Name, Vec<String>> = BTreeMap::new();
    for (draft, file) in drafts.iter() {
        files_of.entry(draft.apex.clone()).or_default().push(file.path.display().to_string());
    }
    files_of.retain(|_, files| files.len() > 1);
    for (apex, files) in &files_of {
        let (are, [rest @ .., last]) = (if files.len() == 2 { "are both" } else { "are all" }, &files[..])
        else {
            continue;
        };
        screen.error(
            &format!("{} and {last} {are} of {}", rest.join(", "), apex.with_unicode()),
            Some("import one of them; for views, import each into a folder of its own and write their records into one `zone` with a `view` for each"),
        );
    }
    drafts.retain(|(draft, _)| !files_of.contains_key(&draft.apex));
    files_of.values().map(Vec::len).sum()
}

/// Reads those files anew, without presets, whose sources are not good or lose the
/// use of one: presets never cost a zone, nor a record. Whether there were any.
fn without_presets(drafts: &mut [(Draft, &MasterPath)], checking: &Checking, wishes: &Wishes<'_>) -> bool {
    let wishes = Wishes { presets: false, ..*wishes };
    let mut were_any = false;
    let costs = |checked: &Checked| {
        !checked.is_good() || checked.refused.iter().any(|refused| refused.records.len() > 1)
    };
    for ((draft, file), _) in drafts.iter_mut().zip(&checking.zones).filter(|(_, checked)| costs(checked)) {
        if let Ok(mut plain) = import::read(&DiskFiles::new("."), &file.path, &wishes) {
            plain.notes.push("no presets are used, as the zone has errors".to_owned());
            *draft = plain;
            were_any = true;
        }
    }
    were_any
}

/// What the project says for its zones; without a `zonal.toml`, nothing.
/// `None` if it is wrong, which was said.
fn defaults(folder: Option<&Path>, screen: &Screen) -> Option<Defaults> {
    let (project, sources, problems) = open_project(folder, screen)?;
    screen.problems(&problems, &sources);
    let defaults = || if project.explicit { project.model_defaults() } else { Defaults::default() };
    (!problems.has_errors()).then(defaults)
}

/// Reads the files; those that give no draft are said, and counted unless they
/// just are no master files.
fn read<'f>(
    files: &'f [MasterPath],
    wishes: &Wishes<'_>,
    screen: &Screen,
) -> (Vec<(Draft, &'f MasterPath)>, usize) {
    let (mut drafts, mut refused) = (Vec::new(), 0);
    for file in files {
        match import::read(&DiskFiles::new("."), &file.path, wishes) {
            Ok(draft) => drafts.push((draft, file)),
            Err(Refusal::NoSoa) if file.of_folder => {
                screen.say(&format!("{}: skipped: it has no SOA", file.path.display()));
            }
            Err(refusal) => {
                say_refusal(&file.path, refusal, screen);
                refused += 1;
            }
        }
    }
    (drafts, refused)
}

/// How many zones were written, how many of these without some of their
/// records, and how many were not.
#[derive(Default)]
struct Tally {
    written: usize,
    partly: usize,
    refused: usize,
}

impl Tally {
    fn exit(&self) -> Exit {
        match self {
            Tally { written: 1.., partly: 0, refused: 0 } => Exit::Done,
            Tally { written: 1.., refused: 0, .. } => Exit::Partly,
            _ => Exit::Error,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { written, partly, refused } = self;
        let zones = if *written == 1 { "zone" } else { "zones" };
        write!(f, "{written} {zones} imported")?;
        if *partly > 0 {
            write!(f, ", {partly} without some records")?;
        }
        if *refused > 0 {
            write!(f, ", {refused} not")?;
        }
        Ok(())
    }
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
            for MasterFileError { place, message, help, .. } in &problems {
                screen.error(&format!("{place}: {message}"), help.as_deref());
            }
        }
        Refusal::NoApex => {
            screen
                .error(&format!("{shown}: neither the file nor its name says which zone it is"), Some(help));
        }
        Refusal::NoSoa => screen.error(&format!("{shown}: the zone has no SOA"), Some(help)),
        Refusal::OtherZone(zone) => {
            let message =
                format!("{shown}: this is the zone {}, not the one of `--zone`", zone.with_unicode());
            screen.error(&message, Some("leave `--zone` out, or correct it"));
        }
        Refusal::Empty => screen.error(&format!("{shown}: no record of the zone is there"), None),
        Refusal::Raw => {
            let help = "write it as text: `named-compilezone -f raw -F text -o FILE ZONE RAW-FILE`";
            screen.error(&format!("{shown}: this is BIND's raw format, no master file"), Some(help));
        }
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

fn say_declared(draft: &Draft, place: &str, screen: &Screen) {
    let message = format!("{} is not written: it is declared already at {place}", draft.apex.with_unicode());
    screen.error(&message, Some("take it out there, or write into a folder that the project does not read"));
}

/// Says what the source has otherwise than the file, and what it has not.
fn say_notes(draft: &Draft, checked: &Checked, screen: &Screen) {
    let zone = draft.apex.with_unicode();
    for note in draft.notes.iter().take(NOTES) {
        screen.say(&format!("{zone}: {note}"));
    }
    if draft.notes.len() > NOTES {
        screen.say(&format!("{zone}: and {} more like these", draft.notes.len() - NOTES));
    }
    for Refused { records, code, headline, help } in &checked.refused {
        for (place, record) in records {
            screen.say(&format!("{place}: not imported: {record}"));
        }
        screen.say(&format!("  {code}: {headline}"));
        for help in help {
            screen.say(&format!("  help: {}", report::escape_lines(help, "  ")));
        }
    }
    let records: usize = checked.refused.iter().map(|refused| refused.records.len()).sum();
    if records > 0 {
        let (are, them) =
            if records == 1 { ("record is", "it stands") } else { ("records are", "they stand") };
        screen.say(&format!("{zone}: {records} {are} not imported; {them} in the source as a comment"));
    }
}

/// Writes a source; whether that was done. If not, it was said why.
fn put(import: &Import, draft: &Draft, source: &Source, screen: &mut Screen) -> bool {
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
