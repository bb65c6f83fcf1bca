//! Sessions at a terminal, written down: `$ command`, perhaps with `> more of
//! it`, `! what others do when it asks` and `? what is then typed`, then all it
//! writes, then `[exit N]` unless that is 0. Lines that begin with `##` are for the reader.

use std::path::Path;

use super::sandbox::{Ran, Sandbox};
use super::steady::steady;

/// One command of a session.
pub struct Step {
    /// Lines for the reader above it.
    before: String,
    command: Vec<String>,
    meanwhile: Vec<String>,
    answer: Option<String>,
    expected: String,
}

/// Reads a session.
pub fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut before = String::new();
    for line in text.lines() {
        let fresh = steps.last().is_some_and(|step| step.expected.is_empty());
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step {
                before: std::mem::take(&mut before),
                command: vec![command.to_owned()],
                meanwhile: Vec::new(),
                answer: None,
                expected: String::new(),
            }),
            (None, _) if line.starts_with("##") => before.push_str(&format!("{line}\n")),
            (None, None) => panic!("before the first command: {line}"),
            (None, Some(step)) if fresh && line.starts_with("> ") => step.command.push(line[2..].to_owned()),
            (None, Some(step)) if fresh && line.starts_with("! ") => {
                step.meanwhile.push(line[2..].to_owned())
            }
            (None, Some(step)) if fresh && line.starts_with("? ") => step.answer = Some(line[2..].to_owned()),
            (None, Some(step)) => step.expected.push_str(&format!("{line}\n")),
        }
    }
    steps
}

impl Step {
    /// Runs it; `$?` is the exit of the command before.
    pub fn run(&self, sandbox: &Sandbox, last: &mut i32) -> String {
        let line = format!("(exit {last})\n{}", self.command.join("\n"));
        let Ran { mut output, exit } = match &self.answer {
            Some(answer) => sandbox.run_on_terminal(&line, &self.meanwhile.join("\n"), answer),
            None => sandbox.run(&line),
        };
        if !output.is_empty() && !output.ends_with('\n') {
            output.push('\n');
        }
        *last = exit;
        output
    }

    /// What it should write.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The step as it stands in a session, with another output.
    pub fn with(&self, output: &str) -> String {
        let mut text = format!("{}$ {}\n", self.before, self.command.join("\n> "));
        for command in &self.meanwhile {
            text.push_str(&format!("! {command}\n"));
        }
        if let Some(answer) = &self.answer {
            text.push_str(&format!("? {answer}\n"));
        }
        text + output
    }
}

/// Runs a session in the sandbox and gives it with what came of it.
pub fn replay(session: &str, sandbox: &Sandbox) -> String {
    let mut last = 0;
    let replayed = steps(session).into_iter().map(|step| {
        let mut output = steady(&step.run(sandbox, &mut last), sandbox.folder());
        if last != 0 {
            output.push_str(&format!("[exit {last}]\n"));
        }
        step.with(&output)
    });
    replayed.collect()
}

/// Whether expectations are to be written anew.
pub fn update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// The first lines that differ, for a message.
pub fn difference(path: &Path, expected: &str, found: &str) -> String {
    let at = expected.lines().zip(found.lines()).take_while(|(a, b)| a == b).count();
    let part =
        |text: &str| text.lines().skip(at).take(12).map(|line| format!("    {line}\n")).collect::<String>();
    format!(
        "{} differs from line {}:\n  expected\n{}  found\n{}  (UPDATE=1 writes it anew)\n",
        path.display(),
        at + 1,
        part(expected),
        part(found)
    )
}
