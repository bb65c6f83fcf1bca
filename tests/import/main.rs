//! Master files to sources. Each `tests/import/cases/NAME.zone` becomes what
//! `NAME.dns` says; `UPDATE=1 cargo test --test import` writes them anew.

#[path = "../support/laws/importing.rs"]
mod importing;
mod laws;
#[path = "../support/mutation.rs"]
mod mutation;

use std::fs;
use std::path::{Path, PathBuf};

use zonal::dns::Name;
use zonal::import::{Checked, Draft, Refusal, check, read};
use zonal::text::{Files, ReadError, Source, Sources};

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

fn compiled(draft: &Draft) -> Checked {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.dns", draft.text.clone()));
    check(&[(id, draft)], &mut sources).remove(0)
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
    let checked = compiled(&draft);
    let mut text = draft.text;
    let problems = checked.problems.iter();
    let problems = problems.map(|problem| format!("{}: {}", problem.code.name, problem.headline));
    let missing = checked.missing.iter().map(|record| format!("missing: {record}"));
    let extra = checked.extra.iter().map(|record| format!("extra: {record}"));
    let notes = draft.notes.iter().map(|note| format!("note: {note}"));
    for said in notes.chain(problems).chain(missing).chain(extra) {
        text.push_str(&format!("#! {said}\n"));
    }
    text
}

#[test]
fn cases() {
    let mut wrong = Vec::new();
    for path in zones_in(&root().join("import/cases")) {
        let apex: Name = "example.com".parse().unwrap();
        let named = path.file_name().unwrap().to_string_lossy().starts_with("named-");
        let found = shown(read(&Disk, &path, (!named).then_some(&apex), None));
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
