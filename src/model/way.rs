//! The way to a line that a template or loop brought to its place, for readers.

use super::desired::{Chain, Origin, OriginStep, StepKind};
use crate::diagnostic::{Code, Diagnostic, Label};
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

/// The ways to records, and what is said of records with them.
#[derive(Clone, Copy)]
pub(super) struct Ways<'w> {
    pub steps: &'w [OriginStep],
    /// Sources from this one on are presets, which are none of the reader's.
    pub library: Option<SourceId>,
}

impl Ways<'_> {
    /// The line of a record, or the `use` of the preset that holds it.
    pub fn blamed(self, origin: Origin) -> Span {
        let uses = steps_to(self.steps, origin.chain).map(|step| step.span);
        let mut spans = std::iter::once(origin.span).chain(uses);
        spans.find(|span| self.is_own(*span)).unwrap_or(origin.span)
    }

    /// An error at the line that is blamed for a record, with the way to it.
    pub fn error(self, code: &'static Code, record: Origin, headline: impl Into<String>) -> Diagnostic {
        let error = Diagnostic::error(code, self.blamed(record), headline);
        Diagnostic { way: self.way_to(record), ..error }
    }

    /// An error of two records that do not go together, at the first of them.
    pub fn error_of_two(
        self,
        code: &'static Code,
        record: Origin,
        headline: impl Into<String>,
        other: Origin,
        text: impl Into<String>,
    ) -> Diagnostic {
        let error = Diagnostic::error(code, self.blamed(record), headline).other(self.blamed(other), text);
        let ways = [self.way_to(record), self.way_to(other)];
        // What both have in common tells nothing.
        let mut way = if ways[0] == ways[1] { Vec::new() } else { ways.concat() };
        way.dedup();
        Diagnostic { way, ..error }
    }

    /// Two records in the order of the lines that are blamed for them.
    pub fn in_order(self, one: Origin, other: Origin) -> [Origin; 2] {
        let mut both = [one, other];
        both.sort_by_key(|origin| self.blamed(*origin));
        both
    }

    /// The short way to the line that is blamed.
    fn way_to(self, origin: Origin) -> Vec<Label> {
        let blamed = self.blamed(origin);
        let mut way = short_way(self.steps, origin.chain);
        way.retain(|step| self.is_own(step.span) && step.span != blamed);
        way
    }

    fn is_own(self, span: Span) -> bool {
        self.library.is_none_or(|library| span.source < library)
    }
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
