//! How far templates and loops may go. Said once; what is beyond is not run.

use super::codes;
use super::desired::{Chain, StepKind};
use super::expand::{Expander, Here};
use super::forecast::Forecaster;
use crate::diagnostic::{Diagnostic, Severity};
use crate::syntax::Item;
use crate::text::Span;

/// What lines of templates and loops make, and what it costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Effort {
    pub records: u64,
    /// Uses of templates, rounds of loops and blocks in them, at each place.
    pub rounds: u64,
    /// Lines and values, and each [`OCTETS_A_STEP`] octets of data.
    pub steps: u64,
}

pub(super) const OCTETS_A_STEP: usize = 64;

/// So many steps may be taken for each record of the budget.
const STEPS_A_RECORD: u64 = 16;

/// Errors after which no further round is run: a line that is wrong is wrong in each.
const MOST_ERRORS: usize = 1000;

impl Effort {
    pub fn and(self, other: Effort) -> Effort {
        Effort {
            records: self.records.saturating_add(other.records),
            rounds: self.rounds.saturating_add(other.rounds),
            steps: self.steps.saturating_add(other.steps),
        }
    }

    /// So many rounds of it.
    pub fn times(self, count: u64) -> Effort {
        Effort {
            records: self.records.saturating_mul(count),
            rounds: self.rounds.saturating_add(1).saturating_mul(count),
            steps: self.steps.saturating_mul(count),
        }
    }
}

/// What was used of the budget.
#[derive(Debug, Default)]
pub(super) struct Spent {
    effort: Effort,
    is_over: bool,
}

impl<'s> Expander<'_, 's> {
    /// Reports an outermost template or loop that is known to go too far.
    pub(super) fn is_too_much(&mut self, item: &Item<'s>, here: &Here<'s>) -> bool {
        if here.depth > 0 || self.spent.is_over {
            return self.spent.is_over;
        }
        let known = std::mem::take(&mut self.forecasts);
        let depth = self.ledger.defaults.budget.depth;
        let (globals, templates) = (&self.globals, &self.templates);
        let mut forecaster = Forecaster { globals, templates, depth, known };
        let spots = self.ledger.frames[here.frame].spots.len() as u64;
        let forecast = forecaster.statement(item, spots);
        self.forecasts = forecaster.known;
        let Some(headline) = self.excess(self.spent.effort.and(forecast)) else { return false };
        let Effort { records, rounds, .. } = forecast;
        let help = format!("this makes {records} records in {rounds} rounds, or more");
        self.spent.is_over = true;
        self.ledger.error(Diagnostic::error(&codes::OVER_BUDGET, item.line.span, headline).help(help));
        true
    }

    /// One use of a template or one round of a loop; whether it may be run.
    pub(super) fn may_run(&mut self, here: &Here<'s>, span: Span) -> bool {
        let depth = self.ledger.defaults.budget.depth;
        if !self.spend(Effort { rounds: 1, ..Effort::default() }, here, span) {
            return false;
        }
        if here.depth > depth {
            let headline = format!("templates and loops go deeper than {depth}");
            self.report(here, span, headline);
        }
        here.depth <= depth
    }

    /// Takes what is done in a template or loop from the budget; `false` if it
    /// is used up.
    pub(super) fn spend(&mut self, effort: Effort, here: &Here<'s>, span: Span) -> bool {
        if here.depth == 0 || self.spent.is_over {
            return here.depth == 0;
        }
        self.spent.effort = self.spent.effort.and(effort);
        let errors = self.ledger.problems.count(Severity::Error);
        let excess = self.excess(self.spent.effort).or_else(|| {
            (errors > MOST_ERRORS).then(|| format!("after {errors} errors templates and loops end here"))
        });
        let Some(headline) = excess else { return true };
        self.end(here, span, headline);
        false
    }

    /// Reports what is too much; no template and no loop is run any more.
    pub(super) fn end(&mut self, here: &Here<'s>, span: Span, headline: String) {
        self.spent.is_over = true;
        self.report(here, span, headline);
    }

    /// Says how an effort is above the budget.
    fn excess(&self, effort: Effort) -> Option<String> {
        let most = self.ledger.defaults.budget.records;
        let most_steps = most.saturating_mul(STEPS_A_RECORD);
        if effort.records > most {
            Some(format!("templates and loops make more than {most} records"))
        } else if effort.rounds > most {
            Some(format!("templates and loops run more than {most} rounds"))
        } else if effort.steps > most_steps {
            Some(format!("templates and loops take more than {most_steps} steps"))
        } else {
            None
        }
    }

    /// With the way that led here.
    pub(super) fn report(&mut self, here: &Here<'s>, span: Span, headline: String) {
        let mut error = Diagnostic::error(&codes::OVER_BUDGET, span, headline);
        let mut chain = here.chain;
        while let Some(step) = chain.and_then(|Chain(step)| self.ledger.steps.get(step as usize)) {
            error = error.other(
                step.span,
                match &step.kind {
                    StepKind::Use(template) => format!("by `use {template}`"),
                    StepKind::For(round) => format!("by this loop, where {round}"),
                    StepKind::Under(below) => format!("under {below}"),
                    StepKind::PtrFrom(zone) => format!("by `ptr from {zone}`"),
                },
            );
            chain = step.outer;
        }
        self.ledger.error(error);
    }
}
