//! Policies of which a name has exactly one, and what an ALIAS or a REDIRECT
//! cannot stand beside.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::origin;
use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::policy_text::{Kind, recognise_at};
use crate::dns::{Name, RecordType, RrsetRef, joined_text};
use crate::model::codes;
use crate::model::desired::{Desired, Origin};

pub(super) fn check(desired: &Desired, problems: &mut Problems) {
    let texts = desired.zone.iter().filter(|rrset| rrset.record_type() == RecordType::TXT);
    for rrset in texts.filter(|rrset| rrset.rdatas().len() > 1) {
        check_single(desired, rrset, problems);
    }
    let aliases = desired.aliases.iter().map(|alias| (&alias.owner, alias.origin, "ALIAS"));
    let redirects = desired.redirects.iter().map(|redirect| (&redirect.owner, redirect.origin, "REDIRECT"));
    let mut first_of: HashMap<&Name, (Origin, &str)> = HashMap::new();
    for (owner, at, line) in aliases.chain(redirects) {
        let clash = |beside: &str, other| {
            let headline = format!("`{}` has {line} and {beside}", owner.with_unicode());
            alias_conflict(desired, headline, at, other)
        };
        match first_of.entry(owner) {
            Entry::Occupied(first) => problems.push(clash(first.get().1, first.get().0)),
            Entry::Vacant(place) => _ = place.insert((at, line)),
        }
        for rrset in desired.zone.at(owner).filter(|rrset| gives_address(rrset.record_type())) {
            problems.push(clash(&rrset.record_type().to_string(), origin(desired, rrset)));
        }
    }
}

fn check_single(desired: &Desired, rrset: RrsetRef<'_>, problems: &mut Problems) {
    let owner = rrset.owner();
    let ways = desired.provenance.ways();
    let mut seen: Vec<(Kind, Origin)> = Vec::new();
    for (rdata, origin) in rrset.rdatas().zip(desired.provenance.of(rrset)) {
        let Some(recognised) = recognise_at(&owner, &joined_text(rdata.wire)) else { continue };
        let Some((kind, first)) = seen.iter().find(|(kind, _)| *kind == recognised.kind) else {
            seen.push((recognised.kind, *origin));
            continue;
        };
        let [first, second] = ways.in_order(*first, *origin);
        let headline = format!("`{}` has two {} records", owner.with_unicode(), kind.title());
        let error = ways.error_of_two(&codes::POLICY_CONFLICT, second, headline, first, "the other one");
        problems.push(match kind {
            Kind::Spf => error.help("receivers then take none; write SPF lines, which are merged"),
            _ => error.help("receivers then take none; keep one, `override` replaces that of a template"),
        });
    }
}

fn gives_address(record_type: RecordType) -> bool {
    matches!(record_type, RecordType::A | RecordType::AAAA | RecordType::CNAME)
}

fn alias_conflict(desired: &Desired, headline: String, at: Origin, other: Origin) -> Diagnostic {
    let ways = desired.provenance.ways();
    let error = ways.error_of_two(&codes::ALIAS_CONFLICT, at, headline, other, "beside it");
    error.help("the provider gives the addresses of such a name; keep one of the two")
}
