//! The laws that the fuzz targets hold their inputs to; `tests/robust` holds
//! the same for pseudo-random inputs. The parser of a server's answers is
//! private to its provider, so its files are compiled here once more.

pub use zonal::{dns, plan};

#[path = "../support/laws/answering.rs"]
pub mod answering;
#[path = "../support/laws/compiled.rs"]
pub mod compiled;
#[path = "../support/laws/compiling.rs"]
pub mod compiling;
#[path = "../support/laws/configuring.rs"]
pub mod configuring;
#[path = "../support/laws/fixing.rs"]
pub mod fixing;
#[path = "../support/laws/formatting.rs"]
pub mod formatting;
#[path = "../support/laws/importing.rs"]
pub mod importing;
#[path = "../support/laws/master_file.rs"]
pub mod master_file;
#[path = "../support/laws/meaning.rs"]
pub mod meaning;
#[path = "../support/laws/reading.rs"]
pub mod reading;
#[path = "../support/laws/telling.rs"]
pub mod telling;
#[path = "../support/tree_text.rs"]
pub mod tree_text;
#[path = "../support/laws/words.rs"]
pub mod words;

#[path = "../../src/provider/rfc2136/fault.rs"]
mod fault;
#[path = "../../src/provider/rfc2136/intake.rs"]
mod intake;
#[path = "../../src/provider/rfc2136/tsig.rs"]
mod tsig;

#[path = "../support/mutation.rs"]
pub mod mutation;
mod mutator;

pub use mutator::{mixed, mutate};
