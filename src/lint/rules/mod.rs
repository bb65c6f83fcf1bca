//! The rules, a folder a family.

mod address;
mod alias;
mod delegation;
mod mail;
mod rrset;
mod source;
mod text;

use super::rule::Rule;

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = [
        address::RULES,
        alias::RULES,
        delegation::RULES,
        mail::RULES,
        rrset::RULES,
        source::RULES,
        text::RULES,
    ];
    families.into_iter().flatten().copied()
}
