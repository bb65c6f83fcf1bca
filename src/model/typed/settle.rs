//! What typed lines come to once all of a zone is known: one SPF record for
//! each name, and what only a provider can do.

use std::collections::BTreeMap;

use super::spf::{self, Joined, Part};
use super::{ALIAS, REDIRECT, SPF_PART};
use crate::diagnostic::Problems;
use crate::dns::policy_text::Spf;
use crate::dns::{Name, Ttl, ZoneBuilder};
use crate::model::Warning;
use crate::model::attributes::AttributeSet;
use crate::model::desired::{Alias, Origin, Redirect};
use crate::model::way::Ways;

/// What only a provider can do.
#[derive(Default)]
pub(in crate::model) struct Features {
    pub aliases: Vec<Alias>,
    pub redirects: Vec<Redirect>,
    pub warnings: Vec<Warning>,
    /// Pushes that became one record, by the one it is.
    pub joined: BTreeMap<u32, Joined>,
}

/// Takes the lines that waited out of a zone's records and puts in what they
/// come to. `origin` says where a push is written, `said` with what attributes.
pub(in crate::model) fn settle<'a>(
    builder: &mut ZoneBuilder,
    default_ttl: Ttl,
    origin: impl Fn(u32) -> Origin,
    said: impl Fn(u32) -> &'a AttributeSet,
    ways: Ways<'_>,
    problems: &mut Problems,
) -> Features {
    let mut parts: BTreeMap<Vec<u8>, Vec<Part<'_>>> = BTreeMap::new();
    let mut features = Features::default();
    for record in builder.iter() {
        let owner = || Name::from_key(record.owner_key, builder.apex());
        let ttl = record.ttl.unwrap_or(default_ttl);
        let push = record.number;
        match record.record_type {
            SPF_PART => {
                let Some(spf) = Spf::parse(record.rdata).0 else { continue };
                let part = Part { push, ttl, spf, origin: origin(push), said: said(push) };
                parts.entry(record.owner_key.to_vec()).or_default().push(part);
            }
            ALIAS => {
                let Some(target) = Name::from_wire(record.rdata) else { continue };
                let (origin, attributes) = (origin(push), said(push).clone());
                features.aliases.push(Alias { owner: owner(), ttl, target, origin, attributes });
            }
            REDIRECT => {
                let Some((status, target)) = record.rdata.split_first_chunk::<2>() else { continue };
                let (origin, attributes) = (origin(push), said(push).clone());
                let (status, target) = (u16::from_be_bytes(*status), String::from_utf8_lossy(target).into());
                features.redirects.push(Redirect { owner: owner(), ttl, status, target, origin, attributes });
            }
            _ => {}
        }
    }
    for (key, parts) in parts {
        spf::unite(&key, parts, builder, ways, &mut features, problems);
    }
    builder.retain(|_, record_type, _| ![SPF_PART, ALIAS, REDIRECT].contains(&record_type));
    features.aliases.sort_by(|a, b| (&a.owner, a.origin.span).cmp(&(&b.owner, b.origin.span)));
    features.redirects.sort_by(|a, b| (&a.owner, a.origin.span).cmp(&(&b.owner, b.origin.span)));
    features
}
