//! Typed lines: not RR types but what people mean. Each compiles to ordinary
//! records; one file a line.

mod addr;

use super::record::{Recorder, Tokens};
use crate::diagnostic::Problems;

/// A typed line that is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypedLine {
    Addr,
}

/// Typed lines of the language that are not built yet.
pub(super) const PLANNED: [&str; 8] =
    ["ALIAS", "SPF", "DMARC", "DKIM", "MTASTS", "TLSRPT", "BIMI", "REDIRECT"];

impl TypedLine {
    pub fn parse(text: &str) -> Option<TypedLine> {
        (text == "ADDR").then_some(TypedLine::Addr)
    }

    /// Whether a list stands for several values.
    pub fn takes_several(self) -> bool {
        match self {
            TypedLine::Addr => true,
        }
    }

    /// Reads the values of the line into the recorder.
    pub fn read(self, tokens: &Tokens<'_, '_>, recorder: &mut Recorder, problems: &mut Problems) {
        match self {
            TypedLine::Addr => addr::read(tokens, recorder, problems),
        }
    }
}
