//! The SPF lines of one name, which become one record.

use std::collections::{BTreeMap, BTreeSet};

use super::Features;
use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::policy_text::{LOOKUP_LIMIT, Spf, SpfMergeError};
use crate::dns::{Name, RecordType, Ttl, ZoneBuilder};
use crate::model::attributes::{Allowance, AttributeSet};
use crate::model::codes;
use crate::model::desired::Origin;
use crate::model::way::Ways;
use crate::model::{Warning, record, txt};

/// One SPF line.
pub(super) struct Part<'a> {
    pub push: u32,
    pub ttl: Ttl,
    pub spf: Spf,
    pub origin: Origin,
    pub said: &'a AttributeSet,
}

/// What other lines gave to a record.
pub(in crate::model) struct Joined {
    pub others: Vec<u32>,
    /// What all lines say about the record beside its data.
    pub attributes: AttributeSet,
}

/// Makes one record of the lines of the name with this key.
pub(super) fn unite(
    key: &[u8],
    mut parts: Vec<Part<'_>>,
    builder: &mut ZoneBuilder,
    ways: Ways<'_>,
    features: &mut Features,
    problems: &mut Problems,
) {
    parts.sort_by_key(|part| ways.blamed(part.origin));
    let Some(kept) = kept(&parts) else { return };
    let attributes = said_of_all(&parts);
    let before = problems.mark();
    check_options(&parts, ways, problems);
    check_ttls(&parts, ways, problems);
    if let Some(spf) = merged(&parts, ways, problems) {
        let mut wire = Vec::new();
        txt::write(spf.to_string().as_bytes(), &mut wire);
        if wire.len() > usize::from(u16::MAX) {
            let headline =
                format!("the SPF record of this name takes {} octets, 65535 are allowed", wire.len());
            let error = ways.error(&codes::BAD_POLICY_TEXT, parts[0].origin, headline);
            problems
                .push(error.help("put networks into records of their own, and name these with `include:`"));
        } else if builder.replace(kept, RecordType::TXT, &wire).is_err() {
            problems.push(record::too_large(ways.blamed(parts[0].origin)));
        }
    }
    for problem in problems.iter().skip(before) {
        let owner = Name::from_key(key, builder.apex());
        features.warnings.extend(Warning::of(problem, vec![owner], &attributes.allowances));
    }
    let others: Vec<u32> = parts.iter().map(|part| part.push).filter(|push| *push != kept).collect();
    if !others.is_empty() {
        features.joined.insert(kept, Joined { others, attributes });
    }
}

/// The push that becomes the record: of the line that says most beside its data, which is
/// the same in any order of the files.
fn kept(parts: &[Part<'_>]) -> Option<u32> {
    let says = |part: &&Part<'_>| {
        let pairs = part.said.pairs().map(|(key, value)| (key.to_owned(), value));
        (pairs.collect::<Vec<_>>(), part.said.description.clone())
    };
    Some(parts.iter().rev().max_by_key(says)?.push)
}

/// What the lines say about their record: all of them answer for it, and the first day on
/// which one of them should be gone is that on which it should change.
fn said_of_all(parts: &[Part<'_>]) -> AttributeSet {
    let mut allowances: Vec<Allowance> =
        parts.iter().flat_map(|part| part.said.allowances.iter().cloned()).collect();
    allowances.sort();
    allowances.dedup();
    let options: BTreeMap<&String, &String> =
        parts.iter().rev().flat_map(|part| &part.said.options).map(|(key, value)| (key, value)).collect();
    AttributeSet {
        description: listed(parts, "\n", |said| said.description.as_ref()),
        owner: listed(parts, ", ", |said| said.owner.as_ref()),
        note: listed(parts, "; ", |said| said.note.as_ref()),
        until: parts.iter().filter_map(|part| part.said.until).min(),
        ticket: listed(parts, ", ", |said| said.ticket.as_ref()),
        proxied: parts.iter().find_map(|part| part.said.proxied),
        ptr: None,
        options: options.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        allowances,
    }
}

fn listed<'a>(
    parts: &[Part<'a>],
    between: &str,
    text: impl Fn(&'a AttributeSet) -> Option<&'a String>,
) -> Option<String> {
    let texts: BTreeSet<&str> = parts.iter().filter_map(|part| text(part.said)).map(String::as_str).collect();
    (!texts.is_empty()).then(|| Vec::from_iter(texts).join(between))
}

/// The provider can do only one thing with the record.
fn check_options(parts: &[Part<'_>], ways: Ways<'_>, problems: &mut Problems) {
    let mut first_of: BTreeMap<&str, (&str, Origin)> = BTreeMap::new();
    for part in parts {
        let proxied = part.said.proxied.map(|on| ("proxied", if on { "true" } else { "false" }));
        let options = part.said.options.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        for (key, value) in options.chain(proxied) {
            let (first, origin) = *first_of.entry(key).or_insert((value, part.origin));
            if first != value {
                let headline =
                    format!("SPF lines of one name say both `{key} = {first}` and `{key} = {value}`");
                let error =
                    ways.error_of_two(&codes::BAD_ATTRIBUTE, part.origin, headline, origin, "the other one");
                problems.push(error.help("they become one record; give all of them the same"));
            }
        }
    }
}

fn check_ttls(parts: &[Part<'_>], ways: Ways<'_>, problems: &mut Problems) {
    let first = &parts[0];
    if let Some(other) = parts.iter().find(|other| other.ttl != first.ttl) {
        let headline = "SPF lines of one name have different TTLs";
        let error =
            ways.error_of_two(&codes::TTL_CONFLICT, other.origin, headline, first.origin, "the other TTL");
        problems.push(error.help("they become one record; give all of them the same"));
    }
}

fn merged(parts: &[Part<'_>], ways: Ways<'_>, problems: &mut Problems) -> Option<Spf> {
    let contributions: Vec<Spf> = parts.iter().map(|part| part.spf.clone()).collect();
    let first = parts[0].origin;
    let merged = match Spf::merge(&contributions) {
        Ok(merged) => merged,
        Err(error) => {
            problems.push(conflict(&error, parts, ways));
            return None;
        }
    };
    if merged.all_assumed {
        let headline = "no SPF line of this name says `all`, so `~all` is taken";
        let warning = Diagnostic::warning(&codes::SPF_WITHOUT_ALL, ways.blamed(first), headline);
        problems.push(warning.help("say `SPF ~all` or `SPF -all` once"));
    }
    let lookups = merged.spf.lookups();
    if lookups > LOOKUP_LIMIT {
        let headline = format!("this SPF record asks DNS {lookups} times, {LOOKUP_LIMIT} are allowed");
        let mut error = ways.error(&codes::BAD_POLICY_TEXT, first, headline);
        for other in &parts[1..] {
            error = error.other(ways.blamed(other.origin), "adds to it");
        }
        problems.push(error.help("receivers give up behind that; take out what no longer sends mail"));
    }
    Some(merged.spf)
}

fn conflict(error: &SpfMergeError, parts: &[Part<'_>], ways: Ways<'_>) -> Diagnostic {
    let code = &codes::POLICY_CONFLICT;
    let one = |at: usize| ways.error(code, parts[at].origin, error.to_string());
    let two = |first: usize, other: usize| {
        let (first, other) = (parts[first].origin, parts[other].origin);
        ways.error_of_two(code, other, error.to_string(), first, "the other one")
    };
    match error {
        SpfMergeError::Redirect { at }
        | SpfMergeError::Qualifier { at, .. }
        | SpfMergeError::AfterAll { at, .. } => one(*at),
        SpfMergeError::All { first, other } => two(first.0, other.0),
        SpfMergeError::Modifier { first, other, .. } => two(*first, *other),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Defaults, compile};
    use crate::text::{Source, Sources};

    #[test]
    fn more_than_a_record_holds_is_said() {
        let lines: String =
            (0..3000).map(|one| format!("@ SPF ip6:2001:db8:0:0:0:0:0:{one:x}/128\n")).collect();
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a.dns", format!("zone example.com {{\n@ SPF -all\n{lines}}}\n")));
        let (_, problems) = compile(&mut sources, &[id], &Defaults::default());
        let said: Vec<&str> = problems.iter().map(|problem| problem.headline.as_str()).collect();
        assert_eq!(said, ["the SPF record of this name takes 65996 octets, 65535 are allowed"]);
    }
}
