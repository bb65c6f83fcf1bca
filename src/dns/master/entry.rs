use std::path::Path;
use std::sync::Arc;

use super::error::{File, MasterFileError, Place};
use super::lexer::Lexeme;
use crate::dns::{Name, RdataRef, Token, Ttl};

/// What a master file holds, in the order of the text.
pub enum Item<'e> {
    Record(Entry<'e>),
    Comment(Comment<'e>),
    /// What is read though no one means it so.
    Odd(MasterFileError),
}

/// One record as it stands in a master file, or as `$GENERATE` made it.
pub struct Entry<'e> {
    /// At or below the apex.
    pub owner: &'e Name,
    pub ttl: Ttl,
    /// Whether the TTL is written with the record.
    pub ttl_is_written: bool,
    pub rdata: RdataRef<'e>,
    /// The RDATA as written, octets beyond ASCII as `\DDD`.
    pub tokens: &'e [Token<'e>],
    pub(super) file: &'e File,
    pub(super) first: &'e Lexeme,
    pub(super) last: &'e Lexeme,
}

impl Entry<'_> {
    /// From its first word to its last.
    pub fn place(&self) -> Place {
        self.file.place(self.first, self.last)
    }

    pub(super) fn path(&self) -> &Arc<Path> {
        &self.file.path
    }

    /// The line of its first word, counted from one.
    pub fn line(&self) -> u32 {
        self.first.line
    }
}

/// A comment. One inside the parentheses of a record comes before that record.
pub struct Comment<'e> {
    pub(super) file: &'e File,
    pub(super) lexeme: Lexeme,
}

impl<'e> Comment<'e> {
    /// From behind the `;` to the end of the line, as octets.
    pub fn text(&self) -> &'e [u8] {
        &self.file.bytes[self.lexeme.start + 1..self.lexeme.end]
    }

    pub fn place(&self) -> Place {
        self.file.place(&self.lexeme, &self.lexeme)
    }
}
