//! Master files (RFC 1035 section 5, RFC 2308 section 4): the text form of a
//! zone, read with the place of every bad line, and written so that any server
//! reads the same zone.
//!
//! Of what BIND adds, `$GENERATE`, TTL units and `TYPEnnn \# ...` are read. The
//! class is IN always.

mod budget;
mod entry;
mod error;
mod generate;
mod header;
mod include;
mod lexer;
mod problems;
mod reader;
mod substitution;
mod writer;
mod zone;

pub use entry::{Comment, Entry, Item};
pub use error::{MasterFileError, Place};
pub use reader::{visit, visit_text};
pub use writer::{Style, write, write_into};
pub use zone::{MasterFile, read, read_text};
