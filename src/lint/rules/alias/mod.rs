//! CNAME, DNAME and ALIAS: names that lead to other names.

mod alias_without_address;
mod claimable_target;
mod cname_chain;
mod cname_loop;
mod cname_to_nothing;
mod dname_to_nothing;

use crate::dns::Name;
use crate::lint::{Rule, Subject};

pub static RULES: &[&Rule] = &[
    &alias_without_address::RULE,
    &claimable_target::RULE,
    &cname_chain::RULE,
    &cname_loop::RULE,
    &cname_to_nothing::RULE,
    &dname_to_nothing::RULE,
];

/// The name that a CNAME or DNAME leads to.
fn target(subject: Subject<'_>) -> Option<Name> {
    subject.records().next()?.rdata.names().pop()
}
