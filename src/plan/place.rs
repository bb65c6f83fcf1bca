use crate::model::{Origin, Provenance, StepKind};
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
}

/// One `use`, `for` or `ptr from` on the way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Via {
    /// `use`, `for` or `ptr-from`.
    pub step: String,
    /// The template, the round's values, or the zone.
    pub what: String,
    pub file: String,
    pub line: u32,
}

impl Place {
    pub(super) fn new(sources: &Sources, provenance: &Provenance, origin: Origin) -> Place {
        let via = provenance.steps(origin).map(|step| {
            let (kind, what) = match &step.kind {
                StepKind::Use(template) => ("use", template.clone()),
                StepKind::For(values) => ("for", values.clone()),
                StepKind::PtrFrom(zone) => ("ptr-from", zone.to_string()),
            };
            let place = Place::plain(sources, step.span);
            Via { step: kind.to_owned(), what, file: place.file, line: place.line }
        });
        Place { via: via.collect(), ..Place::plain(sources, origin.span) }
    }

    pub(super) fn plain(sources: &Sources, span: Span) -> Place {
        let source = sources.get(span.source);
        let position = source.position(span.start);
        let file = source.path.clone();
        Place { file, line: position.line, column: position.column, via: Vec::new() }
    }
}
