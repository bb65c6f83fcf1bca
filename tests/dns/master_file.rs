//! Reading and writing master files, against expected outputs in
//! `tests/dns/master/` and against BIND and Knot DNS.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use zonal::dns::master::{self, Item, MasterFile, MasterFileError, Style};
use zonal::dns::{Name, Rdata, RecordType, Ttl, Zone, ZoneBuilder};
use zonal::text::{Files, ReadError};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dns/master");

fn apex() -> Name {
    "example.com".parse().unwrap()
}

/// Files in memory.
#[derive(Default)]
struct Folder(BTreeMap<PathBuf, Vec<u8>>);

impl Files for Folder {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let missing = || ReadError { path: path.to_owned(), reason: "no such file".to_owned() };
        self.0.get(path).cloned().ok_or_else(missing)
    }
}

/// Files of this machine.
struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        std::fs::read(path).map_err(|error| ReadError { path: path.to_owned(), reason: error.to_string() })
    }
}

fn read_text(text: &[u8]) -> MasterFile {
    master::read_text(Path::new("zone"), text.to_vec(), &apex())
}

fn show(file: &MasterFile) -> String {
    let mut text = master::write(&file.zone, Style::Absolute);
    for (mark, found) in [("error", &file.problems), ("warning", &file.warnings())] {
        for problem in found {
            text += &show_problem(mark, problem);
        }
    }
    text
}

fn show_problem(mark: &str, problem: &MasterFileError) -> String {
    let (place, mut text) = (&problem.place, String::new());
    assert_eq!(place.start.line, place.end.line, "{problem}");
    writeln!(text, "{mark}: {place}-{}: {}", place.end.column, problem.message).unwrap();
    if let Some(help) = &problem.help {
        writeln!(text, "  help: {help}").unwrap();
    }
    text
}

/// Each case file: `=== title`, files behind `--- file PATH` (`zones/main` is
/// the top one), and the whole outcome behind `--- read`.
#[test]
fn cases() {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(format!("{DATA}/reader")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut different = Vec::new();
    for path in paths {
        let expected = std::fs::read_to_string(&path).unwrap();
        let mut actual = String::new();
        for case in expected.split("=== ").skip(1) {
            let (input, _) = case.split_once("--- read\n").unwrap();
            write!(actual, "=== {input}--- read\n").unwrap();
            let mut folder = Folder::default();
            for file in input.split("--- file ").skip(1) {
                let (path, text) = file.split_once('\n').unwrap();
                folder.0.insert(path.into(), text.into());
            }
            let read = master::read(&folder, Path::new("zones/main"), &apex());
            writeln!(actual, "{}", show(&read)).unwrap();
        }
        if actual != expected {
            let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join(path.file_name().unwrap());
            std::fs::write(&fresh, actual).unwrap();
            different.push(format!("diff {} {}", path.display(), fresh.display()));
        }
    }
    assert!(different.is_empty(), "what is read is not what is expected; see\n{}", different.join("\n"));
}
