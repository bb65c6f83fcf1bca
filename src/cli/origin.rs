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
