//! The way to a line that a template or loop brought to its place, for readers.

use super::desired::{Chain, Origin, OriginStep, StepKind};
use crate::diagnostic::Label;
use crate::text::{SourceId, Span};

/// Of the way to a problem; more is what `zonal explain` is for.
const MOST_SHOWN: usize = 4;

/// Where the templates are used and the loops stand that lead to a line, innermost
/// first; of a long way the last ones and the first.
pub(super) fn short_way(steps: &[OriginStep], chain: Option<Chain>) -> Vec<Label> {
    let mut way: Vec<Label> = steps_to(steps, chain).filter_map(shown).collect();
    if way.len() > MOST_SHOWN {
        way.drain(MOST_SHOWN - 1..way.len() - 1);
    }
    way
}

/// The short way to the line that is blamed for a record; steps in sources from
/// `library` on, in presets, are none of the reader's.
pub(super) fn way_to(origin: Origin, steps: &[OriginStep], library: Option<SourceId>) -> Vec<Label> {
    let blamed = blamed(origin, steps, library);
    let mut way = short_way(steps, origin.chain);
    way.retain(|step| is_own(step.span, library) && step.span != blamed);
    way
}

/// The line of a record, or the `use` of the preset that holds it.
pub(super) fn blamed(origin: Origin, steps: &[OriginStep], library: Option<SourceId>) -> Span {
    let uses = steps_to(steps, origin.chain).map(|step| step.span);
    let mut spans = std::iter::once(origin.span).chain(uses);
    spans.find(|span| is_own(*span, library)).unwrap_or(origin.span)
}

fn is_own(span: Span, library: Option<SourceId>) -> bool {
    library.is_none_or(|library| span.source < library)
}

/// All steps to a line, each with what it does.
pub(super) fn whole_way(steps: &[OriginStep], chain: Option<Chain>) -> Vec<Label> {
    let step = |step: &OriginStep| Label {
        span: step.span,
        text: match &step.kind {
            StepKind::Use(template) => format!("by `use {template}`"),
            StepKind::For(round) => format!("by this loop, where {round}"),
            StepKind::Under(below) => format!("under {below}"),
            StepKind::PtrFrom(zone) => format!("by `ptr from {zone}`"),
        },
    };
    steps_to(steps, chain).map(step).collect()
}

/// The steps to a line, innermost first.
pub(super) fn steps_to(steps: &[OriginStep], chain: Option<Chain>) -> impl Iterator<Item = &OriginStep> {
    let step = |chain: Option<Chain>| chain.and_then(|Chain(step)| steps.get(step as usize));
    std::iter::successors(step(chain), move |inner| step(inner.outer))
}

fn shown(step: &OriginStep) -> Option<Label> {
    let text = match &step.kind {
        StepKind::Use(_) => "used here".to_owned(),
        StepKind::For(round) => format!("in this loop, where {round}"),
        StepKind::Under(_) | StepKind::PtrFrom(_) => return None,
    };
    Some(Label { span: step.span, text })
}
