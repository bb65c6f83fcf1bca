//! A tree, written well: the one style of the zone language, without options.
//!
//! Each statement is laid out by itself. Nothing in it depends on the lines
//! around it but its indentation, so a change touches no neighbour in a diff.
//!
//! ```text
//! column, from the indentation of the line
//! 0                       24      32
//! www                     A       192.0.2.1 192.0.2.2
//! old                 5m  A       192.0.2.99  [until = 2026-12-31]  # comment
//! blog, docs              CNAME   example.github.io.
//! a-name-longer-than-its-field  A       192.0.2.1
//! ```
//!
//! - Two blanks a level. The TYPE begins at column 24 and the RDATA at column
//!   32; a TTL ends two columns before the TYPE, so records with and without
//!   one stand in line. What is too long for its field pushes the rest of its
//!   own line, two blanks apart.
//! - Expectations of a `test` are laid out like records. The first cell of a
//!   `table` row begins at column 24, each other 16 further.
//! - TTLs are written in units (`3600` is `1h`), `IN` is dropped, a TXT given as
//!   one bare token gets its quotes.
//! - One blank inside everything else; two before attributes of a record and
//!   before a comment. `[a, b = c]`, `name(a: t = d, b?)`.
//! - `[ ]` and `( )` that go over lines stay so: what is in them is indented,
//!   line breaks between items are kept, the last item gets a comma. `( )` round
//!   RDATA on one line say nothing and are dropped.
//! - A block written on one line stays there if it holds one statement at most;
//!   there the fields are two blanks apart.
//! - Comments, `##` lines and single blank lines are kept; blank lines at the
//!   begin and end of a block, blanks at line ends, CR and the byte order mark go.
//! - A line that was not understood is kept as it is, with its indentation; so
//!   is a whole block whose `}` is missing, because nobody knows where it ends,
//!   and a whole source where another indentation would move that place.
//!
//! Laws, held by `tests/format`: formatting twice is formatting once; the tree
//! stays the same but for the spelling above; no comment and no wrong line is
//! lost.

mod difference;
mod group;
mod layout;
mod line;
mod parts;
mod tidy;

pub use difference::difference;

use crate::diagnostic::Problems;
use crate::syntax::Tree;
use crate::text::SourceId;

/// Writes a source in the one style. Cannot fail: what is not understood stays
/// as it is. The result ends with a line end, unless it is empty.
pub fn format(source: SourceId, text: &str) -> String {
    format_and_judge(source, text).0
}

/// Like [`format()`], with what is wrong in the source once its line ends are tidy.
pub fn format_and_judge(source: SourceId, text: &str) -> (String, Problems) {
    let tidy = tidy::line_ends(text);
    let (tree, problems) = Tree::parse(source, &tidy);
    let formatted = layout::write(&tidy, &tree);
    let formatted = match problems.is_empty() || stays_so(source, &tree, &formatted) {
        true => formatted,
        false => format!("{}\n", tidy.trim_end_matches('\n')),
    };
    (formatted, problems)
}

/// Whether a text that came of a tree with problems is read as that tree again,
/// and written as that text.
fn stays_so(source: SourceId, tree: &Tree<'_>, formatted: &str) -> bool {
    let tidy = tidy::line_ends(formatted);
    let (again, _) = Tree::parse(source, &tidy);
    layout::same_shape(&tree.items, &again.items) && layout::write(&tidy, &again) == formatted
}
