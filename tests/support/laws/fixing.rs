//! What holds of the fixes that a machine may apply: each takes away what it is
//! for, and no line is understood less than before.

use zonal::diagnostic::{Applicability, Problems, corrected};
use zonal::syntax::ast::{Block, Statement};
use zonal::syntax::{Item, Tree};
use zonal::text::SourceId;

const SOURCE: SourceId = SourceId(0);

/// Holds for what reading `text` says of it.
pub fn holds(text: &str) {
    let (_, problems) = Tree::parse(SOURCE, text);
    let Some(fixed) = reads_no_worse(text, &problems) else { return };
    let (_, after) = Tree::parse(SOURCE, &fixed);
    assert!(certain(&after) < certain(&problems), "{text:?}\nis to become\n{fixed:?}");
}

/// Holds for what compiling or linting says; the text with its certain fixes. A line
/// that is understood at last may show another mistake, but no more lines are lost.
pub fn reads_no_worse(text: &str, problems: &Problems) -> Option<String> {
    let (fixed, _) = corrected(problems, SOURCE, text)?;
    let lost = |text: &str| Tree::parse(SOURCE, text).0.items.iter().map(lost).sum::<usize>();
    assert!(lost(&fixed) <= lost(text), "{text:?}\nis to become\n{fixed:?}");
    Some(fixed)
}

/// The lines that are not understood, and the `}` that are missing.
fn lost(item: &Item<'_>) -> usize {
    let is_wrong = matches!(item.line.statement, Statement::Wrong | Statement::Open(Block::Wrong));
    let is_open = item.close.as_ref().is_some_and(|close| close.span.start == close.span.end);
    usize::from(is_wrong) + usize::from(is_open) + item.body.iter().map(lost).sum::<usize>()
}

fn certain(problems: &Problems) -> usize {
    let fixes = problems.iter().flat_map(|problem| &problem.fixes);
    fixes.filter(|fix| fix.applicability == Applicability::Certain).count()
}
