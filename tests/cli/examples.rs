//! The projects in examples/ do what they promise.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::sandbox::Sandbox;

#[test]
fn every_example_is_sound() {
    let names: BTreeSet<String> = fs::read_dir(examples())
        .expect("the examples")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("a name"))
        .collect();
    let page = fs::read_to_string(examples().join("README.md")).expect("the page");
    let listed = page.lines().filter_map(|line| line.strip_prefix("| [")?.split_once(']'));
    assert_eq!(names, listed.map(|(name, _)| name.to_owned()).collect(), "the page lists each example");
    for name in &names {
        for line in ["zonal build --check", "zonal fmt --check", "zonal lint --fail-on notice"] {
            let (output, exit) = said(name, line);
            let quiet = output.is_empty() || output.starts_with("nothing found by ");
            assert!(quiet && exit == 0, "{name}: {line}\n{output}");
        }
        let (output, exit) = said(name, "zonal test");
        let has_none = ["nameservers", "quickstart"].contains(&name.as_str());
        let passes =
            if has_none { output.starts_with("no test is written") } else { output.contains(" 0 failed") };
        assert!(passes && exit == 0, "{name}: zonal test\n{output}");
    }
}

/// The first push of each, and that then nothing is left to do.
#[test]
fn every_example_on_files_can_be_pushed() {
    for name in ["parked", "company", "reverse", "split-horizon", "teams", "registry"] {
        let copy = Sandbox::copy_of(&examples().join(name));
        for line in ["zonal push --yes", "zonal preview"] {
            let ran = copy.run(line);
            assert_eq!(ran.exit, 0, "{name}: {line}\n{}", ran.output);
        }
        let checked = copy.run("for file in $(find out -name '*.zone'); do named-checkzone -q -i local \"$(basename $file .zone | sed 's|%2F|/|')\" $file || echo $file; done");
        assert_eq!(checked.output, "", "{name}");
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
