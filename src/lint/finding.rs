use std::collections::HashSet;

use super::rule::Rule;
use super::subject::Place;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::dns::Name;
use crate::model::Allowance;
use crate::text::Span;

/// What rules find.
#[derive(Debug, Default)]
pub struct Findings {
    rule: Option<&'static Rule>,
    pub(super) all: Vec<Finding>,
}

/// Something that a rule found, and what could allow it.
#[derive(Debug)]
pub(super) struct Finding {
    pub rule: &'static Rule,
    pub diagnostic: Diagnostic,
    /// `None` where no zone is to blame.
    pub apex: Option<Name>,
    /// Which content of the zone it was found in.
    pub view: Option<String>,
    /// `None` for the zone as a whole.
    pub owner: Option<Name>,
    pub allowances: Vec<Allowance>,
}

impl Finding {
    fn key(&self) -> (Option<Span>, &'static str, &str, Option<&Name>) {
        let Diagnostic { span, code, headline, .. } = &self.diagnostic;
        (*span, code.name, headline, self.apex.as_ref())
    }
}

impl Findings {
    /// What is left of what was found in a view, if `other` was found in another one: what both have.
    pub(super) fn retain_common(&mut self, other: &Findings) {
        let seen: HashSet<_> = other.all.iter().map(Finding::key).collect();
        self.all.retain(|finding| seen.contains(&finding.key()));
    }

    /// What is found from here on, `rule` finds.
    pub(super) fn begin(&mut self, rule: &'static Rule) {
        self.rule = Some(rule);
    }

    /// Something is found at a place. `headline` is a sentence that stands
    /// alone, without a full stop.
    pub fn at<'v>(&mut self, place: impl Into<Place<'v>>, headline: impl Into<String>) -> Report<'_> {
        let place = place.into();
        let rule = self.rule.expect("`run` begins each rule");
        let severity = rule.level.severity().unwrap_or(crate::diagnostic::Severity::Notice);
        let diagnostic = Diagnostic::new(rule.code, severity, Some(place.span), headline);
        // The last one is in the zone; more than that is what `zonal explain` is for.
        let inner = place.uses.first().copied();
        let used = inner.into_iter().chain(place.uses.last().copied().filter(|last| Some(*last) != inner));
        self.all.push(Finding {
            rule,
            diagnostic: used.fold(diagnostic, |said, span| said.other(span, "used here")),
            apex: place.desired.map(|desired| desired.zone.apex().clone()),
            view: place.desired.and_then(|desired| desired.view.clone()),
            owner: place.owner,
            allowances: place.allowances.into_iter().cloned().collect(),
        });
        Report { diagnostic: &mut self.all.last_mut().expect("it was just pushed").diagnostic }
    }
}

/// A finding to which more is said.
pub struct Report<'f> {
    diagnostic: &'f mut Diagnostic,
}

impl Report<'_> {
    /// What stands at the place, in a few words.
    pub fn label(self, text: impl Into<String>) -> Self {
        self.edit(|diagnostic| diagnostic.label(text))
    }

    /// A second place that belongs to the story.
    pub fn other<'v>(self, place: impl Into<Place<'v>>, text: impl Into<String>) -> Self {
        let span = place.into().span;
        self.edit(|diagnostic| diagnostic.other(span, text))
    }

    /// What to do, a sentence.
    pub fn help(self, text: impl Into<String>) -> Self {
        self.edit(|diagnostic| diagnostic.help(text))
    }

    /// A fix that replaces the text of `span`.
    pub fn fix(
        self,
        applicability: Applicability,
        title: impl Into<String>,
        span: Span,
        replacement: impl Into<String>,
    ) -> Self {
        self.edit(|diagnostic| diagnostic.fix(applicability, title, span, replacement))
    }

    fn edit(self, edit: impl FnOnce(Diagnostic) -> Diagnostic) -> Self {
        *self.diagnostic = edit(self.diagnostic.clone());
        self
    }
}
