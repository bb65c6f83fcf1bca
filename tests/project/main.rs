//! `zonal.toml`: each file of `cases/` holds one, then a line of dashes, then
//! all that is said about it. `sources.rs` is about finding source files.

mod sources;

use std::fmt::Write;
use std::path::Path;

use zonal::diagnostic::{Diagnostic, Problems};
use zonal::project::Project;
use zonal::text::{Sources, Span};

/// What no message may hold, whatever the case.
const SECRET: &str = "hunter2";

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 10);
    let mut wrong = Vec::new();
    for path in paths {
        let case = std::fs::read_to_string(&path).unwrap();
        let (toml, expected) = case.split_once("----------\n").unwrap();
        let mut sources = Sources::default();
        let (project, problems) = Project::read(Path::new("/p"), toml.as_bytes(), &mut sources);
        let said = said(&project, &problems, &sources);
        assert!(!format!("{project:?}{problems:?}{sources:?}{said}").contains(SECRET), "{}", path.display());
        if said != expected {
            wrong.push(format!("{}\n{said}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn said(project: &Project, problems: &Problems, sources: &Sources) -> String {
    let mut text = String::new();
    for problem in problems {
        write_problem(problem, sources, &mut text);
    }
    if !problems.has_errors() {
        writeln!(text, "edition {}", project.edition.name()).unwrap();
        writeln!(text, "{:?}", project.defaults).unwrap();
        for instance in project.providers.values() {
            writeln!(text, "{}: {:?}", instance.name, instance.config).unwrap();
            assert_eq!(instance.capabilities().kind, instance.kind().name());
        }
        for registrar in project.registrars.values() {
            writeln!(text, "{}: {:?}", registrar.name, registrar.kind).unwrap();
        }
        if project.budget != Default::default() {
            writeln!(text, "{:?}", project.budget).unwrap();
        }
        writeln!(text, "{:?}", project.guards).unwrap();
        for ack in &project.acks {
            writeln!(text, "{} {:?} {:?} {}", ack.guard, ack.scope, ack.reason, ack.until).unwrap();
        }
        for problem in &project.expired_acks("2026-11-24".parse().unwrap()) {
            write_problem(problem, sources, &mut text);
        }
    }
    text
}

fn write_problem(problem: &Diagnostic, sources: &Sources, text: &mut String) {
    let place = |span: Option<Span>| {
        span.map_or("-".to_owned(), |span| {
            let source = sources.get(span.source);
            let position = source.position(span.start);
            format!("{}:{} `{}`", position.line, position.column, sources.text(span))
        })
    };
    let severity = format!("{:?}", problem.severity).to_lowercase();
    writeln!(text, "{severity}[{}] {}", problem.code.name, problem.headline).unwrap();
    writeln!(text, "  at {} {}", place(problem.span), problem.label).unwrap();
    if let Some(span) = problem.span {
        let source = sources.get(span.source);
        writeln!(text, "  | {}", source.line(source.position(span.start).line)).unwrap();
    }
    for other in &problem.others {
        writeln!(text, "  and {} {}", place(Some(other.span)), other.text).unwrap();
    }
    for help in &problem.help {
        writeln!(text, "  help: {help}").unwrap();
    }
    for fix in &problem.fixes {
        writeln!(text, "  fix: {} {:?}", fix.title, fix.edits.iter().map(|(_, new)| new).collect::<Vec<_>>())
            .unwrap();
    }
}

#[test]
fn octets_that_are_no_text() {
    let mut sources = Sources::default();
    let content = b"edition = \"2026\"\n[defaults]\nowner = \"\xff\"\n";
    let (project, problems) = Project::read(Path::new("/p"), content, &mut sources);
    assert_eq!(
        said(&project, &problems, &sources),
        "error[project-syntax] zonal.toml is not UTF-8 text\n  at 3:10 `\u{FFFD}` \n  | owner = \"\u{FFFD}\"\n  \
         help: save it as UTF-8\n"
    );
}

#[test]
fn is_found_upwards_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let deep = root.join("a/b");
    std::fs::create_dir_all(&deep).unwrap();
    assert_eq!(Project::find(&deep), None);
    let mut sources = Sources::default();
    let error = Project::load(&root, &mut sources).unwrap_err();
    assert_eq!(error.to_string(), "cannot read zonal.toml: it does not exist");

    std::fs::write(root.join("zonal.toml"), "edition = \"2026\"\n").unwrap();
    assert_eq!(Project::find(&deep), Some(root.clone()));
    let (project, problems) = Project::load(&root, &mut sources).unwrap();
    assert_eq!((project.root, problems.len()), (root, 0));
}

#[test]
fn without_providers_it_is_said_what_to_write() {
    let lack = Project::implicit("/p").lack_of_providers().unwrap();
    let mut sources = Sources::default();
    let mut text = String::new();
    write_problem(&lack, &sources, &mut text);
    let advice = lack.help[0].split_once("\n\n").unwrap().1;
    assert_eq!(
        text,
        format!(
            "error[project-no-provider] there is no zonal.toml, so no provider is known\n  at - \n  \
             help: write a zonal.toml:\n\n{advice}\n"
        )
    );
    let (project, problems) = Project::read(Path::new("/p"), advice.as_bytes(), &mut sources);
    assert_eq!((problems.len(), project.lack_of_providers()), (0, None));

    let (project, _) = Project::read(Path::new("/p"), b"edition = \"2026\"\n", &mut sources);
    assert_eq!(project.lack_of_providers().unwrap().headline, "zonal.toml defines no provider");
}

#[test]
fn any_text_is_read_without_a_panic_and_shows_no_secret() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/cases");
    let whole = std::fs::read_to_string(folder.join("everything.txt")).unwrap();
    let whole = whole
        .split_once("----------\n")
        .unwrap()
        .0
        .replace("{ env = \"TSIG_SECRET\" }", "\"hunter2hunter2\"");
    for (cut, character) in whole.char_indices() {
        let behind = &whole[cut + character.len_utf8()..];
        for text in [whole[..cut].to_owned(), format!("{}{behind}", &whole[..cut])] {
            let mut sources = Sources::default();
            let (project, problems) = Project::read(Path::new("/p"), text.as_bytes(), &mut sources);
            let said = said(&project, &problems, &sources);
            assert!(
                !format!("{project:?}{problems:?}{sources:?}{said}").contains("hunter"),
                "{text}\n{said}"
            );
        }
    }
}

#[test]
fn instances_are_connected_only_with_their_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let toml = r#"
        [providers.files]
        kind = "zone-file"
        path = "out"
        [providers.primary]
        kind = "rfc2136"
        server = "192.0.2.1"
        tsig = { name = "k.", algorithm = "hmac-sha256", secret = { file = "hunter.key" } }
    "#;
    let (project, problems) = Project::read(folder.path(), toml.as_bytes(), &mut Sources::default());
    assert!(!problems.has_errors(), "{problems:?}");
    let today = || jiff::civil::Date::constant(2026, 11, 24);
    let files = project.providers["files"].connect(folder.path(), today).unwrap();
    assert_eq!(files.capabilities(), &project.providers["files"].capabilities());
    let error = project.providers["primary"].connect(folder.path(), today).err().unwrap();
    assert_eq!(
        error.to_string(),
        "the secret of `primary` is missing: the secret file hunter.key cannot be read: it does not exist"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
