//! What README.md and docs/*.md show is run: `console` blocks are sessions in
//! a copy of the quickstart, one for the document; `sh` blocks run at the root
//! of a copy of the examples; `dns` blocks compile and their tests hold; `toml` blocks are a
//! zonal.toml; of a workflow (`yaml`) the commands of zonal are run, in their order, in a copy of the
//! quickstart; `text` blocks are for the reader alone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::console::{difference, steps, update};
use super::sandbox::Sandbox;
use super::steady::steady;

#[test]
fn readme() {
    check("README.md");
}

#[test]
fn language() {
    check("docs/language.md");
}

#[test]
fn import() {
    check("docs/import.md");
}

#[test]
fn ci() {
    check("docs/ci.md");
}

#[test]
fn lint() {
    check("docs/lint.md");
}

#[test]
fn all_documents_are_checked() {
    let docs = fs::read_dir(root().join("docs")).expect("docs");
    let names = docs.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    let checked = ["language.md", "import.md", "ci.md", "lint.md"];
    let mut others: Vec<String> =
        names.filter(|name| name.ends_with(".md") && !checked.contains(&name.as_str())).collect();
    others.sort();
    assert_eq!(others, [""; 0], "no test runs these");
}

fn check(name: &str) {
    let path = root().join(name);
    let expected = fs::read_to_string(&path).expect("the document");
    let session = Sandbox::copy_of(&root().join("examples/quickstart"));
    let mut last = 0;
    let mut found = String::new();
    let mut language: Option<&str> = None;
    let mut block = String::new();
    for line in expected.split_inclusive('\n') {
        match (language, line.strip_prefix("```")) {
            (None, Some(opened)) => {
                language = Some(opened.trim());
                found.push_str(line);
            }
            (Some(opened), Some(_)) => {
                found.push_str(&run(opened, &block, &session, &mut last));
                found.push_str(line);
                block.clear();
                language = None;
            }
            (Some(_), None) => block.push_str(line),
            (None, None) => found.push_str(line),
        }
    }
    assert_eq!(language, None, "{name}: the last block has no end");
    if found != expected && update() {
        fs::write(&path, &found).expect("the document");
    } else {
        assert!(found == expected, "\n{}", difference(&path, &expected, &found));
    }
}

/// Gives the block as it should be.
fn run(language: &str, block: &str, session: &Sandbox, last: &mut i32) -> String {
    match language {
        "console" => replay(block, session, last),
        "sh" => {
            run_at_root(block);
            block.to_owned()
        }
        "dns" => {
            compile("zonal.toml", &zonal_toml(), &in_a_zone(block), block);
            block.to_owned()
        }
        "toml" => {
            compile("zonal.toml", block, "", block);
            block.to_owned()
        }
        "yaml" => {
            run_workflow(block);
            block.to_owned()
        }
        "text" => block.to_owned(),
        other => panic!("a block of `{other}`; console, sh, dns, toml, yaml and text are known\n{block}"),
    }
}

/// Outputs that mean the same stay as they are.
fn replay(block: &str, session: &Sandbox, last: &mut i32) -> String {
    let replayed = steps(block).into_iter().map(|step| {
        let output = step.run(session, last);
        let same = steady(&output, session.folder()) == steady(step.expected(), session.folder());
        step.with(if same { step.expected() } else { &output })
    });
    replayed.collect()
}

/// The test suite cannot run itself: there it is looked at.
fn run_at_root(block: &str) {
    let copy = Sandbox::copy_of(&root().join("examples"));
    let folder = copy.folder().with_file_name("examples");
    fs::rename(copy.folder(), &folder).expect("a folder");
    fs::create_dir(copy.folder()).expect("a folder");
    fs::rename(&folder, copy.folder().join("examples")).expect("a folder");
    for line in block.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if line.split_whitespace().next() == Some("tests/run") {
            let mode = fs::metadata(root().join("tests/run")).expect("tests/run").permissions().mode();
            assert_eq!(mode & 0o111, 0o111, "tests/run is executable");
            let text = fs::read_to_string(root().join("tests/run")).expect("tests/run");
            assert!(text.contains("export ZONAL_TESTS_RUN=1"), "tests/run tells its tests what runs them");
            continue;
        }
        let ran = copy.run(&format!("set -e\n{line}"));
        assert_eq!(ran.exit, 0, "{line}\n{}", ran.output);
    }
}

/// A service runs each with `bash -e`: what does not end with 0 fails the job.
fn run_workflow(block: &str) {
    let project = Sandbox::copy_of(&root().join("examples/quickstart"));
    let commands = block.lines().map(|line| {
        let line = line.trim().trim_start_matches("- ");
        line.strip_prefix("run: ").unwrap_or(line)
    });
    let commands: Vec<&str> = commands.filter(|line| line.starts_with("zonal ")).collect();
    assert!(commands.iter().any(|line| line.starts_with("zonal push ")), "a workflow pushes\n{block}");
    for line in commands {
        let ran = project.run(line);
        assert_eq!(ran.exit, 0, "{line}\n{}", ran.output);
    }
    let ran = project.run("zonal preview");
    assert_eq!(ran.exit, 0, "the workflow has not pushed all\n{}", ran.output);
}

fn compile(name: &str, toml: &str, zones: &str, block: &str) {
    let project = Sandbox::copy_of(Path::new(""));
    fs::write(project.folder().join(name), toml).expect("a file");
    fs::write(project.folder().join("block.dns"), zones).expect("a file");
    let ran = project.run("zonal build > compiled && zonal test");
    assert_eq!(ran.exit, 0, "{block}\n{}", ran.output);
}

/// Records and settings stand in a zone; what is a whole file stays as it is.
fn in_a_zone(block: &str) -> String {
    let tops = ["zone ", "extend ", "external ", "let ", "table ", "template ", "test "];
    if block.lines().any(|line| tops.iter().any(|top| line.starts_with(top))) {
        return block.to_owned();
    }
    format!("zone example.com {{\n{block}\n}}\n")
}

/// With an instance for each view that is shown.
fn zonal_toml() -> String {
    let toml = fs::read_to_string(root().join("examples/quickstart/zonal.toml")).expect("the quickstart");
    let instance = |name| format!("\n[providers.{name}]\nkind = \"zone-file\"\npath = \"{name}\"\n");
    toml + &instance("inside") + &instance("outside")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
