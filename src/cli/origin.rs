use crate::diagnostic::nearest;
use crate::dns::RecordType;
use crate::model::{Desired, Origin, StepKind};
use crate::report::escape;
use crate::text::{Sources, Span};

/// `file:line` of a span.
pub fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source);
    format!("{}:{}", escape(&source.path), source.position(span.start).line)
}

/// How a line came into its zone, innermost step first, a clause each.
pub fn chain(desired: &Desired, origin: Origin, sources: &Sources) -> Vec<String> {
    let clause = |kind: &StepKind, place: String| match kind {
        StepKind::Use(template) => format!("from template `{}`, used at {place}", escape(template)),
        StepKind::For(round) => format!("{} in the loop at {place}", escape(round)),
        StepKind::Under(names) => format!("under {} at {place}", escape(names)),
        StepKind::PtrFrom(zone) => format!("by `ptr from {zone}` at {place}"),
    };
    desired.provenance.steps(origin).map(|step| clause(&step.kind, place(step.span, sources))).collect()
}

/// Reads a type as operators type it; the error is a sentence.
pub fn record_type(text: &str) -> Result<RecordType, String> {
    let capitals = text.to_ascii_uppercase();
    RecordType::parse(&capitals).ok_or_else(|| {
        let known = RecordType::KNOWN.iter().map(|(mnemonic, _)| *mnemonic);
        match nearest(&capitals, known) {
            Some(near) => format!("no record type is called `{text}`; did you mean {near}?"),
            None => format!("no record type is called `{text}`"),
        }
    })
}
