use std::io::{Read, Seek};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::Folder;
use crate::dns::Name;
use crate::provider::{WriteFailure, disk_error_clause};

/// A server that has not answered by then will not.
const LONGEST_RUN: Duration = Duration::from_secs(300);

/// Runs the command of the instance for a zone that was just written.
pub(super) async fn run(command: &[String], apex: &Name, folder: &Folder) -> Result<(), WriteFailure> {
    let name = apex.to_string();
    let zone = if apex.is_root() { "." } else { name.trim_end_matches('.') };
    let words: Vec<String> = command.iter().map(|word| word.replace("{zone}", zone)).collect();
    let [program, arguments @ ..] = &words[..] else { return Ok(()) };
    let shown = words.join(" ");
    let failed = |why: String| after_the_write(apex, folder, &shown, &why);

    // A file, not a pipe: a program that leaves a daemon behind keeps pipes open.
    let complaints = tempfile::tempfile().and_then(|file| Ok((file.try_clone()?, file)));
    let (mut complaints, stderr) = complaints.map_err(|error| failed(disk_error_clause(&error)))?;
    let child = Command::new(program)
        .args(arguments)
        .current_dir(&folder.root)
        .env("ZONAL_ZONE", zone)
        .env("ZONAL_FILE", folder.file_of(apex))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stderr)
        .kill_on_drop(true)
        // An interrupt at the terminal is for zonal, which waits for this to end.
        .process_group(0)
        .spawn();
    let mut child =
        child.map_err(|error| failed(format!("it cannot be run: {}", disk_error_clause(&error))))?;
    let status = match tokio::time::timeout(LONGEST_RUN, child.wait()).await {
        Ok(Ok(status)) => status,
        Ok(Err(error)) => return Err(failed(disk_error_clause(&error))),
        Err(_) => return Err(failed("it did not end within five minutes".to_owned())),
    };
    if status.success() {
        return Ok(());
    }
    let said = first_line(&mut complaints).map_or(String::new(), |line| format!(": {line}"));
    Err(failed(format!("{status}{said}")))
}

fn after_the_write(apex: &Name, folder: &Folder, command: &str, why: &str) -> WriteFailure {
    let file = folder.file_of(apex);
    WriteFailure::Incomplete {
        message: format!("{} is written, but `{command}` failed: {why}; run it by hand", file.display()),
    }
}

fn first_line(complaints: &mut std::fs::File) -> Option<String> {
    complaints.rewind().ok()?;
    let mut start = Vec::new();
    complaints.take(4096).read_to_end(&mut start).ok()?;
    let text = String::from_utf8_lossy(&start);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.chars().filter(|character| !character.is_control()).take(200).collect())
}
