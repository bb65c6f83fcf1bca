//! The rules, a folder a family.

mod address;
mod alias;
mod delegation;
mod rrset;
mod source;

use super::rule::Rule;

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = [address::RULES, alias::RULES, delegation::RULES, rrset::RULES, source::RULES];
    families.into_iter().flatten().copied()
}
