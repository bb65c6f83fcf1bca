use std::collections::HashMap;

use super::rule::Rule;
use super::subject::Place;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::dns::Name;
use crate::model::{Allowance, Desired};
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
    /// The name of the zone, where it is this that is to blame.
    pub whole: Option<Span>,
    /// Whether `[defaults]` of the project say it.
    pub is_default: bool,
    /// What several in the zone have it from.
    pub cause: Option<String>,
    pub allowances: Vec<Allowance>,
}

impl Finding {
    /// What two findings of one cause have in common, though what they count or name may differ.
    fn key(&self) -> (Option<Span>, &'static str, Option<Name>, Option<Name>) {
        (self.diagnostic.span, self.rule.code.name, self.apex.clone(), self.owner.clone())
    }
}

impl Findings {
    /// What is left of what was found as a view sees it, if `other` was found in another one: what both
    /// see. Where the two say it in different words, it is that `view` whose words stay.
    pub(super) fn retain_common(&mut self, other: &Findings, view: &str) {
        let mut seen: HashMap<_, usize> = HashMap::new();
        let mut said: HashMap<_, HashMap<&str, usize>> = HashMap::new();
        for finding in &other.all {
            *seen.entry(finding.key()).or_default() += 1;
            let headlines = said.entry(finding.key()).or_default();
            *headlines.entry(&finding.diagnostic.headline).or_default() += 1;
        }
        let is_same = |finding: &Finding| {
            let headlines = said.get_mut(&finding.key());
            let count = headlines.and_then(|headlines| headlines.get_mut(&finding.diagnostic.headline[..]));
            count.is_some_and(take_one) && seen.get_mut(&finding.key()).is_some_and(take_one)
        };
        // Those in the same words go first: the others have to be content with what is left.
        let (same, others): (Vec<Finding>, Vec<Finding>) =
            std::mem::take(&mut self.all).into_iter().partition(is_same);
        let left = |finding: &Finding| seen.get_mut(&finding.key()).is_some_and(take_one);
        let common = others.into_iter().filter(left).map(|mut finding| {
            if finding.diagnostic.label.is_empty() {
                finding.diagnostic.label = format!("as view `{view}` sees it");
            }
            finding
        });
        self.all = same.into_iter().chain(common).collect();
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
        let is_whole = |desired: &&Desired| place.owner.is_none() && place.span == desired.declared;
        self.all.push(Finding {
            rule,
            whole: place.desired.filter(is_whole).map(|desired| desired.named),
            diagnostic: used.fold(diagnostic, |said, span| said.other(span, "used here")),
            is_default: place.is_default,
            cause: None,
            apex: place.desired.map(|desired| desired.zone.apex().clone()),
            view: place.desired.and_then(|desired| desired.view.clone()),
            owner: place.owner,
            allowances: place.allowances.into_iter().cloned().collect(),
        });
        Report { finding: self.all.last_mut().expect("it was just pushed") }
    }
}

/// Whether there was one more.
fn take_one(count: &mut usize) -> bool {
    let left = count.checked_sub(1);
    left.map(|left| *count = left).is_some()
}

/// A finding to which more is said.
pub struct Report<'f> {
    finding: &'f mut Finding,
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

    /// Others of the zone have the same from one cause, which these words tell: it is said once.
    pub fn of_cause(self, words: impl Into<String>) -> Self {
        self.finding.cause = Some(words.into());
        self
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
        let diagnostic = &mut self.finding.diagnostic;
        let nothing = Diagnostic::new(diagnostic.code, diagnostic.severity, None, "");
        *diagnostic = edit(std::mem::replace(diagnostic, nothing));
        self
    }
}
