//! A and AAAA, and the PTR records that lead back.

mod address_without_ptr;
mod documentation_address;
pub(super) mod inside;
mod private_address;
mod ptr_without_address;
pub(super) mod reach;
mod several_ptr;
mod transition_address;
mod unused_ptr_mark;

use crate::lint::Rule;

pub static RULES: &[&Rule] = &[
    &address_without_ptr::RULE,
    &documentation_address::RULE,
    &private_address::RULE,
    &ptr_without_address::RULE,
    &several_ptr::RULE,
    &transition_address::RULE,
    &unused_ptr_mark::RULE,
];
