use std::collections::BTreeMap;

use crate::model::{AttributeSet, Origin, Provenance, StepKind};
use crate::text::{Sources, Span};

/// Where a record is written, for a reader and for the plan's document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// As shown to the reader.
    pub file: String,
    /// From one.
    pub line: u32,
    /// From one, in characters.
    pub column: u32,
    /// How the line came to stand in the zone, innermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Via>,
    /// The text of the `##` lines above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What is said about the record beside its data: `owner`, `note`, `until`, `ticket` and others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

/// One `use`, `for`, `under` or `ptr from` on the way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Via {
    /// `use`, `for`, `under` or `ptr-from`.
    pub step: String,
    /// The template, the loop's variables with their values, the names, or the zone.
    pub what: String,
    pub file: String,
    pub line: u32,
}

impl Place {
    pub(super) fn new(
        sources: &Sources,
        provenance: &Provenance,
        origin: Origin,
        said: &AttributeSet,
    ) -> Place {
        let via = provenance.steps(origin).map(|step| {
            let (kind, what) = match &step.kind {
                StepKind::Use(template) => ("use", template.clone()),
                StepKind::For(values) => ("for", values.clone()),
                StepKind::Under(names) => ("under", names.clone()),
                StepKind::PtrFrom(zone) => ("ptr-from", zone.to_string()),
            };
            let place = Place::plain(sources, step.span);
            Via { step: kind.to_owned(), what, file: place.file, line: place.line }
        });
        let attributes = said.pairs().map(|(key, value)| (key.to_owned(), value)).collect();
        let description = said.description.clone();
        Place { via: via.collect(), description, attributes, ..Place::plain(sources, origin.span) }
    }

    pub(super) fn plain(sources: &Sources, span: Span) -> Place {
        let source = sources.get(span.source);
        let position = source.position(span.start);
        let file = source.path.clone();
        let (line, column) = (position.line, position.column);
        Place { file, line, column, via: Vec::new(), description: None, attributes: BTreeMap::new() }
    }
}
