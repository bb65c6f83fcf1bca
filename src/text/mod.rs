//! Source files, spans in them, and the way from a byte offset to a line.

mod files;
mod source;

pub use files::{Files, ReadError};
pub use source::{Position, Source, SourceId, Sources, Span};
