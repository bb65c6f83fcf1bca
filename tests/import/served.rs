//! What BIND reads in a master file is what it reads in what `zonal build` makes
//! of the imported one. The files of `tests/import/styles` are written as the
//! manuals of BIND, NSD and Knot DNS show them, and as people do.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::{root, zones_in};

/// Owner, TTL, type and data of each record, sorted, names in lower case; without
/// what is not the zone's to say: its serial and what the signer makes.
fn records(listing: &str) -> Vec<String> {
    let mut records: Vec<String> = listing
        .lines()
        .filter(|line| !line.starts_with(';'))
        .map(|line| {
            let mut words: Vec<&str> = line.split_whitespace().collect();
            if words.get(3) == Some(&"SOA") {
                words.remove(6);
            }
            let folded = words.into_iter().map(|word| match word.ends_with('.') {
                true => word.to_ascii_lowercase(),
                false => word.to_owned(),
            });
            folded.collect::<Vec<String>>().join(" ")
        })
        .filter(|line| !line.contains(" IN RRSIG ") && !line.contains(" IN NSEC "))
        .collect();
    records.sort();
    records.dedup();
    records
}

/// The zone as BIND reads a file; `None` where it is not installed.
fn read_by_bind(folder: &Path, apex: &str, file: &str) -> Option<Vec<String>> {
    let checks =
        ["-i", "none", "-k", "ignore", "-n", "ignore", "-r", "ignore", "-m", "ignore", "-M", "ignore"];
    let output = ["-s", "full", "-o", "-", apex, file];
    match Command::new("named-compilezone").args(checks).args(output).current_dir(folder).output() {
        Ok(output) => Some(records(&good(&output, file))),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "named-compilezone: {error}");
            println!("skipped: named-compilezone: {error}");
            None
        }
    }
}

fn zonal(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_zonal")).args(arguments).current_dir(folder).output().unwrap()
}

fn good(output: &Output, what: &str) -> String {
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}\n{said}\n{wrong}");
    said.into_owned()
}

fn come_back(folder: &Path, arguments: &[&str], warned: &[&str]) {
    let project = tempfile::tempdir().unwrap();
    let project = project.path();
    let master_files = folder.display().to_string();
    let imported = zonal(project, &[&["import", "--out", "zones", &master_files], arguments].concat());
    good(&imported, "import");
    let said = String::from_utf8_lossy(&imported.stderr);
    let warnings: Vec<&str> = said.lines().filter(|line| line.starts_with("warning")).collect();
    assert_eq!(warnings, warned, "{said}");
    good(&zonal(project, &["fmt", "--check"]), "fmt");
    for path in zones_in(folder) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let apex = name.replace("64-26", "64/26").to_ascii_lowercase();
        let Some(expected) = read_by_bind(folder, &apex, &path.display().to_string()) else { return };
        let built = good(&zonal(project, &["build", &apex]), &apex);
        fs::write(project.join("built.zone"), built).unwrap();
        let found = read_by_bind(project, &apex, "built.zone").unwrap();
        assert_eq!(found, expected, "{apex}");
        assert!(!found.is_empty());
    }
}

#[test]
fn styles_of_master_files_come_back() {
    come_back(&root().join("import/styles"), &[], &WARNED);
}

#[test]
fn styles_of_master_files_come_back_with_presets() {
    come_back(&root().join("import/styles"), &["--presets"], &WARNED);
}

/// What the master files earn.
const WARNED: [&str; 0] = [];
