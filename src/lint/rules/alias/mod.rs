//! CNAME and DNAME.

mod cname_chain;

use crate::lint::Rule;

pub static RULES: &[&Rule] = &[&cname_chain::RULE];
