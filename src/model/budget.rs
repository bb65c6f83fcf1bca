//! The one budget: what the sources multiply, whoever multiplies it, counts
//! against it. A line may make as much as it has octets before it counts, so
//! what is written out one by one is never limited.

use std::collections::HashSet;

use super::Budget;
use super::codes;
use super::desired::Chain;
use super::expand::forecast::Forecaster;
use super::expand::{Expander, Here};
use super::ledger::Ledger;
use super::way::whole_way;
use crate::diagnostic::{Diagnostic, Severity};
use crate::syntax::Item;
use crate::text::Span;

/// What lines make, and what it costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Effort {
    pub records: u64,
    /// Uses of templates, rounds of loops, and the places of a block or of a line
    /// that makes no records.
    pub rounds: u64,
    /// Lines and values, and each [`OCTETS_A_STEP`] octets of what is kept.
    pub steps: u64,
}

/// So many octets are kept in one step.
const OCTETS_A_STEP: usize = 8;

/// So many octets of a line are read in one step.
const OCTETS_READ_A_STEP: u64 = 32;

/// So many steps may be taken for each record of the budget.
const STEPS_A_RECORD: u64 = 16;

/// Deeper no body is run, whatever the budget: each takes its part of the stack.
pub(super) const MOST_NESTED: usize = 256;

/// Errors after which no further round is run: a line that is wrong is wrong in each.
const MOST_ERRORS: usize = 1000;

impl Effort {
    pub fn records(records: u64) -> Effort {
        Effort { records, ..Effort::default() }
    }

    pub fn rounds(rounds: usize) -> Effort {
        Effort { rounds: rounds as u64, ..Effort::default() }
    }

    /// Of keeping so many octets.
    pub fn octets(octets: usize) -> Effort {
        Effort { steps: (octets / OCTETS_A_STEP) as u64, ..Effort::default() }
    }

    /// Of reading a line once more.
    pub fn reading(line: Span) -> Effort {
        Effort { steps: 1 + u64::from(line.end - line.start) / OCTETS_READ_A_STEP, ..Effort::default() }
    }

    /// What a line may make before it counts: a record and a round for each of its octets.
    pub fn written(line: Span) -> Effort {
        let octets = u64::from(line.end - line.start);
        Effort { records: octets, rounds: octets, steps: octets * STEPS_A_RECORD }
    }

    pub fn and(self, other: Effort) -> Effort {
        Effort {
            records: self.records.saturating_add(other.records),
            rounds: self.rounds.saturating_add(other.rounds),
            steps: self.steps.saturating_add(other.steps),
        }
    }

    pub fn times(self, count: u64) -> Effort {
        Effort {
            records: self.records.saturating_mul(count),
            rounds: self.rounds.saturating_mul(count),
            steps: self.steps.saturating_mul(count),
        }
    }

    /// What is left of it without another.
    fn without(self, other: Effort) -> Effort {
        Effort {
            records: self.records.saturating_sub(other.records),
            rounds: self.rounds.saturating_sub(other.rounds),
            steps: self.steps.saturating_sub(other.steps),
        }
    }
}

/// That the budget is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spent;

/// What was used of the budget so far.
#[derive(Debug, Default)]
pub(super) struct Meter {
    limits: Budget,
    spent: Effort,
    is_over: bool,
    /// What is too much, until it is said.
    unsaid: Option<String>,
    /// Lines that are too deep, which has been said.
    too_deep: HashSet<Span>,
}

impl Meter {
    pub fn new(limits: Budget) -> Meter {
        Meter { limits, ..Meter::default() }
    }

    /// Whether something was left out because it was too much.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Takes what `free` does not cover, and gives it back; `free` is used up by it.
    /// Behind the end of the budget nothing more is given but what is free.
    pub fn take(&mut self, effort: Effort, free: &mut Effort) -> Result<Effort, Spent> {
        let counted = effort.without(*free);
        *free = free.without(effort);
        if counted == Effort::default() {
            return Ok(counted);
        }
        if self.is_over {
            return Err(Spent);
        }
        self.spent = self.spent.and(counted);
        match self.excess(Effort::default()) {
            None => Ok(counted),
            Some(headline) => {
                self.end(headline);
                Err(Spent)
            }
        }
    }

    /// What there is to say about the end of the budget, if that was not said before.
    pub fn over(&mut self, span: Span) -> Option<Diagnostic> {
        let error = Diagnostic::error(&codes::OVER_BUDGET, span, self.unsaid.take()?);
        Some(error.help(limit_in_file("records")))
    }

    fn end(&mut self, headline: String) {
        self.is_over = true;
        self.unsaid = Some(headline);
    }

    /// Says how all that was taken would be too much with `more`.
    fn excess(&self, more: Effort) -> Option<String> {
        let effort = self.spent.and(more);
        let most = self.limits.records;
        let most_steps = most.saturating_mul(STEPS_A_RECORD);
        if effort.records > most {
            Some(format!("templates, loops and lists make more than {most} records"))
        } else if effort.rounds > most {
            Some(format!("templates, loops and lists run more than {most} rounds"))
        } else if effort.steps > most_steps {
            Some(format!("templates, loops and lists take more than {most_steps} steps"))
        } else {
            None
        }
    }
}

impl Ledger<'_> {
    /// Takes from the budget what `free` does not cover; `false` if it is used
    /// up, which is said once.
    pub fn spend(&mut self, effort: Effort, free: &mut Effort, span: Span, chain: Option<Chain>) -> bool {
        let taken = self.budget.take(effort, free);
        self.say_if_over(span, chain);
        taken.is_ok()
    }

    /// Says that the budget was used up here, if that was not said before.
    pub fn say_if_over(&mut self, span: Span, chain: Option<Chain>) {
        if let Some(error) = self.budget.over(span) {
            self.say_with_chain(error, chain);
        }
    }

    /// With the way that led here.
    fn say_with_chain(&mut self, error: Diagnostic, chain: Option<Chain>) {
        let way = whole_way(&self.steps, chain);
        self.error(Diagnostic { way, ..error });
    }
}

fn limit_in_file(key: &str) -> String {
    format!("limits stand in zonal.toml: raise `{key}` of `[budget]` if this is meant")
}

impl<'s> Expander<'_, 's> {
    /// Reports an outermost template or loop that is known to go too far.
    pub(super) fn is_too_much(&mut self, item: &Item<'s>, here: &Here<'s>) -> bool {
        if here.depth > 0 || self.ledger.budget.is_over {
            return self.ledger.budget.is_over;
        }
        let known = std::mem::take(&mut self.forecasts);
        let depth = self.ledger.budget.limits.depth;
        let (globals, templates) = (&self.globals, &self.templates);
        let mut forecaster =
            Forecaster { globals, templates, depth, nesting: 0, lists: Default::default(), known };
        let spots = self.ledger.frames[here.frame].spots.len() as u64;
        let forecast = forecaster.statement(item, spots);
        let excess = self.ledger.budget.excess(forecast);
        let way = if excess.is_some() { forecaster.way(item, spots) } else { Vec::new() };
        self.forecasts = forecaster.known;
        let Some(headline) = excess else { return false };
        self.ledger.budget.is_over = true;
        let Effort { records, rounds, .. } = forecast;
        let error = Diagnostic::error(&codes::OVER_BUDGET, item.line.span, headline)
            .help(format!("this makes {records} records in {rounds} rounds, or more"))
            .help(limit_in_file("records"));
        self.ledger.error(Diagnostic { way, ..error });
        true
    }

    /// One use of a template or one round of a loop that keeps its values; whether it
    /// may be run.
    pub(super) fn may_run(&mut self, kept: Effort, here: &Here<'s>, span: Span) -> bool {
        let depth = self.ledger.budget.limits.depth;
        if !self.spend(Effort::rounds(1).and(kept), here, span) {
            return false;
        }
        if here.depth > depth {
            let headline = format!("templates and loops go deeper than {depth}");
            let error = Diagnostic::error(&codes::OVER_BUDGET, span, headline);
            self.say_too_deep(error.help(limit_in_file("depth")), span, here);
        }
        here.depth <= depth
    }

    /// A block that is one too many within others; each takes its part of the stack.
    pub(super) fn is_too_deep(&mut self, here: &Here<'s>, span: Span) -> bool {
        if self.nesting < MOST_NESTED {
            return false;
        }
        let headline = format!("more than {MOST_NESTED} blocks within each other, over all templates");
        self.say_too_deep(Diagnostic::error(&codes::OVER_BUDGET, span, headline), span, here);
        true
    }

    /// Once for each line: in each round it is as deep.
    fn say_too_deep(&mut self, error: Diagnostic, line: Span, here: &Here<'s>) {
        if self.ledger.budget.too_deep.insert(line) {
            self.ledger.say_with_chain(error, here.chain);
        }
    }

    /// What a line may make here before it counts: in templates and loops nothing.
    pub(super) fn free(&self, here: &Here<'s>, line: Span) -> Effort {
        if here.depth == 0 { Effort::written(line) } else { Effort::default() }
    }

    /// Takes what a line does from the budget; `false` if it is used up.
    pub(super) fn spend(&mut self, effort: Effort, here: &Here<'s>, line: Span) -> bool {
        self.spend_beyond(effort, &mut self.free(here, line), here, line)
    }

    /// Takes what `free` does not cover.
    pub(super) fn spend_beyond(
        &mut self,
        effort: Effort,
        free: &mut Effort,
        here: &Here<'s>,
        line: Span,
    ) -> bool {
        let errors = self.ledger.problems.count(Severity::Error);
        if here.depth > 0 && errors > MOST_ERRORS && !self.ledger.budget.is_over {
            self.ledger.budget.is_over = true;
            let headline = format!("after {errors} errors templates and loops end here");
            let error = Diagnostic::error(&codes::OVER_BUDGET, line, headline);
            self.ledger.say_with_chain(error, here.chain);
        }
        self.ledger.spend(effort, free, line, here.chain)
    }
}
