//! The SOA and the NS records of an apex.

mod short_ns_ttl;
mod soa_expire;
mod soa_mailbox;
mod soa_primary;
mod soa_timers;

use crate::lint::Rule;

pub static RULES: &[&Rule] =
    &[&short_ns_ttl::RULE, &soa_expire::RULE, &soa_mailbox::RULE, &soa_primary::RULE, &soa_timers::RULE];
