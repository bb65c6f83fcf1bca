//! What typed lines come to once all of a zone is known: one SPF record for
//! each name, and what only a provider can do.

use std::collections::BTreeMap;

use super::{ALIAS, REDIRECT, SPF_PART};
use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::policy_text::{LOOKUP_LIMIT, Spf, SpfMergeError};
use crate::dns::{Name, RecordType, Ttl, ZoneBuilder};
use crate::model::attributes::AttributeSet;
use crate::model::codes;
use crate::model::desired::{Alias, Origin, Redirect};
use crate::model::{Warning, record, txt};
use crate::text::Span;

/// One SPF line: its push, its TTL and what it says.
type Part = (u32, Option<Ttl>, Spf);

/// What only a provider can do.
#[derive(Default)]
pub(in crate::model) struct Features {
    pub aliases: Vec<Alias>,
    pub redirects: Vec<Redirect>,
    pub warnings: Vec<Warning>,
    /// Pushes that became one record, by the one it is.
    pub joined: BTreeMap<u32, Joined>,
}

/// What other lines gave to a record.
pub(in crate::model) struct Joined {
    pub others: Vec<u32>,
    /// What all lines say about the record beside its data.
    pub attributes: AttributeSet,
}

/// Takes the lines that waited out of a zone's records and puts in what they
/// come to. `said` says where a push is written and
/// with what attributes, `place` where its problems are shown.
pub(in crate::model) fn settle(
    builder: &mut ZoneBuilder,
    default_ttl: Ttl,
    said: impl Fn(u32) -> (Origin, AttributeSet),
    place: impl Fn(u32) -> Span,
    problems: &mut Problems,
) -> Features {
    let mut parts: BTreeMap<Vec<u8>, Vec<Part>> = BTreeMap::new();
    let mut features = Features::default();
    for record in builder.iter() {
        let owner = || Name::from_key(record.owner_key, builder.apex());
        let ttl = record.ttl.unwrap_or(default_ttl);
        let said = || said(record.number);
        match record.record_type {
            SPF_PART => {
                let Some(spf) = Spf::parse(record.rdata).0 else { continue };
                parts.entry(record.owner_key.to_vec()).or_default().push((record.number, record.ttl, spf));
            }
            ALIAS => {
                let Some(target) = Name::from_wire(record.rdata) else { continue };
                let (origin, attributes) = said();
                features.aliases.push(Alias { owner: owner(), ttl, target, origin, attributes });
            }
            REDIRECT => {
                let Some((status, target)) = record.rdata.split_first_chunk::<2>() else { continue };
                let (origin, attributes) = said();
                let (status, target) = (u16::from_be_bytes(*status), String::from_utf8_lossy(target).into());
                features.redirects.push(Redirect { owner: owner(), ttl, status, target, origin, attributes });
            }
            _ => {}
        }
    }
    for (key, parts) in &mut parts {
        parts.sort_by_key(|(push, ..)| place(*push));
        let Some((kept, attributes)) = kept(parts, |push| said(push).1) else { continue };
        let before = problems.iter().len();
        unite(builder, parts, kept, default_ttl, &place, problems);
        for problem in problems.iter().skip(before) {
            let owner = Name::from_key(key, builder.apex());
            features.warnings.extend(Warning::of(problem, vec![owner], &attributes.allowances));
        }
        let others: Vec<u32> = parts.iter().map(|(push, ..)| *push).filter(|push| *push != kept).collect();
        if !others.is_empty() {
            features.joined.insert(kept, Joined { others, attributes });
        }
    }
    builder.retain(|_, record_type, _| ![SPF_PART, ALIAS, REDIRECT].contains(&record_type));
    features.aliases.sort_by(|a, b| (&a.owner, a.origin.span).cmp(&(&b.owner, b.origin.span)));
    features.redirects.sort_by(|a, b| (&a.owner, a.origin.span).cmp(&(&b.owner, b.origin.span)));
    features
}

/// The part that becomes the record, and what all parts say beside the data: what one says
/// goes before what another says, in an order that is the same in any order of the files.
fn kept(parts: &[Part], attributes: impl Fn(u32) -> AttributeSet) -> Option<(u32, AttributeSet)> {
    let said = |push: u32| {
        let set = attributes(push);
        let pairs: Vec<(String, String)> = set.pairs().map(|(key, value)| (key.to_owned(), value)).collect();
        (pairs, set.description)
    };
    let mut pushes: Vec<u32> = parts.iter().map(|(push, ..)| *push).collect();
    pushes.sort_by_cached_key(|push| std::cmp::Reverse(said(*push)));
    let united = pushes.iter().map(|push| attributes(*push)).reduce(|united, set| united.over(&set))?;
    Some((*pushes.first()?, united))
}

/// Makes the kept one of the parts the record; the others go.
fn unite(
    builder: &mut ZoneBuilder,
    parts: &[Part],
    kept: u32,
    default_ttl: Ttl,
    place: &dyn Fn(u32) -> Span,
    problems: &mut Problems,
) {
    let Some((first, ttl, _)) = parts.first() else { return };
    let ttl_of = |ttl: &Option<Ttl>| ttl.unwrap_or(default_ttl);
    if let Some((other, ..)) = parts.iter().find(|(_, other, _)| ttl_of(other) != ttl_of(ttl)) {
        let headline = "SPF lines of one name have different TTLs";
        let error = Diagnostic::error(&codes::TTL_CONFLICT, place(*other), headline);
        let error = error.other(place(*first), "the other TTL");
        problems.push(error.help("they become one record; give all of them the same"));
    }
    let contributions: Vec<Spf> = parts.iter().map(|(.., spf)| spf.clone()).collect();
    let merged = match Spf::merge(&contributions) {
        Ok(merged) => merged,
        Err(error) => return problems.push(conflict(&error, |at| place(parts[at].0))),
    };
    if merged.all_assumed {
        let headline = "no SPF line of this name says `all`, so `~all` is taken";
        let warning = Diagnostic::warning(&codes::SPF_WITHOUT_ALL, place(*first), headline);
        problems.push(warning.help("say `SPF ~all` or `SPF -all` once"));
    }
    let lookups = merged.spf.lookups();
    if lookups > LOOKUP_LIMIT {
        let headline = format!("this SPF record asks DNS {lookups} times, {LOOKUP_LIMIT} are allowed");
        let mut error = Diagnostic::error(&codes::BAD_POLICY_TEXT, place(*first), headline);
        for (other, ..) in &parts[1..] {
            error = error.other(place(*other), "adds to it");
        }
        problems.push(error.help("receivers give up behind that; take out what no longer sends mail"));
    }
    let mut wire = Vec::new();
    txt::write(merged.spf.to_string().as_bytes(), &mut wire);
    if builder.replace(kept, RecordType::TXT, &wire).is_err() {
        problems.push(record::too_large(place(*first)));
    }
}

fn conflict(error: &SpfMergeError, place: impl Fn(usize) -> Span) -> Diagnostic {
    let say = |at: usize| Diagnostic::error(&codes::POLICY_CONFLICT, place(at), error.to_string());
    match error {
        SpfMergeError::Redirect { at }
        | SpfMergeError::Qualifier { at, .. }
        | SpfMergeError::AfterAll { at, .. } => say(*at),
        SpfMergeError::All { first, other } => say(other.0).other(place(first.0), "the other one"),
        SpfMergeError::Modifier { first, other, .. } => say(*other).other(place(*first), "the other one"),
    }
}
