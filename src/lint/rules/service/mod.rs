//! How services are found and secured: SVCB, HTTPS, SRV, URI, NAPTR, CAA, TLSA and SSHFP.

mod caa_contradiction;
mod caa_flags;
mod caa_iodef;
mod caa_issue_without_issuewild;
mod caa_issuer;
mod caa_missing;
mod caa_parameter;
mod caa_without_issue;
mod critical_caa_tag;
mod https_name;
mod https_without_address;
mod keys_in_unsigned_zone;
mod naptr_flags;
mod naptr_regexp;
mod naptr_rewrite;
mod naptr_service;
mod null_srv;
mod service_to_nothing;
mod srv_name;
mod srv_port_zero;
mod sshfp_algorithm;
mod sshfp_sha1;
mod svcb_alias_loop;
mod svcb_alias_with_parameters;
mod svcb_hint_differs;
mod svcb_mixed_modes;
mod svcb_port_zero;
mod svcb_without_address;
mod tlsa_name;
mod tlsa_not_at_mx;
mod tlsa_values;
mod tlsa_without_digest;
mod unknown_caa_tag;
mod uri_name;
mod uri_scheme;

use crate::dns::{Caa, Svcb};
use crate::lint::{Record, Rule, Subject};

pub static RULES: &[&Rule] = &[
    &caa_contradiction::RULE,
    &caa_flags::RULE,
    &caa_iodef::RULE,
    &caa_issue_without_issuewild::RULE,
    &caa_issuer::RULE,
    &caa_missing::RULE,
    &caa_parameter::RULE,
    &caa_without_issue::RULE,
    &critical_caa_tag::RULE,
    &https_name::RULE,
    &https_without_address::RULE,
    &keys_in_unsigned_zone::RULE,
    &naptr_flags::RULE,
    &naptr_regexp::RULE,
    &naptr_rewrite::RULE,
    &naptr_service::RULE,
    &null_srv::RULE,
    &service_to_nothing::RULE,
    &srv_name::RULE,
    &srv_port_zero::RULE,
    &sshfp_algorithm::RULE,
    &sshfp_sha1::RULE,
    &svcb_alias_loop::RULE,
    &svcb_alias_with_parameters::RULE,
    &svcb_hint_differs::RULE,
    &svcb_mixed_modes::RULE,
    &svcb_port_zero::RULE,
    &svcb_without_address::RULE,
    &tlsa_name::RULE,
    &tlsa_not_at_mx::RULE,
    &tlsa_values::RULE,
    &tlsa_without_digest::RULE,
    &unknown_caa_tag::RULE,
    &uri_name::RULE,
    &uri_scheme::RULE,
];

/// The tags of CAA properties that are registered and in use
/// (<https://www.iana.org/assignments/pkix-parameters>).
const CAA_TAGS: [&str; 7] =
    ["issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"];

/// The records of an SVCB or HTTPS RRset and what they say.
fn services<'v>(subject: Subject<'v>) -> impl Iterator<Item = (Record<'v>, Svcb<'v>)> {
    subject.records().filter_map(|record| Some((record, Svcb::read(record.rdata)?)))
}

/// The records of a CAA RRset and what they say.
fn properties<'v>(subject: Subject<'v>) -> impl Iterator<Item = (Record<'v>, Caa<'v>)> {
    subject.records().filter_map(|record| Some((record, Caa::read(record.rdata)?)))
}
