//! zonal: DNS as code.
//!
//! The layers of the house, lowest first. A module imports only modules of a
//! smaller number; `tests/house.rs` reads this table and holds it.
//!
//! | # | module | what it is |
//! |---|---|---|
//! | 0 | `text` | source files, spans, line tables |
//! | 1 | `diagnostic` | what we say about a place in a source |
//! | 1 | `dns` | names, RDATA, RRsets, zones (RFC 9499); knows nothing of our language |
//! | 2 | `syntax` | source text to statements and trees; the only module that names pest |
//! | 3 | `format` | a tree, written well |
//! | 3 | `model` | what the sources mean: names, scopes, zones, provenance |
//! | 4 | `import` | master files to source, checked |
//! | 4 | `lint` | what is probably not meant: one file a rule |
//! | 4 | `plan` | observed and desired to ordered changes and guards |
//! | 5 | `check` | what name servers answer, held against what the sources want |
//! | 5 | `provider` | read and write zones elsewhere |
//! | 6 | `apply` | carry out an approved plan, in order, once, journalled |
//! | 6 | `project` | `zonal.toml`: defaults, instances, guards |
//! | 7 | `report` | draw any of the above for a reader |
//! | 9 | `cli` | the command line: one file a command, exit codes |
//!
//! From `text` to `plan` all is pure: no clock, no environment, no network, no
//! printing. Files are read through [`text::Files`].

// The parser that pest makes without its `std` feature names it.
extern crate alloc;

pub mod text;

pub mod diagnostic;
pub mod dns;

pub mod syntax;

pub mod format;
pub mod model;

pub mod import;
pub mod lint;
pub mod plan;

pub mod check;
pub mod provider;

pub mod apply;
pub mod project;

pub mod report;

pub mod cli;
