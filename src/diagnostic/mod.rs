//! What we say about a place in a source: a stable code, a tight span, and
//! what to do.

mod code;
mod correction;
mod row;
mod suggestion;

pub use code::Code;
pub(crate) use code::codes;
pub use correction::corrected;
pub use row::in_a_row;
pub use suggestion::nearest;

use std::collections::HashSet;

use crate::text::Span;

/// How bad it is. An error stops every command that would act on the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Notice,
}

/// Whether a machine may apply a fix without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    /// The meaning is certainly what the author wants.
    Certain,
    /// A reader should choose.
    Maybe,
}

/// A change of the source that removes the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// In the imperative: "write `mail.example.com.`".
    pub title: String,
    pub edits: Vec<(Span, String)>,
    pub applicability: Applicability,
}

/// A second place that belongs to the story.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// Why something may be found where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    pub by: Permit,
    pub reason: String,
}

/// Where a permission is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    /// Where the thing itself is.
    Source,
    /// In `zonal.toml`.
    Project,
}

/// One problem, said once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: &'static Code,
    pub severity: Severity,
    /// A sentence that stands alone, without a full stop.
    pub headline: String,
    /// `None` where no source is to blame (a missing file, an empty project).
    pub span: Option<Span>,
    /// What stands at `span`, in a few words; may be empty.
    pub label: String,
    pub others: Vec<Label>,
    /// The way that led there, innermost first, until [`Problems::sort`] puts it behind `others`.
    pub way: Vec<Label>,
    /// What to do, one sentence each.
    pub help: Vec<String>,
    pub fixes: Vec<Fix>,
    /// Where there is any, it is none to those who work on the sources.
    pub allowed: Vec<Permission>,
}

impl Diagnostic {
    pub fn error(code: &'static Code, span: Span, headline: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, Some(span), headline)
    }

    pub fn warning(code: &'static Code, span: Span, headline: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Warning, Some(span), headline)
    }

    pub fn new(
        code: &'static Code,
        severity: Severity,
        span: Option<Span>,
        headline: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            severity,
            headline: headline.into(),
            span,
            label: String::new(),
            others: Vec::new(),
            way: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
            allowed: Vec::new(),
        }
    }

    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        self.label = text.into();
        self
    }

    pub fn other(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.others.push(Label { span, text: text.into() });
        self
    }

    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help.push(text.into());
        self
    }

    /// A fix that replaces the text of `span`.
    pub fn fix(
        mut self,
        applicability: Applicability,
        title: impl Into<String>,
        span: Span,
        replacement: impl Into<String>,
    ) -> Diagnostic {
        self.fixes.push(Fix { title: title.into(), edits: vec![(span, replacement.into())], applicability });
        self
    }
}

/// All that one phase has to say. A phase returns its value *and* these.
///
/// Of each severity [`Problems::MOST`] are kept and the others counted, so that a
/// huge file that is wrong throughout does not fill the memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    all: Vec<Diagnostic>,
    /// How many of `all` there are of each severity.
    kept: [usize; 3],
    /// How many of each severity are not kept.
    dropped: [usize; 3],
}

impl Problems {
    /// How many of one severity are kept.
    pub const MOST: usize = 100_000;

    pub fn push(&mut self, diagnostic: Diagnostic) {
        let severity = diagnostic.severity as usize;
        if self.kept[severity] < Problems::MOST {
            self.kept[severity] += 1;
            self.all.push(shortened(diagnostic));
        } else {
            self.dropped[severity] += 1;
        }
    }

    /// Like [`Problems::push`] for an error that is only made if it is kept.
    pub fn push_error(&mut self, make: impl FnOnce() -> Diagnostic) {
        match self.is_full() {
            true => self.dropped[Severity::Error as usize] += 1,
            false => self.push(make()),
        }
    }

    pub fn extend(&mut self, more: Problems) {
        for (dropped, more) in self.dropped.iter_mut().zip(more.dropped) {
            *dropped += more;
        }
        more.all.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// How many there are of a severity, those that are not kept included.
    pub fn count(&self, severity: Severity) -> usize {
        self.kept[severity as usize] + self.dropped[severity as usize]
    }

    /// Whether no more errors are kept: who makes them may stop.
    pub fn is_full(&self) -> bool {
        self.kept[Severity::Error as usize] == Problems::MOST
    }

    /// Where the next one that is kept will stand.
    pub fn mark(&self) -> usize {
        self.all.len()
    }

    /// Moves those from the mark `from` on that stand in `source` to `place`, where the
    /// preset `name` is used.
    pub fn show_at(&mut self, from: usize, source: crate::text::SourceId, place: Span, name: &str) {
        let moved = self.all.get_mut(from..).unwrap_or_default();
        for diagnostic in moved {
            let Some(inside) = diagnostic.span.filter(|span| span.source == source) else { continue };
            diagnostic.others.insert(0, Label { span: inside, text: format!("in the preset `{name}`") });
            diagnostic.span = Some(place);
            diagnostic.way.retain(|step| step.span.source != source && step.span != place);
            diagnostic.fixes.clear();
        }
    }

    /// Gives errors from the mark `from` on that stand in `line` the way to it, unless they
    /// have one. Whether a warning counts is judged for each zone, so that the first way
    /// may be that of a zone that allows it.
    pub fn show_way(&mut self, from: usize, line: Span, way: &[Label]) {
        let new = self.all.get_mut(from..).unwrap_or_default();
        let is_inside =
            |span: Span| span.source == line.source && line.start <= span.start && span.end <= line.end;
        for diagnostic in new {
            let is_error = diagnostic.severity == Severity::Error;
            if is_error && diagnostic.way.is_empty() && diagnostic.span.is_some_and(is_inside) {
                diagnostic.way = way.to_vec();
            }
        }
    }

    /// Sorts by place, then severity, code and headline, and drops repeats. Of those
    /// that differ only in their way the first stays.
    pub fn sort(&mut self) {
        self.all.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.span, d.severity, d.code.name);
            key(a).cmp(&key(b)).then_with(|| a.headline.cmp(&b.headline))
        });
        let mut repeats: Vec<Diagnostic> = Vec::new();
        for diagnostic in std::mem::take(&mut self.all) {
            if repeats.first().is_some_and(|first| !is_repeat(&diagnostic, first)) {
                self.all.extend(as_one(&mut repeats));
            }
            repeats.push(diagnostic);
        }
        self.all.extend(as_one(&mut repeats));
        self.kept = [0; 3];
        for diagnostic in &self.all {
            self.kept[diagnostic.severity as usize] += 1;
        }
    }

    /// Those that are kept.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.all.iter()
    }

    /// How many there are, those that are not kept included.
    pub fn len(&self) -> usize {
        self.all.len() + self.dropped.iter().sum::<usize>()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

impl<'p> IntoIterator for &'p Problems {
    type Item = &'p Diagnostic;
    type IntoIter = std::slice::Iter<'p, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

impl IntoIterator for Problems {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

impl FromIterator<Diagnostic> for Problems {
    fn from_iter<T: IntoIterator<Item = Diagnostic>>(all: T) -> Problems {
        let mut problems = Problems::default();
        all.into_iter().for_each(|diagnostic| problems.push(diagnostic));
        problems
    }
}

/// Whether two problems are one that stands at several places, as a line of several zones does: they
/// differ in nothing but their way and what to do.
fn is_repeat(one: &Diagnostic, other: &Diagnostic) -> bool {
    let is_near = (one.span, &one.headline) == (other.span, &other.headline);
    let said =
        |one: &Diagnostic| Diagnostic { way: Vec::new(), help: Vec::new(), fixes: Vec::new(), ..one.clone() };
    is_near && said(one) == said(other)
}

/// The first of some repeats, with its way and how many ways there are, and with the fixes that are
/// right for all of them.
fn as_one(repeats: &mut Vec<Diagnostic>) -> Option<Diagnostic> {
    let ways: HashSet<&[Label]> = repeats.iter().map(|problem| &problem.way[..]).collect();
    let count = ways.len();
    let mut all = repeats.drain(..);
    let mut first = all.next()?;
    for other in all {
        first.fixes.retain(|fix| other.fixes.contains(fix));
    }
    if let Some(step) = first.way.first_mut().filter(|_| count > 1) {
        step.text = format!("{}, the first of {count} times", step.text);
    }
    first.others.append(&mut first.way);
    Some(first)
}

/// In octets: what a reader still takes in.
const LONGEST_SENTENCE: usize = 1000;

/// Without the tail of what quotes a text of any length.
fn shortened(mut diagnostic: Diagnostic) -> Diagnostic {
    let Diagnostic { headline, label, others, help, fixes, .. } = &mut diagnostic;
    let labels = others.iter_mut().map(|other| &mut other.text);
    let titles = fixes.iter_mut().map(|fix| &mut fix.title);
    for text in [headline, label].into_iter().chain(labels).chain(help).chain(titles) {
        if text.len() > LONGEST_SENTENCE {
            text.truncate(text.floor_char_boundary(LONGEST_SENTENCE));
            text.push('…');
        }
    }
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    static CODE: Code = Code { name: "some-code", manual: "" };

    #[test]
    fn too_many_are_counted_and_hide_no_error() {
        let at = |place: usize| Span::new(SourceId(0), place as u32, place as u32);
        let mut problems = Problems::default();
        for place in 0..Problems::MOST + 7 {
            problems.push(Diagnostic::warning(&CODE, at(place), "odd"));
        }
        assert!(!problems.has_errors());
        let twice = [1, 1].map(|place| Diagnostic::error(&CODE, at(place), "wrong"));
        problems.extend(Problems::from_iter(twice));
        let mut more = Problems::default();
        more.extend(problems.clone());
        more.sort();
        assert_eq!((more.count(Severity::Warning), more.count(Severity::Error)), (Problems::MOST + 7, 1));
        assert_eq!((more.iter().len(), more.len()), (Problems::MOST + 1, Problems::MOST + 8));
        assert!(more.has_errors() && problems.len() == more.len() + 1);
    }
}
