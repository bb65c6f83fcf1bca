use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use zonal::project::Project;
use zonal::text::Sources;

fn found(root: &Path, toml: &str) -> (Vec<String>, Vec<String>) {
    let (project, problems) = Project::read(root, toml.as_bytes(), &mut Sources::default());
    assert!(!problems.has_errors(), "{problems:?}");
    let (paths, problems) = project.sources();
    let paths = paths.iter().map(|path| path.display().to_string()).collect();
    (paths, problems.iter().map(|problem| format!("{}: {}", problem.code.name, problem.headline)).collect())
}

fn tree(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    root
}

#[test]
fn finds_the_files_of_the_patterns_in_order() {
    let root = tree(&[
        "b.dns",
        "a.dns",
        "a/z.dns",
        "a/b/c.dns",
        "a.dnsx",
        "notes.txt",
        ".hidden.dns",
        ".git/x.dns",
        "a/.cache/x.dns",
        "out/x.dns",
        "deep/out/y.dns",
        "folder.dns/inner.dns",
    ]);
    let none: Vec<String> = Vec::new();
    let files = "[providers.files]\nkind = \"zone-file\"\npath = \"./out\"\n";
    for (toml, paths, problems) in [
        (
            "",
            vec![
                "a/b/c.dns",
                "a/z.dns",
                "a.dns",
                "b.dns",
                "deep/out/y.dns",
                "folder.dns/inner.dns",
                "out/x.dns",
            ],
            none.clone(),
        ),
        (
            files,
            vec!["a/b/c.dns", "a/z.dns", "a.dns", "b.dns", "deep/out/y.dns", "folder.dns/inner.dns"],
            none.clone(),
        ),
        ("zones = [\"./*.dns\"]", vec!["a.dns", "b.dns"], none.clone()),
        (
            "zones = [\"a/**/*.dns\", \"b.dns\", \"c/*.dns\"]",
            vec!["a/b/c.dns", "a/z.dns", "b.dns"],
            vec!["project-no-match: the pattern `c/*.dns` matches no file".to_owned()],
        ),
        ("zones = [\"{a,b}.dns\", \"[b]*\"]", vec!["a.dns", "b.dns"], none.clone()),
    ] {
        let paths: Vec<String> = paths.into_iter().map(str::to_owned).collect();
        assert_eq!(found(root.path(), toml), (paths, problems), "{toml}");
    }
    let (paths, problems) = Project::implicit(root.path()).sources();
    assert_eq!((paths.len(), problems.len()), (7, 0));
}

#[test]
fn a_link_that_no_pattern_means_hides_no_other() {
    let root = tree(&["shared/a.dns", "zones/b.dns", "x/c.dns"]);
    for (link, target) in [
        ("archive", "shared"),
        ("zones/live", "../shared"),
        ("x/archive", "../shared"),
        ("x/live", "../shared"),
    ] {
        symlink(target, root.path().join(link)).unwrap();
    }
    for (patterns, paths) in [
        (r#"["zones/**/*.dns"]"#, vec!["zones/b.dns", "zones/live/a.dns"]),
        (r#"["**/live/*.dns"]"#, vec!["x/live/a.dns"]),
        (r#"["x/*.dns", "zones/live/a.dns"]"#, vec!["x/c.dns", "zones/live/a.dns"]),
        (r#"["{x,zones}/*.dns"]"#, vec!["x/c.dns", "zones/b.dns"]),
    ] {
        let (found, told) = found(root.path(), &format!("zones = {patterns}"));
        assert_eq!((found, told), (paths.into_iter().map(str::to_owned).collect(), Vec::new()), "{patterns}");
    }
}

#[test]
fn links_are_followed_once_and_loops_end() {
    let root = tree(&["zones/a.dns", "zones/sub/b.dns"]);
    let elsewhere = tree(&["c.dns", "more/d.dns"]);
    let at = |path: &str| root.path().join(path);
    symlink(root.path(), at("zones/loop")).unwrap();
    symlink("..", at("zones/sub/up")).unwrap();
    symlink(elsewhere.path(), at("shared")).unwrap();
    symlink(elsewhere.path(), at("zones/shared-too")).unwrap();
    symlink(root.path(), elsewhere.path().join("back")).unwrap();
    symlink("a.dns", at("zones/same.dns")).unwrap();
    symlink("nowhere", at("zones/notes")).unwrap();
    assert_eq!(
        found(root.path(), ""),
        (
            ["shared/c.dns", "shared/more/d.dns", "zones/a.dns", "zones/sub/b.dns"]
                .map(str::to_owned)
                .to_vec(),
            Vec::new()
        )
    );
    symlink("nowhere", at("zones/gone.dns")).unwrap();
    assert_eq!(
        found(root.path(), "").1,
        ["project-unreadable: cannot follow the link zones/gone.dns: it does not exist"]
    );
}

#[test]
fn a_missing_folder_is_said() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("gone");
    let message = format!("project-unreadable: cannot read {}: it does not exist", path.display());
    assert_eq!(found(&path, ""), (Vec::new(), vec![message]));
}
