//! What holds of the fixes that a machine may apply: they come to an end, and
//! no line is understood less than before.

use zonal::diagnostic::{Problems, corrected};
use zonal::syntax::ast::{Block, Statement};
use zonal::syntax::{Item, Tree};
use zonal::text::SourceId;

const SOURCE: SourceId = SourceId(0);

/// Holds for what reading `text` says of it. A line may have several mistakes, of
/// which one is told at a time; all come to an end.
pub fn holds(text: &str) {
    let mut text = text.to_owned();
    let most = 4 + 4 * Tree::parse(SOURCE, &text).1.len();
    for _ in 0..most {
        let (_, problems) = Tree::parse(SOURCE, &text);
        match reads_no_worse(&text, &problems) {
            Some(fixed) => text = fixed,
            None => return,
        }
    }
    panic!("fixes without end: {text:?}");
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
