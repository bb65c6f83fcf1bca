//! `cases/NAME.console` is a session in a copy of the folder `cases/NAME`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use super::console::{difference, replay, update};
use super::sandbox::Sandbox;

#[test]
fn sessions_go_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/cases");
    let only = std::env::var("CASE").unwrap_or_default();
    let mut sessions: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "console"))
        .filter(|path| path.display().to_string().contains(&only))
        .collect();
    sessions.sort();
    assert!(!sessions.is_empty(), "no sessions in {}", folder.display());
    let waiting = Mutex::new(sessions.into_iter());
    let differences = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(2, |count| count.get());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let Some(path) = waiting.lock().unwrap().next() else { break };
                    if let Some(difference) = check(&path) {
                        differences.lock().unwrap().push(difference);
                    }
                }
            });
        }
    });
    let mut differences = differences.into_inner().unwrap();
    differences.sort();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

fn check(path: &Path) -> Option<String> {
    let expected = fs::read_to_string(path).expect("a session");
    let found = replay(&expected, &Sandbox::copy_of(&path.with_extension("")));
    if found == expected {
        return None;
    }
    if update() {
        fs::write(path, found).expect("the session");
        return None;
    }
    Some(difference(path, &expected, &found))
}
