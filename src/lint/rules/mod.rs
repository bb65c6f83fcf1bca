//! The rules, a folder a family.

mod address;
mod alias;
mod apex;
mod delegation;
mod dnssec;
mod mail;
mod name;
mod rrset;
mod service;
mod source;
mod text;

use super::rule::Rule;

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = [
        address::RULES,
        alias::RULES,
        apex::RULES,
        delegation::RULES,
        dnssec::RULES,
        mail::RULES,
        name::RULES,
        rrset::RULES,
        service::RULES,
        source::RULES,
        text::RULES,
    ];
    families.into_iter().flatten().copied()
}
