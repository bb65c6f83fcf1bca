//! What stands in the sources and does nothing.

mod unused_definition;

use crate::lint::Rule;

pub static RULES: &[&Rule] = &[&unused_definition::RULE];
