use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use serde_json::json;

use super::arguments::{List, ListFormat};
use super::exit::Exit;
use super::kind::{Asked, Kind, features};
use super::origin::{chain, place};
use super::screen::Screen;
use super::workspace::Workspace;
use crate::dns::{Name, NameGlob, NameGlobError, RdataRef, Ttl};
use crate::model::{AttributeSet, Desired, Origin};
use crate::report::{escape, escape_json};
use crate::text::Sources;

/// `zonal list`: the records of the sources that match, a line each. As with
/// grep, finding none ends with 1. With errors in the sources what is good is
/// still listed, and it ends with 1.
pub fn run(list: &List, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    let filter = match Filter::new(list) {
        Ok(filter) => filter,
        Err(message) => {
            screen.error(&message, None);
            return Exit::Error;
        }
    };
    let Some(workspace) = Workspace::open(folder, screen) else { return Exit::Error };
    let wrong = workspace.problems.has_errors();
    if wrong {
        screen.problems(&workspace.problems, &workspace.sources);
    }
    let Some(zones) = workspace.select(&list.zones, screen) else { return Exit::Error };
    let found = records(&zones, &filter);
    match list.format {
        ListFormat::Text => screen.print(&table(&found, &workspace.sources)),
        ListFormat::Json => {
            let documents: Vec<_> = found.iter().map(|record| record.json(&workspace.sources)).collect();
            match serde_json::to_string_pretty(&documents) {
                Ok(text) => screen.print(&format!("{}\n", escape_json(&text))),
                Err(error) => screen.error(&error.to_string(), None),
            }
        }
    }
    if wrong || found.is_empty() { Exit::Error } else { Exit::Done }
}

/// One record of a zone.
struct Listed<'w> {
    desired: &'w Desired,
    owner: Name,
    kind: Kind,
    ttl: Ttl,
    value: String,
    attributes: &'w AttributeSet,
    origin: Option<Origin>,
    /// The other lines of a record that several lines make.
    joined: &'w [Origin],
}

impl Listed<'_> {
    fn place(&self, sources: &Sources) -> String {
        self.origin.map(|origin| place(origin.span, sources)).unwrap_or_default()
    }

    fn json(&self, sources: &Sources) -> serde_json::Value {
        let attributes: BTreeMap<_, _> = self.attributes.pairs().collect();
        json!({
            "zone": self.desired.zone.apex().to_string(),
            "view": self.desired.view,
            "owner": self.owner.to_string(),
            "type": self.kind.to_string(),
            "ttl": self.ttl.seconds(),
            "value": self.value,
            "attributes": attributes,
            "description": self.attributes.description,
            "source": self.place(sources),
            "chain": self.origin.map(|origin| chain(self.desired, origin, sources)).unwrap_or_default(),
            "joined": self.joined.iter().map(|origin| place(origin.span, sources)).collect::<Vec<_>>(),
        })
    }
}

fn records<'w>(zones: &'w [Arc<Desired>], filter: &Filter) -> Vec<Listed<'w>> {
    let mut found = Vec::new();
    for desired in zones {
        for rrset in desired.zone.iter() {
            let (owner, kind) = (rrset.owner(), Kind::Record(rrset.record_type()));
            if !filter.takes_name(&owner, kind) {
                continue;
            }
            let origins = desired.provenance.of(rrset);
            for (index, (record, rdata)) in rrset.record_range().zip(rrset.rdatas()).enumerate() {
                let attributes = desired.provenance.attributes(record);
                if !filter.takes_type(&owner, rdata) {
                    continue;
                }
                let value = rdata.to_string();
                if filter.takes_record(&value, attributes) {
                    found.push(Listed {
                        desired,
                        owner: owner.clone(),
                        kind,
                        ttl: rrset.ttl(),
                        value,
                        attributes,
                        origin: origins.get(index).copied(),
                        joined: desired.provenance.joined(record),
                    });
                }
            }
        }
        let wanted = features(desired).filter(|feature| {
            filter.takes_name(feature.owner, feature.kind)
                && filter.takes_record(&feature.value, feature.attributes)
        });
        found.extend(wanted.map(|feature| Listed {
            desired,
            owner: feature.owner.clone(),
            kind: feature.kind,
            ttl: feature.ttl,
            value: feature.value,
            attributes: feature.attributes,
            origin: Some(feature.origin),
            joined: &[],
        }));
    }
    found
}

/// Columns in line: owner, type, TTL, value, place; the view of the zone behind.
fn table(found: &[Listed<'_>], sources: &Sources) -> String {
    const WIDEST: usize = 48;
    let rows: Vec<[String; 4]> = found
        .iter()
        .map(|record| {
            let owner = escape(&record.owner.with_unicode()).into_owned();
            let value = escape(&record.value).into_owned();
            [owner, record.kind.to_string(), record.ttl.to_string(), value]
        })
        .collect();
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count().min(WIDEST)).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2), width(3)];
    let mut text = String::new();
    for (row, record) in rows.iter().zip(found) {
        for (cell, width) in row.iter().zip(widths) {
            text.push_str(&format!("{cell:width$}  "));
        }
        text.push_str(&format!("# {}", record.place(sources)));
        for other in record.joined {
            text.push_str(&format!(", {}", place(other.span, sources)));
        }
        if let Some(view) = &record.desired.view {
            text.push_str(&format!(", view {}", escape(view)));
        }
        text.push('\n');
    }
    text
}

/// What the options say; all of them must agree to a record.
struct Filter {
    name: Option<NameGlob>,
    types: Vec<Asked>,
    owners: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
    value: Option<ValueFilter>,
}

enum ValueFilter {
    Part(String),
    Whole(GlobMatcher),
}

impl Filter {
    /// The error is a sentence.
    fn new(list: &List) -> Result<Filter, String> {
        let split = |text: &String| match text.split_once('=') {
            Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
            None => (text.clone(), None),
        };
        Ok(Filter {
            name: list.name.as_deref().map(name_glob).transpose()?,
            types: list.types.iter().map(|text| Asked::parse(text)).collect::<Result<_, _>>()?,
            owners: list.owners.clone(),
            attributes: list.attributes.iter().map(split).collect(),
            value: list.value.as_deref().map(value_filter).transpose()?,
        })
    }

    fn takes_name(&self, owner: &Name, kind: Kind) -> bool {
        (self.types.is_empty() || self.types.iter().any(|asked| asked.takes(kind)))
            && self.name.as_ref().is_none_or(|glob| glob.matches(owner))
    }

    /// Of a kind that may be meant.
    fn takes_type(&self, owner: &Name, rdata: RdataRef<'_>) -> bool {
        let mut asked = self.types.iter().filter(|asked| asked.takes(Kind::Record(rdata.record_type)));
        self.types.is_empty() || asked.any(|asked| asked.takes_record(owner, rdata))
    }

    fn takes_record(&self, value: &str, set: &AttributeSet) -> bool {
        let own: Vec<_> = set.pairs().collect();
        let has = |(key, wanted): &(String, Option<String>)| {
            own.iter()
                .any(|(own, value)| own == key && wanted.as_ref().is_none_or(|wanted| says(value, wanted)))
        };
        let owned =
            || set.owner.as_ref().is_some_and(|owner| self.owners.iter().any(|wanted| says(owner, wanted)));
        let matches = match &self.value {
            None => true,
            Some(ValueFilter::Part(part)) => value.contains(part.as_str()),
            Some(ValueFilter::Whole(glob)) => glob.is_match(value),
        };
        matches && (self.owners.is_empty() || owned()) && self.attributes.iter().all(has)
    }
}

/// Whether this is the value of an attribute, or one of those that several lines of one
/// record give it.
fn says(value: &str, wanted: &str) -> bool {
    value == wanted || value.split(", ").any(|one| one == wanted)
}

/// In a plain name `*` is a glob: `*.example.com` also finds the wildcard itself.
fn name_glob(text: &str) -> Result<NameGlob, String> {
    NameGlob::parse(text).map_err(|error| match error {
        NameGlobError::Name(error) => format!("`--name {text}`: {error}"),
        NameGlobError::Glob(error) => format!("`{text}` is no glob: {error}"),
    })
}

fn value_filter(text: &str) -> Result<ValueFilter, String> {
    match text.contains(['*', '?']) {
        true => glob(text).map(ValueFilter::Whole),
        false => Ok(ValueFilter::Part(text.to_owned())),
    }
}

fn glob(text: &str) -> Result<GlobMatcher, String> {
    let built = GlobBuilder::new(text).literal_separator(false).build();
    built.map(|glob| glob.compile_matcher()).map_err(|error| format!("`{text}` is no glob: {}", error.kind()))
}
