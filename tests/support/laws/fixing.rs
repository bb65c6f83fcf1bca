//! What holds of the fixes that a machine may apply: each takes away what it is
//! for, and their text is read at least as well as the one before.

use zonal::diagnostic::{Applicability, Problems, Severity, corrected};
use zonal::syntax::Tree;
use zonal::text::SourceId;

const SOURCE: SourceId = SourceId(0);

/// Holds for what reading `text` says of it.
pub fn holds(text: &str) {
    let (_, problems) = Tree::parse(SOURCE, text);
    let Some(fixed) = reads_no_worse(text, &problems) else { return };
    let (_, after) = Tree::parse(SOURCE, &fixed);
    assert!(certain(&after) < certain(&problems), "{text:?}\nis to become\n{fixed:?}");
}

/// Holds for what compiling or linting says; the text with its certain fixes.
pub fn reads_no_worse(text: &str, problems: &Problems) -> Option<String> {
    let (fixed, _) = corrected(problems, SOURCE, text)?;
    let errors = |text: &str| Tree::parse(SOURCE, text).1.count(Severity::Error);
    assert!(errors(&fixed) <= errors(text), "{text:?}\nis to become\n{fixed:?}");
    Some(fixed)
}

fn certain(problems: &Problems) -> usize {
    let fixes = problems.iter().flat_map(|problem| &problem.fixes);
    fixes.filter(|fix| fix.applicability == Applicability::Certain).count()
}
