//! Groups of the table, read from `groups/*.txt`:
//!
//! ```text
//! === cname               # a group; its zone is cname.example
//! --- created             # a step: what the whole zone shall be, in the language
//! www  CNAME  a.example.net.
//! --- the same again [nothing]
//! www  CNAME  a.example.net.
//! ```
//!
//! Behind the title of a step, separated by `;`:
//! - `nothing`: the first plan is empty already, and nothing at all is sent;
//! - `changes OWNER TYPE, ...`: exactly these RRsets are changed;
//! - `on NAME, ...`: the step is for these providers only;
//! - `refused by NAME, ...: CODE`: these providers say no before anything is sent.

use std::fs;
use std::path::{Path, PathBuf};

pub struct Group {
    pub name: String,
    pub steps: Vec<Step>,
}

pub struct Step {
    pub title: String,
    pub body: String,
    pub nothing: bool,
    pub changes: Option<Vec<String>>,
    pub only: Option<Vec<String>>,
    pub refused: Option<(Vec<String>, String)>,
}

/// All groups, in the order of their files.
pub fn all() -> Vec<Group> {
    let mut groups = Vec::new();
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        groups.extend(text.split("\n=== ").skip(1).map(read_group));
    }
    let mut names: Vec<&str> = groups.iter().map(|group| &group.name[..]).collect();
    names.sort();
    names.windows(2).for_each(|pair| assert_ne!(pair[0], pair[1], "two groups have one name"));
    groups
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/groups");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn read_group(text: &str) -> Group {
    let mut parts = format!("\n{text}").split("\n--- ").map(str::to_owned).collect::<Vec<_>>().into_iter();
    let name = parts.next().unwrap().trim().to_owned();
    assert!(name.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-'), "{name:?}");
    let steps: Vec<Step> = parts.map(|part| read_step(&part)).collect();
    assert!(!steps.is_empty(), "{name} has no steps");
    Group { name, steps }
}

fn read_step(text: &str) -> Step {
    let (head, body) = text.split_once('\n').unwrap_or((text, ""));
    let (title, flags) = match head.split_once(" [") {
        Some((title, flags)) => (title, flags.trim_end().strip_suffix(']').expect("a closing bracket")),
        None => (head, ""),
    };
    let mut step = Step {
        title: title.to_owned(),
        body: body.to_owned(),
        nothing: false,
        changes: None,
        only: None,
        refused: None,
    };
    for flag in flags.split(';').map(str::trim).filter(|flag| !flag.is_empty()) {
        match flag.split_once(' ').unwrap_or((flag, "")) {
            ("nothing", "") => step.nothing = true,
            ("changes", keys) => step.changes = Some(list(keys)),
            ("on", names) => step.only = Some(list(names)),
            ("refused", rest) => {
                let (names, code) =
                    rest.strip_prefix("by ").and_then(|rest| rest.split_once(':')).expect("names: code");
                step.refused = Some((list(names), code.trim().to_owned()));
            }
            _ => panic!("{title}: what is the flag `{flag}`?"),
        }
    }
    step
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(|item| item.trim().to_owned()).collect()
}
