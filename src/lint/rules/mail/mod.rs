//! Mail: MX, and the policies and keys that stand in TXT records.

mod bimi_without_dmarc;
mod dkim_revoked;
mod dkim_testing;
mod dmarc;
mod dmarc_obsolete_tag;
mod dmarc_open_subdomains;
mod dmarc_policy_none;
mod dmarc_report_authorisation;
mod domain;
mod ignored_policy_part;
mod misplaced_policy;
mod missing_dmarc;
mod missing_spf;
mod missing_tls_reports;
mod misspelt_policy;
mod mta_sts_without_host;
mod mx_to_localhost;
mod no_mail_policies;
mod null_mx;
mod null_mx_preference;
mod remarks;
mod single_mx;
mod spf;
mod spf_include_without_policy;
mod spf_lookups;
mod spf_loop;
mod spf_many_lookups;
mod spf_many_mail_hosts;
mod spf_misses_address;
mod spf_open_end;
mod spf_plus_all;
mod spf_ptr;
mod spf_size;
mod spf_verdict;
mod spf_void_lookup;
mod untidy_policy;
mod weak_dkim_key;
mod wildcard_mx;

use crate::dns::joined_text;
use crate::dns::policy_text::{Kind, Recognised, recognise, recognise_at};
use crate::lint::{Record, Rule, Subject};

pub static RULES: &[&Rule] = &[
    &bimi_without_dmarc::RULE,
    &dkim_revoked::RULE,
    &dkim_testing::RULE,
    &dmarc_obsolete_tag::RULE,
    &dmarc_open_subdomains::RULE,
    &dmarc_policy_none::RULE,
    &dmarc_report_authorisation::RULE,
    &ignored_policy_part::RULE,
    &misplaced_policy::RULE,
    &missing_dmarc::RULE,
    &missing_spf::RULE,
    &missing_tls_reports::RULE,
    &misspelt_policy::RULE,
    &mta_sts_without_host::RULE,
    &mx_to_localhost::RULE,
    &no_mail_policies::RULE,
    &null_mx::RULE,
    &null_mx_preference::RULE,
    &single_mx::RULE,
    &spf_include_without_policy::RULE,
    &spf_lookups::RULE,
    &spf_loop::RULE,
    &spf_many_lookups::RULE,
    &spf_many_mail_hosts::RULE,
    &spf_misses_address::RULE,
    &spf_open_end::RULE,
    &spf_plus_all::RULE,
    &spf_ptr::RULE,
    &spf_size::RULE,
    &spf_void_lookup::RULE,
    &untidy_policy::RULE,
    &weak_dkim_key::RULE,
    &wildcard_mx::RULE,
];

/// The policies and keys of a TXT RRset that stand where receivers look for them, with their texts; of one
/// kind, or of all.
fn policies<'v>(texts: Subject<'v>, only: Option<Kind>) -> impl Iterator<Item = (Record<'v>, Kind, Vec<u8>)> {
    // Told without the name: few texts are keys.
    let mut above = texts.desired.zone.apex().labels();
    let may_hold_keys = memchr::memmem::find(texts.rrset.owner_key(), b"_domainkey").is_some()
        || above.any(|label| label == b"_domainkey");
    let is_wanted = move |kind: Kind| only.is_none_or(|only| only == kind);
    let kind_of = move |text: &[u8]| {
        let kind = Kind::ALL.into_iter().find(|kind| is_wanted(*kind) && is_exactly(text, *kind));
        kind.or_else(|| {
            let may_be_key = may_hold_keys && is_wanted(Kind::Dkim);
            let is_key = may_be_key && recognise_at(&texts.owner(), text) == Some(exactly(Kind::Dkim));
            is_key.then_some(Kind::Dkim)
        })
    };
    texts.records().filter_map(move |record| {
        let text = joined_text(record.rdata.wire);
        let kind = kind_of(&text).filter(|kind| kind.is_looked_for_at(&texts.owner()))?;
        Some((record, kind, text))
    })
}

/// Whether receivers take a text for one of this kind, wherever it stands.
fn is_exactly(text: &[u8], kind: Kind) -> bool {
    starts_as(text, kind) && recognise(text) == Some(exactly(kind))
}

fn exactly(kind: Kind) -> Recognised {
    Recognised { kind, exact: true }
}

/// Told without much work: most texts are no policies.
fn starts_as(text: &[u8], kind: Kind) -> bool {
    let version = text.strip_prefix(b"v=").or_else(|| text.strip_prefix(b"V="));
    let front = version.and_then(|version| version.get(..kind.version().len()));
    front.is_some_and(|front| front.eq_ignore_ascii_case(kind.version().as_bytes()))
}
