//! A temporary folder in which commands run as in a terminal.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a command wrote, standard error included, and how it ended.
pub struct Ran {
    pub output: String,
    pub exit: i32,
}

/// A folder of its own; commands get a small, fixed environment.
pub struct Sandbox {
    outer: tempfile::TempDir,
    folder: PathBuf,
}

/// What still runs after so many seconds hangs.
const PATIENCE: &str = "120";

impl Sandbox {
    /// A copy of `original`; empty if there is no such folder.
    pub fn copy_of(original: &Path) -> Sandbox {
        let outer = tempfile::tempdir().expect("a temporary folder");
        let folder = outer.path().canonicalize().expect("its path").join("project");
        fs::create_dir(&folder).expect("a folder");
        if original.exists() {
            copy(original, &folder);
        }
        Sandbox { outer, folder }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs a line of bash.
    pub fn run(&self, line: &str) -> Ran {
        let output = self.command(&["bash", "-c", line]).output().expect("bash");
        ran(&output.stdout, output.status.code())
    }

    /// Runs a line of bash on a terminal. Where it asks, `meanwhile` is run and
    /// `answer` typed. A line that never asks is told from one that does.
    pub fn run_on_terminal(&self, line: &str, meanwhile: &str, answer: &str) -> Ran {
        let mut command = self.command(&["script", "-qefc", line, "/dev/null"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script");
        let mut keyboard = child.stdin.take().expect("a pipe");
        let mut screen = child.stdout.take().expect("a pipe");
        let (mut seen, mut asked, mut part) = (Vec::new(), false, [0; 4096]);
        while let Ok(count @ 1..) = screen.read(&mut part) {
            seen.extend_from_slice(&part[..count]);
            if !asked && seen.ends_with(b"[y/N] ") {
                asked = true;
                let ran = self.run(meanwhile);
                assert_eq!((ran.output.as_str(), ran.exit), ("", 0), "{meanwhile}");
                writeln!(keyboard, "{answer}").expect("the terminal");
            }
        }
        let status = child.wait().expect("script");
        if !asked {
            seen.extend(b"[it never asked]\n");
        }
        let seen: Vec<u8> = seen.into_iter().filter(|byte| *byte != b'\r').collect();
        ran(&seen, status.code())
    }

    fn command(&self, words: &[&str]) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_zonal"));
        let path = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}:/usr/local/sbin:/usr/sbin:/sbin", program.parent().unwrap().display());
        let mut command = Command::new("timeout");
        command.args(["--kill-after=5", PATIENCE]);
        if words[0] == "bash" {
            // Both streams in one pipe, in the order in which they are written.
            command.args(["bash", "-c", "exec 2>&1; exec \"$@\"", "bash"]);
        }
        command.args(words).current_dir(&self.folder).stdin(Stdio::null());
        command.env_clear().env("PATH", path).env("HOME", self.outer.path());
        command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC").env("SHELL", "/bin/bash").env("TERM", "xterm");
        command.env("ZONAL", program);
        command
    }
}

fn ran(output: &[u8], code: Option<i32>) -> Ran {
    Ran { output: String::from_utf8_lossy(output).into_owned(), exit: code.unwrap_or(-1) }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("its type").is_dir() {
            // What a run by hand left behind.
            if entry.file_name() == ".zonal" || entry.file_name() == "out" {
                continue;
            }
            fs::create_dir(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
