//! The hosts that MX, NS and SRV records name must have addresses of their
//! own, as far as their zone is managed here (RFC 2181 section 10.3).

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

use super::{Project, glue, key_of};
use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::{Name, RdataRef, RecordType, RrsetRef, Zone};
use crate::model::codes;
use crate::model::desired::{Desired, Origin};
use crate::text::Span;

/// `said` are the servers of the project's defaults that were found to lack something.
pub(super) fn check(
    desired: &Desired,
    project: &Project<'_, '_>,
    said: &mut BTreeSet<Name>,
    problems: &mut Problems,
) {
    let servers = OnceCell::new();
    for rrset in desired.zone.iter() {
        let Some(skipped) = octets_before_target(rrset.record_type()) else { continue };
        for (rdata, origin) in rrset.rdatas().zip(desired.provenance.of(rrset)) {
            let Some(target) = rdata.wire.get(skipped..).filter(|target| *target != [0]) else { continue };
            if let Some(problem) = lacks_address_everywhere(project.zones_of(target), target) {
                let error = say(problem, target, rdata, desired, *origin);
                let error = suggest(error, misspelt(desired, rrset, target, &servers));
                let is_default = origin.span == desired.declared && origin.chain.is_none();
                if !is_default {
                    problems.push(error);
                } else if Name::from_wire(target).is_some_and(|server| said.insert(server)) {
                    problems.push(error.label("by `nameservers` in `[defaults]` of `zonal.toml`"));
                }
            } else if rrset.record_type() == RecordType::NS && lacks_glue(desired, rrset, target) {
                let error = say(Lack::Glue, target, rdata, desired, *origin);
                problems.push(suggest(error, misspelt(desired, rrset, target, &servers)));
            }
        }
    }
}

/// How many octets of RDATA stand before the name of the host.
fn octets_before_target(record_type: RecordType) -> Option<usize> {
    match record_type {
        RecordType::NS => Some(0),
        RecordType::MX => Some(2),
        RecordType::SRV => Some(6),
        _ => None,
    }
}

enum Lack {
    /// The CNAME or DNAME that makes an alias of it.
    Alias(Span, RecordType),
    Address,
    Glue,
}

/// What the host lacks in each view of its zone, as the first has it.
fn lacks_address_everywhere(homes: &[&Desired], target: &[u8]) -> Option<Lack> {
    let lacks: Option<Vec<Lack>> = homes.iter().map(|home| lacks_address(home, target)).collect();
    lacks?.into_iter().next()
}

/// What the host lacks in its own zone; nothing if others may provide it.
fn lacks_address(home: &Desired, target: &[u8]) -> Option<Lack> {
    let zone = &home.zone;
    let key = key_of(target, zone.apex())?;
    match look_up(home, &key) {
        Found::Address => return None,
        Found::Alias(span) => return Some(Lack::Alias(span, RecordType::CNAME)),
        Found::Nothing => {}
    }
    match above(home, &key) {
        Above::Cut => return None,
        Above::Dname(span) => return Some(Lack::Alias(span, RecordType::DNAME)),
        Above::Nothing => {}
    }
    if is_left_alone(home, target) {
        return None;
    }
    if zone.has_at_or_below(&key) {
        return Some(Lack::Address);
    }
    match wildcard(zone, &key).map(|wildcard| look_up(home, &wildcard)) {
        Some(Found::Address) => None,
        Some(Found::Alias(span)) => Some(Lack::Alias(span, RecordType::CNAME)),
        _ => Some(Lack::Address),
    }
}

enum Found {
    /// There is one, or a line that was reported may have meant to give it.
    Address,
    Alias(Span),
    Nothing,
}

fn look_up(home: &Desired, key: &[u8]) -> Found {
    let mut found = Found::Nothing;
    if home.provenance.is_unread(key) {
        return Found::Address;
    }
    if !home.aliases.is_empty() || !home.redirects.is_empty() {
        let owner = Name::from_key(key, home.zone.apex());
        let is_alias = home.aliases.binary_search_by(|alias| alias.owner.cmp(&owner)).is_ok();
        if is_alias || home.redirects.binary_search_by(|redirect| redirect.owner.cmp(&owner)).is_ok() {
            return Found::Address;
        }
    }
    for rrset in home.zone.at_key(key) {
        match rrset.record_type() {
            RecordType::A | RecordType::AAAA => return Found::Address,
            RecordType::CNAME => found = Found::Alias(home.blame(rrset)),
            _ => {}
        }
    }
    found
}

enum Above {
    /// Other servers have the name (RFC 1034 section 4.2.1).
    Cut,
    /// The name is an alias (RFC 6672 section 2.4).
    Dname(Span),
    Nothing,
}

/// The topmost delegation or DNAME above a name; a delegation also at it.
fn above(home: &Desired, key: &[u8]) -> Above {
    let found = label_ends(key).find_map(|end| {
        home.zone.at_key(&key[..end]).find_map(|rrset| match rrset.record_type() {
            RecordType::NS if end > 0 => Some(Above::Cut),
            RecordType::DNAME if end < key.len() => Some(Above::Dname(home.blame(rrset))),
            _ => None,
        })
    });
    found.unwrap_or(Above::Nothing)
}

fn is_left_alone(home: &Desired, target: &[u8]) -> bool {
    let Some(name) = Name::from_wire(target) else { return false };
    let types = [RecordType::A, RecordType::AAAA, RecordType::CNAME];
    types.into_iter().any(|record_type| home.scope.leaves_to_others(&name, record_type))
}

/// The wildcard below the closest encloser of a name that does not exist
/// (RFC 4592 section 3.3.1).
fn wildcard(zone: &Zone, key: &[u8]) -> Option<Vec<u8>> {
    let ends: Vec<usize> = label_ends(key).filter(|end| *end < key.len()).collect();
    let encloser = ends.into_iter().rev().find(|end| *end == 0 || zone.has_at_or_below(&key[..*end]))?;
    Some([&key[..encloser], b"*\0"].concat())
}

/// The lengths of the keys of the apex, its child, and so on down to the name.
fn label_ends(key: &[u8]) -> impl Iterator<Item = usize> {
    let ends = key.iter().enumerate().filter(|(_, octet)| **octet == 0).map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends)
}

/// Whether a delegation names a server inside of itself whose address is not
/// here (RFC 1034 section 4.2.1).
fn lacks_glue(desired: &Desired, delegation: RrsetRef<'_>, target: &[u8]) -> bool {
    if delegation.is_at_apex() {
        return false;
    }
    let Some(key) = key_of(target, desired.zone.apex()) else { return false };
    key.starts_with(delegation.owner_key()) && !matches!(look_up(desired, &key), Found::Address)
}

/// The address inside of a delegation that was probably meant by a server without one.
fn misspelt(
    desired: &Desired,
    delegation: RrsetRef<'_>,
    target: &[u8],
    servers: &OnceCell<HashSet<Vec<u8>>>,
) -> Option<(Name, Span)> {
    if delegation.record_type() != RecordType::NS || delegation.is_at_apex() {
        return None;
    }
    let zone = &desired.zone;
    let servers = servers.get_or_init(|| glue::name_servers(zone));
    let key = glue::meant(zone, delegation.owner_key(), &key_of(target, zone.apex())?, servers)?;
    let rrset = zone.at_key(&key).find(|rrset| rrset.record_type().is_address())?;
    Some((rrset.owner(), desired.blame(rrset)))
}

fn say(lack: Lack, target: &[u8], rdata: RdataRef<'_>, desired: &Desired, record: Origin) -> Diagnostic {
    let error = |code, headline| desired.provenance.ways().error(code, record, headline);
    let name = Name::from_wire(target).unwrap_or_else(Name::root).with_unicode();
    let record_type = rdata.record_type;
    match lack {
        Lack::Alias(alias, by) => {
            error(&codes::TARGET_IS_ALIAS, format!("{record_type} names `{name}`, which is an alias"))
                .other(alias, format!("the {by}"))
                .help("name the host that the alias points to")
        }
        Lack::Address => {
            error(&codes::MISSING_TARGET, format!("{record_type} names `{name}`, which has no address"))
                .help("write its A or AAAA record, or correct the name")
        }
        Lack::Glue => error(
            &codes::MISSING_TARGET,
            format!("the delegation names `{name}` inside of itself, and its address is not here"),
        )
        .help("write its A or AAAA record here too: it is the glue by which the server is found"),
    }
}

fn suggest(error: Diagnostic, meant: Option<(Name, Span)>) -> Diagnostic {
    match meant {
        Some((name, span)) => {
            let text = format!("did you mean `{}`?", name.with_unicode());
            error.other(span, "an address in there that is of no name server").help(text)
        }
        None => error,
    }
}
