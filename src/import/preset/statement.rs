//! The lines that say a use of a preset, and whether they give its records.

use super::pattern::Pattern;
use super::solve::{Solution, record_at, rest, spf};
use super::unify::{Bound, Place};
use crate::dns::policy_text::Spf;
use crate::dns::{Charset, Name, Ttl, Zone};
use crate::import::{name, policy, texts};
use crate::model::{Defaults, compile};
use crate::text::{Source, Sources};

/// `use NAME(arguments)`.
pub(super) fn use_line(pattern: &Pattern, origin: &Name, solution: &Solution) -> String {
    let place = Place::new(&pattern.parameters, origin);
    let mut arguments = Vec::new();
    for (slot, parameter) in pattern.parameters.iter().enumerate() {
        if let Bound::Value(value) = &solution.bindings[slot]
            && place.default(slot).as_ref() != Some(value)
        {
            let value = match Name::parse(value, Charset::Octets, None) {
                Ok(target) if parameter.is_name => name::target(&target, origin),
                _ => bare_or_quoted(value),
            };
            arguments.push(format!("{} = {value}", parameter.name));
        }
    }
    match arguments.is_empty() {
        true => format!("use {}", pattern.name),
        false => format!("use {}({})", pattern.name, arguments.join(", ")),
    }
}

/// The lines with what they need around them at the top of the zone: `under`
/// where the origin is not the apex, `with` where the TTL is not the zone's.
pub(super) fn wrapped(lines: Vec<String>, origin: &Name, apex: &Name, ttl: Option<Ttl>) -> Vec<String> {
    let mut lines = lines;
    if let Some(ttl) = ttl {
        lines = within(&format!("with [ttl = {ttl}]"), lines);
    }
    if origin != apex {
        lines = within(&format!("under {}", name::owner(origin, apex)), lines);
    }
    lines
}

/// One short line stays on the line of its block.
fn within(header: &str, lines: Vec<String>) -> Vec<String> {
    match &lines[..] {
        [only] if only.len() + header.len() < 90 => vec![format!("{header} {{ {only} }}")],
        _ => [format!("{header} {{")].into_iter().chain(lines).chain(["}".to_owned()]).collect(),
    }
}

/// Whether compiling the use gives just its records.
pub(super) fn gives_its_records(
    zone: &Zone,
    pattern: &Pattern,
    origin: &Name,
    solution: &Solution,
    edition: Option<&'static str>,
) -> bool {
    let apex = zone.apex();
    let mut lines = wrapped(vec![use_line(pattern, origin, solution)], origin, apex, solution.ttl);
    let mut records: Vec<usize> = solution.records.iter().copied().collect();
    for (record, terms) in &solution.terms {
        let Some((rrset, rdata)) = record_at(zone, *record) else { return false };
        let rest = spf(rdata).map(|spf: Spf| rest(&spf, terms)).unwrap_or_default();
        if !rest.is_empty() {
            let (owner, ttl) = (name::owner(&rrset.owner(), apex), rrset.ttl());
            lines.push(format!("{owner} {ttl} SPF {}", policy::written(&rest)));
        }
        records.push(*record);
    }
    let declared = name::absolute(apex);
    let text = format!("zone {declared} {{\n{}\n}}\n", lines.join("\n"));
    let mut sources = Sources::default();
    let id = sources.add(Source::new("use.dns", text));
    let defaults = Defaults { edition, ..Defaults::default() };
    let (model, _) = compile(&mut sources, &[id], &defaults);
    let Some(desired) = model.zone(apex) else { return false };
    desired.zone.record_count() == records.len()
        && records.into_iter().all(|record| {
            let Some((rrset, rdata)) = record_at(zone, record) else { return false };
            let given = desired.zone.get_by_key(rrset.owner_key(), rrset.record_type());
            let given = given.filter(|given| given.ttl() == rrset.ttl());
            given.is_some_and(|given| given.rdatas().any(|given| given.wire == rdata.wire))
        })
}

fn bare_or_quoted(value: &str) -> String {
    let is_bare = |octet: u8| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet);
    let starts_well = value.bytes().next().is_some_and(|octet| octet.is_ascii_alphanumeric());
    let is_address = value.parse::<std::net::IpAddr>().is_ok();
    match is_address
        || value.bytes().all(is_bare) && starts_well && value.len() <= 48 && !value.contains("..")
    {
        true => value.to_owned(),
        false => texts::quoted(value.as_bytes()),
    }
}
