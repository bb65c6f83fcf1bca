use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::lexer::Lexeme;
use crate::text::Position;

/// A range in a master file; `end` is the first place behind it. Columns count
/// characters where the file is UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub path: Arc<Path>,
    pub start: Position,
    pub end: Position,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path.display(), self.start.line, self.start.column)
    }
}

/// What is wrong, or odd, at a place of a master file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MasterFileError {
    pub place: Place,
    /// A clause without a full stop: "`300.1.1.1` is no IPv4 address".
    pub message: String,
    /// What to do, where it is more than correcting the text there.
    pub help: Option<String>,
    /// Whether all that is wrong is that the owner is not in the zone: servers
    /// leave such records out.
    pub is_outside: bool,
}

impl fmt::Display for MasterFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for MasterFileError {}

/// One file that is being read.
pub(super) struct File {
    pub path: Arc<Path>,
    pub bytes: Vec<u8>,
}

impl File {
    pub fn new(path: PathBuf, bytes: Vec<u8>) -> File {
        File { path: path.into(), bytes }
    }

    /// From the start of one lexeme to the end of another.
    pub fn place(&self, first: &Lexeme, last: &Lexeme) -> Place {
        Place {
            path: self.path.clone(),
            start: self.position(first.line, first.line_start, first.start),
            end: self.position(last.line, last.line_start, last.end),
        }
    }

    /// The point behind a lexeme, where something is missing.
    pub fn place_behind(&self, lexeme: &Lexeme) -> Place {
        let place = self.place(lexeme, lexeme);
        Place { start: place.end, ..place }
    }

    fn position(&self, line: u32, line_start: usize, at: usize) -> Position {
        let before = &self.bytes[line_start..at];
        let characters = before.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        Position { line, column: u32::try_from(characters + 1).unwrap_or(u32::MAX) }
    }
}

/// What went wrong, before its place is worked out.
#[derive(Debug)]
pub(super) struct Fault {
    pub message: String,
    pub help: Option<String>,
    pub is_outside: bool,
}

impl Fault {
    pub fn new(message: impl Into<String>) -> Fault {
        Fault { message: message.into(), help: None, is_outside: false }
    }

    pub fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }

    pub fn at(self, place: Place) -> MasterFileError {
        let Fault { message, help, is_outside } = self;
        MasterFileError { place, message, help, is_outside }
    }
}

/// A text as a message quotes it: cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("`{}...`", &text[..end]),
        None => format!("`{text}`"),
    }
}
