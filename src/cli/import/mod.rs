mod beside;
mod files;
mod put;
mod replaced;
mod said;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::arguments::Import;
use super::exit::Exit;
use super::screen::Screen;
use super::workspace::{Workspace, open_project};
use crate::diagnostic::in_a_row;
use crate::dns::{Charset, Name};
use crate::import::{self, Checked, Checking, Draft, Refusal, Wishes};
use crate::model::Defaults;
use crate::provider::DiskFiles;
use beside::Beside;
use files::{MasterPath, list};
use put::put;
use said::{say_declared, say_notes, say_refusal, say_rejected};

/// `zonal import`: master files to sources. A zone is written only if compiling
/// its source gives exactly its records, but for those that the language
/// refuses, which are said; the other zones go on.
pub fn run(import: &Import, project: Option<&Path>, screen: &mut Screen) -> Exit {
    let Some(zone) = wished_zone(import, screen) else { return Exit::Error };
    let Some(defaults) = defaults(project, screen) else { return Exit::Error };
    let out = import.out.as_deref();
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
    let mut tally = write_all(import, &drafts, &checking, beside.as_ref(), screen);
    tally.refused += unread;
    if out.is_some() || tally.refused > 0 {
        screen.say(&tally.to_string());
    }
    if let (Some(out), Some(beside), 1..) = (out, &beside, tally.written) {
        say_unread(out, &drafts, beside, screen);
    }
    if tally.refused == 0 && tally.written == 0 {
        screen.error("no master file is there", Some("a master file has a SOA"));
    }
    tally.exit()
}

/// The zone of `--zone`, if it is given; `None` if that or `--out` makes no sense, which
/// was said.
fn wished_zone(import: &Import, screen: &Screen) -> Option<Option<Name>> {
    if let Some(file) = import.out.as_deref().and_then(no_folder) {
        let help = "name a folder to write into";
        screen.error(&format!("`--out`: {} is not a folder", file.display()), Some(help));
        return None;
    }
    match import.zone.as_deref().map(|text| Name::parse(text, Charset::Idna, None)).transpose() {
        Ok(zone) => Some(zone),
        Err(error) => {
            screen.error(&format!("`--zone`: {error}"), None);
            None
        }
    }
}

/// Writes the sources that are good.
fn write_all(
    import: &Import,
    drafts: &[(Draft, &MasterPath)],
    checking: &Checking,
    beside: Option<&Beside<'_>>,
    screen: &mut Screen,
) -> Tally {
    let mut tally = Tally::default();
    for ((draft, file), checked) in drafts.iter().zip(&checking.zones) {
        let source = checking.sources.get(checked.source);
        screen.problems(&checked.problems, &checking.sources);
        let declared = || beside?.other_place(&draft.apex, Path::new(&source.path));
        if !checked.is_good() {
            say_rejected(draft, checked, file, screen);
            tally.refused += 1;
        } else if let Some(place) = declared() {
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
    tally
}

/// Says it if the project will not read what was written.
fn say_unread(out: &Path, drafts: &[(Draft, &MasterPath)], beside: &Beside<'_>, screen: &Screen) {
    let is_read = |(draft, _): &(Draft, &MasterPath)| beside.reads(&target(Some(out), &draft.apex));
    if beside.has_project_file() && !drafts.iter().all(is_read) {
        screen.say(&format!("note: the project does not read {}", out.display()));
        screen.say("  help: add it to `zones` in zonal.toml, or move the sources");
    }
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
        let are = if files.len() == 2 { "are both" } else { "are all" };
        screen.error(
            &format!("{} {are} of {}", in_a_row(files), apex.with_unicode()),
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
