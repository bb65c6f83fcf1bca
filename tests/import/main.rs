//! Master files to sources. Each `tests/import/cases/NAME.zone` becomes what
//! `NAME.dns` says, the zone being example.com unless the name begins with
//! `named-`, and with presets if there is `preset` in it; `UPDATE=1 cargo test --test import` writes them anew.

#[path = "../support/laws/importing.rs"]
mod importing;
mod laws;
#[path = "../support/laws/master_file.rs"]
mod master_file;
#[path = "../support/mutation.rs"]
mod mutation;
mod served;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use zonal::dns::Name;
use zonal::import::{Checked, Checking, Draft, Refusal, Wishes, check, read};
use zonal::model::Defaults;
use zonal::text::{Files, ReadError};

/// Files of this machine.
struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        fs::read(path).map_err(|error| ReadError { path: path.to_owned(), reason: error.to_string() })
    }
}

/// One file in memory.
struct Memory(Vec<u8>);

impl Files for Memory {
    fn read(&self, _: &Path) -> Result<Vec<u8>, ReadError> {
        Ok(self.0.clone())
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn zones_in(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "zone"));
    paths.sort();
    assert!(!paths.is_empty(), "{folder:?}");
    paths
}

/// What is read without any wish but the apex.
fn plain(zone: Option<&Name>) -> Wishes<'_> {
    static DEFAULTS: LazyLock<Defaults> = LazyLock::new(Defaults::default);
    Wishes { zone, provider: None, presets: false, defaults: &DEFAULTS }
}

fn compiled(draft: &Draft) -> (String, Checked) {
    let Checking { sources, mut zones } = check(&[("a.dns".to_owned(), draft)], &Defaults::default());
    let checked = zones.remove(0);
    (sources.get(checked.source).text.clone(), checked)
}

/// The source with what is said about it behind it.
fn shown(outcome: Result<Draft, Refusal>) -> String {
    let draft = match outcome {
        Ok(draft) => draft,
        Err(Refusal::Unreadable(problems)) => {
            let lines = problems
                .iter()
                .map(|problem| format!("# {}: {}\n", problem.place.start.line, problem.message));
            return lines.collect();
        }
        Err(refusal) => return format!("# {refusal:?}\n"),
    };
    let (mut text, checked) = compiled(&draft);
    let problems = checked.problems.iter();
    let problems = problems.map(|problem| format!("{}: {}", problem.code.name, problem.headline));
    let refused = checked.refused.iter().flat_map(|refused| {
        let why = format!("{}: {}", refused.code, refused.headline);
        let records = refused.records.iter();
        records.map(|(place, record)| format!("refused: {place}: {record}")).chain([why]).collect::<Vec<_>>()
    });
    let missing = checked.missing.iter().map(|record| format!("missing: {record}"));
    let extra = checked.extra.iter().map(|record| format!("extra: {record}"));
    let notes = draft.notes.iter().map(|note| format!("note: {note}"));
    for said in notes.chain(problems).chain(refused).chain(missing).chain(extra) {
        text.push_str(&format!("#! {said}\n"));
    }
    text.replace(&format!("{}/", root().join("import/cases").display()), "")
}

#[test]
fn cases() {
    let mut wrong = Vec::new();
    for path in zones_in(&root().join("import/cases")) {
        let apex: Name = "example.com".parse().unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let wishes = plain((!name.starts_with("named-")).then_some(&apex));
        let wishes = Wishes { presets: name.contains("preset"), ..wishes };
        let found = shown(read(&Disk, &path, &wishes));
        let expected_path = path.with_extension("dns");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected_path, &found).unwrap();
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if found != expected {
            wrong.push(format!("== {}\n-- expected\n{expected}\n-- found\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
