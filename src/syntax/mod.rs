//! Source text to statements and trees. The only module that names pest.
//!
//! Parsing cannot fail and loses no byte: what is not understood becomes
//! [`ast::Statement::Wrong`] and a diagnostic. There is one grammar and there
//! are two consumers of it: [`read`] streams the lines of a source to a
//! [`Listener`] (the model compiles plain records without keeping them), and
//! [`Tree::parse`] keeps all of them, nested (formatter, editor).

pub mod ast;
mod build;
pub mod codes;
mod grammar;
mod mistake;
mod outline;
mod pasted;
mod plain;
mod read;
mod record;
mod splice;
mod tree;

use crate::text::{SourceId, Span};
pub use pasted::{soa_record, soa_setting};
pub use read::{Listener, read};
pub use splice::{Format, Piece, bare_variables, begins_value, pieces, steps};
pub use tree::{Item, Tree};

/// A source while it is parsed: turns slices of its text into spans.
#[derive(Debug, Clone, Copy)]
pub struct Place<'s> {
    pub source: SourceId,
    pub text: &'s str,
}

impl<'s> Place<'s> {
    /// The span of a slice that was cut out of this source's text.
    pub fn of(self, slice: &'s str) -> Span {
        let start = (slice.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize) as u32;
        Span::new(self.source, start, start + slice.len() as u32)
    }
}
