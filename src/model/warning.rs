//! What compiling warns of, and whom it concerns.

use super::attributes::Allowance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::dns::Name;
use crate::text::Span;

/// A warning among the problems, as a zone has it: those that share the line have one each.
#[derive(Debug, Clone)]
pub struct Warning {
    /// With `code` and `headline`, which problem it is.
    pub span: Option<Span>,
    pub code: &'static Code,
    pub headline: String,
    /// The names that it is about; none if that is the zone as a whole.
    pub owners: Vec<Name>,
    /// What the place allows that could allow it.
    pub allowances: Vec<Allowance>,
}

impl Warning {
    /// `None` if the problem is no warning.
    pub(super) fn of(problem: &Diagnostic, owners: Vec<Name>, allowances: &[Allowance]) -> Option<Warning> {
        let Diagnostic { span, code, ref headline, .. } = *problem;
        let allowances = allowances.iter().filter(|one| one.code == code.name).cloned().collect();
        let is_warning = problem.severity == Severity::Warning;
        is_warning.then(|| Warning { span, code, headline: headline.clone(), owners, allowances })
    }
}

/// That a problem concerns the zone of a draft, if it is a warning.
#[derive(Debug, Clone)]
pub(super) struct Warned {
    /// Its place among those that are kept.
    pub problem: usize,
    /// That of the line; `None` for the name of the zone.
    pub context: Option<u32>,
    /// The owners that it is about, as keys; none if that is the zone as a whole.
    pub owners: Vec<Vec<u8>>,
}
