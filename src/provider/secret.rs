use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::DiskFiles;
use crate::text::Files;

/// Where a secret is kept. Holds no secret itself; [`Secret::resolve`] fetches
/// it when a command talks to the provider that needs it.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// A variable of the environment.
    Env(String),
    /// A file; its content without the line end.
    File(PathBuf),
    /// A program and its arguments; what it writes to its standard output
    /// without the line end. Runs without a shell.
    Command(Vec<String>),
}

/// A secret itself. Neither `Debug` nor anything else shows it but
/// [`SecretValue::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct SecretValue(String);

/// Why a secret could not be fetched: a sentence that names where it is kept
/// and never holds a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretError(pub String);

/// More than any token or key; keeps a wrong file from being read whole.
const LARGEST_SECRET: u64 = 64 << 10;

impl Secret {
    /// Fetches the secret. Relative files are below `root`, which is also the
    /// working folder of the command.
    pub fn resolve(&self, root: &Path) -> Result<SecretValue, SecretError> {
        let content = match self {
            Secret::Env(name) => match std::env::var_os(name) {
                Some(value) => value.into_encoded_bytes(),
                None => return Err(SecretError(format!("{self} is not set"))),
            },
            Secret::File(path) => DiskFiles::new(root)
                .with_limit(LARGEST_SECRET)
                .read(path)
                .map_err(|error| SecretError(format!("{self} cannot be read: {}", error.reason)))?,
            Secret::Command(command) => self.run(command, root)?,
        };
        let text =
            String::from_utf8(content).map_err(|_| SecretError(format!("{self} holds no UTF-8 text")))?;
        let value = text.trim_end_matches(['\r', '\n']);
        match value.is_empty() {
            true => Err(SecretError(format!("{self} is empty"))),
            false => Ok(SecretValue(value.to_owned())),
        }
    }

    fn run(&self, command: &[String], root: &Path) -> Result<Vec<u8>, SecretError> {
        let [program, arguments @ ..] = command else {
            return Err(SecretError("the command for a secret is empty".to_owned()));
        };
        let output =
            Command::new(program).args(arguments).current_dir(root).stdin(Stdio::null()).output().map_err(
                |error| {
                    SecretError(format!("{self} cannot be run: {}", super::disk_files::error_clause(&error)))
                },
            )?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = first_complaint(&output).map_or(String::new(), |line| format!(": {line}"));
        Err(SecretError(format!("{self} failed with {}{said}", output.status)))
    }
}

/// The first line of the standard error, cut and without control characters;
/// nothing if it repeats what went to the standard output.
fn first_complaint(output: &Output) -> Option<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let repeats = printed.split_whitespace().any(|word| line.contains(word));
    let shown: String = line.chars().filter(|character| !character.is_control()).take(200).collect();
    (!repeats).then_some(shown)
}

impl SecretValue {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretValue {
    fn from(value: String) -> SecretValue {
        SecretValue(value)
    }
}

/// Where it is kept: "the environment variable `X`".
impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Secret::Env(name) => write!(f, "the environment variable `{name}`"),
            Secret::File(path) => write!(f, "the secret file {}", path.display()),
            // The arguments stay away: someone may have put a password there.
            Secret::Command(command) => {
                write!(f, "the secret command `{}`", command.first().map_or("", String::as_str))
            }
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({self})")
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue(hidden)")
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SecretError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Secret {
        Secret::Command(["sh", "-c", script].map(str::to_owned).to_vec())
    }

    #[test]
    fn fetches_and_trims_the_line_end() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("key"), "hunter2\r\n\n").unwrap();
        for secret in [Secret::File("key".into()), shell("echo hunter2"), shell("cat key")] {
            let value = secret.resolve(folder.path()).unwrap();
            assert_eq!(value.expose(), "hunter2");
            assert_eq!(format!("{value:?}"), "SecretValue(hidden)");
        }
        // Cargo sets this one for every test.
        let value = Secret::Env("CARGO_PKG_NAME".into()).resolve(folder.path()).unwrap();
        assert_eq!(value.expose(), "zonal");
    }

    #[test]
    fn says_what_is_wrong_and_never_the_secret() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("empty"), "\n").unwrap();
        std::fs::write(folder.path().join("octets"), b"hunter2\xff").unwrap();
        std::fs::write(folder.path().join("large"), "hunter2".repeat(10_000)).unwrap();
        for (secret, message) in [
            (Secret::Env("ZONAL_UNSET".into()), "the environment variable `ZONAL_UNSET` is not set"),
            (Secret::File("missing".into()), "the secret file missing cannot be read: it does not exist"),
            (Secret::File("empty".into()), "the secret file empty is empty"),
            (Secret::File("octets".into()), "the secret file octets holds no UTF-8 text"),
            (
                Secret::File("large".into()),
                "the secret file large cannot be read: it has more than 65536 octets",
            ),
            (Secret::File(".".into()), "the secret file . cannot be read: it is a folder"),
            (shell(":"), "the secret command `sh` is empty"),
            (
                shell("echo hunter2; echo 'not signed in' >&2; echo more >&2; exit 3"),
                "the secret command `sh` failed with exit status: 3: not signed in",
            ),
            (
                shell("echo hunter2; echo 'bad: hunter2' >&2; exit 1"),
                "the secret command `sh` failed with exit status: 1",
            ),
            (
                Secret::Command(vec!["zonal-no-such-program".into(), "--password=hunter2".into()]),
                "the secret command `zonal-no-such-program` cannot be run: it does not exist",
            ),
        ] {
            assert_eq!(secret.resolve(folder.path()).unwrap_err().to_string(), message);
            assert!(!format!("{secret:?} {secret}").contains("hunter2"));
        }
    }
}
