//! What stands in the sources and does nothing.

mod description_of_nothing;
mod unused_definition;

use crate::lint::Rule;

pub static RULES: &[&Rule] = &[&description_of_nothing::RULE, &unused_definition::RULE];
