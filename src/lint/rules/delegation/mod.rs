//! NS, glue and DS: who answers for a zone.

mod few_nameservers;

use crate::lint::Rule;

pub static RULES: &[&Rule] = &[&few_nameservers::RULE];
