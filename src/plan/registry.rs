//! What external-dns registered in a zone, by its TXT records there.

use std::collections::{HashMap, HashSet};

use super::Observed;
use crate::diagnostic::{Diagnostic, Problems, codes};
use crate::dns::{Name, RdataRef, RecordType, RrsetKey, RrsetRef, Zone};
use crate::model::{Desired, ExternalDns, RegistryText, Scope};

codes! {
    /// A record is declared that external-dns registered as its own.
    ///
    /// Two programs would write it in turns. What external-dns registered is left to it by an
    /// `ignore owned-by` line.
    ///
    /// Delete the record from the sources, or take the name away from external-dns first.
    REGISTERED_RECORD = "registered-record";
    /// TXT records of external-dns belong to no record of the zone.
    ///
    /// Their names follow from its flags. If the `ignore owned-by` line says others than external-dns was
    /// started with, its records look like nobody's and would be removed. If no TXT record at all belongs to
    /// one, this is an error.
    ///
    /// Compare the line with the flags of external-dns. If they are right, the TXT records are left over
    /// and can be deleted at the provider.
    REGISTERED_NOTHING = "registered-nothing";
    /// The TXT records of external-dns are encrypted.
    ///
    /// It cannot be told which records it registered, so nothing is done.
    ///
    /// Start external-dns without `--txt-encrypt-enabled`, or list the names with `ignore PATTERN`.
    SEALED_REGISTRY = "sealed-registry";
}

/// The TXT records of external-dns in a zone.
pub(super) struct Registry<'a> {
    apex: Name,
    lines: Vec<Line<'a>>,
}

/// What one `ignore owned-by` line finds.
struct Line<'a> {
    tool: &'a ExternalDns,
    texts: HashMap<Name, RegistryText>,
}

/// A TXT record of the registry, found at a name.
struct Entry<'r> {
    tool: &'r ExternalDns,
    at: Name,
    text: &'r RegistryText,
}

impl<'a> Registry<'a> {
    pub fn read(scope: &'a Scope, observed: &Zone) -> Registry<'a> {
        let lines = scope.owned.iter().map(|tool| Line { tool, texts: texts(tool, observed) });
        Registry { apex: observed.apex().clone(), lines: lines.collect() }
    }

    /// Why an RRset is not ours, if external-dns registered it.
    pub fn holds(&self, key: &RrsetKey) -> Option<String> {
        self.entry(key).map(|entry| reason(entry.tool, entry.text))
    }

    /// Why a TXT record is not ours, if it is one of the registry.
    pub fn wrote(&self, record: RdataRef<'_>) -> Option<String> {
        if self.lines.is_empty() {
            return None;
        }
        let text = RegistryText::read(record)?;
        let line = self.lines.iter().find(|line| line.tool.wrote(&text))?;
        Some(reason(line.tool, &text))
    }

    /// Like [`Registry::wrote`] for all records of an RRset.
    pub fn wrote_all(&self, rrset: RrsetRef<'_>) -> Option<String> {
        let mut reasons = rrset.rdatas().map(|record| self.wrote(record));
        let first = reasons.next()??;
        reasons.all(|reason| reason.is_some()).then_some(first)
    }

    /// The NS records of the apex are the zone's own, whatever else is registered there.
    fn entry(&self, key: &RrsetKey) -> Option<Entry<'_>> {
        if key.record_type == RecordType::NS && key.owner == self.apex {
            return None;
        }
        self.lines.iter().find_map(|line| line.entry(key))
    }
}

impl Line<'_> {
    /// The TXT record that registers an RRset.
    fn entry(&self, key: &RrsetKey) -> Option<Entry<'_>> {
        if self.texts.is_empty() {
            return None;
        }
        let found = |at: Option<Name>| {
            let at = at?;
            let text = self.texts.get(&at)?;
            Some(Entry { tool: self.tool, at, text })
        };
        let RrsetKey { owner, record_type } = key;
        let typed = |record_type| found(self.tool.registered_at(owner, record_type));
        // An alias of a provider is registered as CNAME and may be read as addresses.
        let as_alias = || typed(RecordType::CNAME).filter(|_| record_type.is_address());
        typed(*record_type).or_else(as_alias).or_else(|| {
            // Where both forms stand, the one with the type tells more.
            let entry = found(self.tool.registered_without_type_at(owner))?;
            let knows = WITHOUT_TYPE.contains(record_type);
            (knows && TYPES.iter().all(|other| typed(*other).is_none())).then_some(entry)
        })
    }
}

/// The types that external-dns registers.
const TYPES: [RecordType; 8] = [
    RecordType::A,
    RecordType::AAAA,
    RecordType::CNAME,
    RecordType::NS,
    RecordType::MX,
    RecordType::SRV,
    RecordType::NAPTR,
    RecordType::PTR,
];

/// Those that it knew while it registered names without a type.
const WITHOUT_TYPE: [RecordType; 4] = [RecordType::A, RecordType::CNAME, RecordType::NS, RecordType::SRV];

fn texts(tool: &ExternalDns, observed: &Zone) -> HashMap<Name, RegistryText> {
    let all = observed.iter().filter(|rrset| rrset.record_type() == RecordType::TXT);
    let texts = all.filter_map(|rrset| {
        let mut texts = rrset.rdatas().filter_map(RegistryText::read);
        Some((rrset.owner(), texts.find(|text| tool.wrote(text))?))
    });
    texts.collect()
}

fn reason(tool: &ExternalDns, text: &RegistryText) -> String {
    match &tool.reason {
        Some(reason) => reason.clone(),
        None => format!("owned by external-dns, owner {}", text.owner_id),
    }
}

/// What of a zone does not go together with what external-dns registered there.
pub(super) fn check(desired: &Desired, observed: &Observed) -> Problems {
    let Some(zone) = observed.zone().filter(|_| !desired.scope.owned.is_empty()) else {
        return Problems::default();
    };
    let registry = Registry::read(&desired.scope, zone);
    let mut problems = Problems::default();
    for rrset in desired.zone.iter() {
        problems.extend(registered(desired, &registry, rrset));
    }
    for line in &registry.lines {
        problems.extend(without_records(line, zone).into_iter().collect());
        problems.extend(sealed(line, desired, zone).into_iter().collect());
    }
    problems
}

/// The declared records of an RRset that external-dns has.
fn registered(desired: &Desired, registry: &Registry<'_>, rrset: RrsetRef<'_>) -> Problems {
    let key = rrset.key();
    let entry = registry.entry(&key);
    let origins = desired.provenance.of(rrset);
    let mut seen = HashSet::new();
    let records = rrset.rdatas().enumerate();
    let errors = records.filter_map(|(index, record)| {
        let (what, tool) = match &entry {
            Some(entry) => {
                let owner_id = &entry.text.owner_id;
                let resource = entry.text.resource.as_ref();
                let resource = resource.map(|resource| format!(" for {resource}")).unwrap_or_default();
                let at = &entry.at;
                (format!("by the TXT of `{owner_id}` at {at}{resource}"), entry.tool)
            }
            None => {
                let text = RegistryText::read(record)?;
                let line = registry.lines.iter().find(|line| line.tool.wrote(&text))?;
                ("as a TXT of its registry".to_owned(), line.tool)
            }
        };
        let span = origins.get(index).map_or(desired.declared, |origin| desired.provenance.blame(*origin));
        let headline = format!("external-dns has {} {}, {what}", key.owner, key.record_type);
        let error = Diagnostic::error(&REGISTERED_RECORD, span, headline)
            .other(tool.span, "left to it by this line")
            .help("delete the record here, or take the name away from external-dns first");
        seen.insert(span).then_some(error)
    });
    errors.collect()
}

/// TXT records of the registry that belong to no record.
fn without_records(line: &Line<'_>, zone: &Zone) -> Option<Diagnostic> {
    let mut used = HashSet::new();
    for key in zone.iter().map(RrsetRef::key) {
        let Some(entry) = line.entry(&key) else { continue };
        used.insert(entry.at);
        // Up to 0.17 a record had both forms.
        used.extend(line.tool.registered_without_type_at(&key.owner));
    }
    let mut unused: Vec<&Name> = line.texts.keys().filter(|name| !used.contains(*name)).collect();
    unused.sort();
    let first = unused.first()?;
    let others = match unused.len() {
        1 => String::new(),
        2 => ", nor does another one".to_owned(),
        count => format!(", nor do {} others", count - 1),
    };
    let headline = format!("the TXT of external-dns at {first} belongs to no record of the zone{others}");
    let found = match used.is_empty() {
        true => Diagnostic::error(&REGISTERED_NOTHING, line.tool.span, headline),
        false => Diagnostic::warning(&REGISTERED_NOTHING, line.tool.span, headline),
    };
    Some(found.help("say the prefix, suffix and replacement that external-dns was started with"))
}

/// An encrypted TXT where one of the registry is expected.
fn sealed(line: &Line<'_>, desired: &Desired, zone: &Zone) -> Option<Diagnostic> {
    let records = zone.iter().filter(|rrset| TYPES.contains(&rrset.record_type()));
    let mut names = records.filter_map(|rrset| line.tool.registered_at(&rrset.owner(), rrset.record_type()));
    let is_sealed = |name: &Name| {
        let declared = desired.zone.get(name, RecordType::TXT).is_some();
        let found = zone.get(name, RecordType::TXT).filter(|_| !declared);
        found.is_some_and(|rrset| rrset.rdatas().any(RegistryText::is_sealed))
    };
    let at = names.find(is_sealed)?;
    let headline = format!("the TXT of external-dns at {at} is encrypted");
    let error = Diagnostic::error(&SEALED_REGISTRY, line.tool.span, headline);
    Some(error.help("start it without `--txt-encrypt-enabled`, or list the names with `ignore PATTERN`"))
}
