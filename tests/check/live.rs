//! `zonal test` end to end: a project is compiled and pushed, BIND and Knot
//! serve what was pushed, and the tests are run offline and at both.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::corpus::{Line, lines, zones};
use crate::name_server::ServedZone;
use crate::random::Random;
use crate::{bind, knot};

const PROJECT: &str = "edition = \"2026\"\n[defaults]\nprovider = [\"files\"]\n\
                       [providers.files]\nkind = \"zone-file\"\npath = \"out\"\n";

const BIND_OPTIONS: &str = "check-integrity no; check-names ignore; check-wildcard no; allow-query { any; };";

/// What the binary wrote on both streams, and its exit code.
fn zonal(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zonal"));
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code().unwrap())
}

/// Tests of twenty lines each.
fn tests(lines: &[Line]) -> String {
    let test = |(number, lines): (usize, &[Line])| {
        let lines: String = lines.iter().map(|line| format!("  {}\n", line.text())).collect();
        format!("test \"part {number}\" {{\n{lines}}}\n")
    };
    lines.chunks(20).enumerate().map(test).collect()
}

/// The failed lines by their places.
fn failures(output: &str) -> Vec<&str> {
    output.lines().filter_map(|line| line.trim_start().strip_prefix("--> tests.dns:")).collect()
}

#[test]
fn bind_and_knot_answer_as_the_sources_do() {
    let mut random = Random(7);
    let zones = zones(&mut random, 8);
    let lines = lines(&mut random, &zones);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("zonal.toml"), PROJECT).unwrap();
    fs::write(folder.join("zones.dns"), zones).unwrap();
    fs::write(folder.join("tests.dns"), tests(&lines)).unwrap();
    let (said, exit) = zonal(folder, &["push", "--yes"]);
    assert_eq!(exit, 0, "{said}");
    let mut files: Vec<(String, String)> = Vec::new();
    for entry in fs::read_dir(folder.join("out")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "zone") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    let served = |options: &'static str| -> Vec<ServedZone<'_>> {
        files.iter().map(|(name, text)| ServedZone { name, text, options }).collect()
    };
    let (Some(bind), Some(knot)) = (bind::start(&served(BIND_OPTIONS), ""), knot::start(&served(""), ""))
    else {
        return;
    };
    let (bind, knot) = (bind.address.to_string(), knot.address.to_string());
    let live = ["test", "--server", &bind, "--server", &knot, "--timeout", "20s"];

    let (said, exit) = zonal(folder, &["test"]);
    assert_eq!(exit, 0, "{said}");
    let (said, exit) = zonal(folder, &live);
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains(" at 2 servers: "), "{said}");
    eprintln!("{} zones, {} lines", files.len(), lines.len());

    // Every ninth line expects something else: so many fail, in the same way at both.
    let mut wrong = lines;
    wrong.truncate(450);
    for line in wrong.iter_mut().step_by(9) {
        *line = line.mutated();
    }
    fs::write(folder.join("tests.dns"), tests(&wrong)).unwrap();
    let (offline, exit) = zonal(folder, &["test"]);
    assert_eq!(exit, 1);
    assert_eq!(failures(&offline).len(), 50, "{offline}");
    let (said, exit) = zonal(folder, &live);
    assert_eq!(exit, 1);
    assert_eq!(failures(&said), failures(&offline), "{said}");
    let both = format!(" is not answered as expected at {bind}, {knot}");
    let headlines: Vec<&str> = said.lines().filter(|line| line.starts_with("error[")).collect();
    assert!(headlines.iter().all(|line| line.ends_with(&both)), "{said}");

    // What was not pushed is known here and not there.
    fs::write(folder.join("more.dns"), "extend f0.test { new  A  192.0.2.251 }\n").unwrap();
    fs::write(folder.join("tests.dns"), "test \"new\" { new.f0.test  A  -> 192.0.2.251 }\n").unwrap();
    let (said, exit) = zonal(folder, &["test"]);
    assert_eq!(exit, 0, "{said}");
    let (said, exit) = zonal(folder, &live);
    assert_eq!((exit, failures(&said)), (1, vec!["1:14"]), "{said}");
    assert!(said.contains("the sources answer as expected: the server has another content"), "{said}");
}
