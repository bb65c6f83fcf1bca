//! Policies of which a name has exactly one, and what an ALIAS or a REDIRECT
//! cannot stand beside.

use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::policy_text::{Kind, recognise_at};
use crate::dns::{Name, RecordType, RrsetRef, joined_text};
use crate::model::codes;
use crate::model::desired::{Desired, Origin};
use crate::text::Span;

pub(super) fn check(desired: &Desired, problems: &mut Problems) {
    let texts = desired.zone.iter().filter(|rrset| rrset.record_type() == RecordType::TXT);
    for rrset in texts.filter(|rrset| rrset.rdatas().len() > 1) {
        check_single(desired, rrset, problems);
    }
    let aliases = desired.aliases.iter().map(|alias| (&alias.owner, alias.origin, "ALIAS"));
    let redirects = desired.redirects.iter().map(|redirect| (&redirect.owner, redirect.origin, "REDIRECT"));
    let all: Vec<(&Name, Origin, &str)> = aliases.chain(redirects).collect();
    for (index, (owner, origin, line)) in all.iter().enumerate() {
        let span = desired.provenance.blame(*origin);
        let other = all[..index].iter().find(|(other, ..)| other == owner);
        if let Some((_, first, other)) = other {
            report(owner, line, span, other, desired.provenance.blame(*first), problems);
        }
        for rrset in desired.zone.at(owner).filter(|rrset| gives_address(rrset.record_type())) {
            let beside = rrset.record_type().to_string();
            report(owner, line, span, &beside, super::span(desired, rrset), problems);
        }
    }
}

fn check_single(desired: &Desired, rrset: RrsetRef<'_>, problems: &mut Problems) {
    let owner = rrset.owner();
    let mut seen: Vec<(Kind, Span)> = Vec::new();
    for (rdata, origin) in rrset.rdatas().zip(desired.provenance.of(rrset)) {
        let Some(recognised) = recognise_at(&owner, &joined_text(rdata.wire)) else { continue };
        let span = desired.provenance.blame(*origin);
        let Some((kind, first)) = seen.iter().find(|(kind, _)| *kind == recognised.kind) else {
            seen.push((recognised.kind, span));
            continue;
        };
        let (first, second) = (*first.min(&span), *first.max(&span));
        let headline = format!("`{}` has two {} records", owner.with_unicode(), kind.title());
        let error =
            Diagnostic::error(&codes::POLICY_CONFLICT, second, headline).other(first, "the other one");
        problems.push(match kind {
            Kind::Spf => error.help("receivers then take none; write SPF lines, which are merged"),
            _ => error.help("receivers then take none; keep one, `override` replaces that of a template"),
        });
    }
}

fn gives_address(record_type: RecordType) -> bool {
    matches!(record_type, RecordType::A | RecordType::AAAA | RecordType::CNAME)
}

fn report(owner: &Name, line: &str, span: Span, other: &str, place: Span, problems: &mut Problems) {
    let headline = format!("`{}` has {line} and {other}", owner.with_unicode());
    let error = Diagnostic::error(&codes::ALIAS_CONFLICT, span, headline).other(place, "beside it");
    problems.push(error.help("the provider gives the addresses of such a name; keep one of the two"));
}
