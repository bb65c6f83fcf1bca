//! The rules, a folder a family.

mod alias;
mod delegation;
mod source;

use super::rule::Rule;

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = [alias::RULES, delegation::RULES, source::RULES];
    families.into_iter().flatten().copied()
}
