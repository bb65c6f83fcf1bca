//! The projects in examples/ do what they promise.

use std::fs;
use std::path::{Path, PathBuf};

use super::sandbox::Sandbox;

#[test]
fn every_example_compiles() {
    let mut names: Vec<String> = fs::read_dir(examples())
        .expect("the examples")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    assert_eq!(names, ["nameservers", "quickstart"], "each example has a test");
    for name in names {
        assert_eq!(said(&name, "zonal build --check"), (String::new(), 0), "{name}");
    }
}

#[test]
fn the_quickstart_runs_twice() {
    let copy = Sandbox::copy_of(&examples().join("quickstart"));
    for _ in 0..2 {
        let ran = copy.run("./run");
        assert_eq!(ran.exit, 0, "{}", ran.output);
        let lines =
            ["1 zone: 1 to change (20 to add, 0 to change, 0 to remove)", "1 zone: 1 without changes"];
        for line in lines {
            assert!(ran.output.lines().any(|found| found == line), "{line}\n{}", ran.output);
        }
        let checked = copy.run("named-checkzone -q example.com out/example.com.zone");
        assert_eq!((checked.output.as_str(), checked.exit), ("", 0));
    }
}

/// What the example tells to put into the configuration of the servers.
#[test]
fn the_servers_accept_their_configuration() {
    for check in ["named-checkconf bind/named.conf", "knotc -c knot/knot.conf conf-check"] {
        let (output, exit) = said("nameservers", check);
        assert_eq!(exit, 0, "{check}\n{output}");
    }
}

fn said(example: &str, line: &str) -> (String, i32) {
    let ran = Sandbox::copy_of(&examples().join(example)).run(line);
    (ran.output, ran.exit)
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}
