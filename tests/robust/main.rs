//! What a command survives: any text, texts of any size, and a good file with one
//! broken line. `tests/fuzz/run` holds the same laws to what a fuzzer makes.

mod broken_line;
#[path = "../support/laws/compiled.rs"]
mod compiled;
#[path = "../support/laws/compiling.rs"]
mod compiling;
#[path = "../support/laws/configuring.rs"]
mod configuring;
#[path = "../support/laws/fixing.rs"]
mod fixing;
mod linted_sizes;
#[path = "../support/laws/master_file.rs"]
mod master_file;
mod memory;
#[path = "../support/mutation.rs"]
mod mutation;
mod mutations;
#[path = "../support/laws/reading.rs"]
mod reading;
mod seeds;
mod sizes;
#[path = "../support/laws/telling.rs"]
mod telling;
#[path = "../support/tree_text.rs"]
mod tree_text;
#[path = "../support/laws/words.rs"]
mod words;
