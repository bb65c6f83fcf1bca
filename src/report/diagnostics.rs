use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer};

use super::escape;
use super::excerpt::{Mark, excerpts};
use crate::diagnostic::{Diagnostic, Fix, Problems, Severity};
use crate::text::Sources;

/// How diagnostics are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawing {
    /// Whether ANSI colours may be used.
    pub colour: bool,
    /// The columns of the terminal; longer source lines are cut.
    pub width: usize,
    /// At most so many diagnostics are drawn; the rest is counted.
    pub limit: usize,
}

impl Default for Drawing {
    /// Plain, 100 columns, 100 diagnostics.
    fn default() -> Drawing {
        Drawing { colour: false, width: 100, limit: 100 }
    }
}

/// The diagnostics with the source under each, and the summary as the last
/// line; empty if there are none. Where there are too many, errors are drawn
/// before anything else. `problems` stay in their order: sort them before.
pub fn draw(problems: &Problems, sources: &Sources, drawing: Drawing) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let renderer = if drawing.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(drawing.width.max(40));
    let mut text = String::new();
    for diagnostic in shown(problems, drawing.limit) {
        text.push_str(&renderer.render(&[group(diagnostic, sources)]));
        text.push_str("\n\n");
    }
    match problems.len().saturating_sub(drawing.limit) {
        0 => {}
        1 => text.push_str("... and 1 more that is not shown\n"),
        more => text.push_str(&format!("... and {more} more that are not shown\n")),
    }
    text.push_str(&summary(problems));
    text.push('\n');
    text
}

/// `2 errors, 1 warning`; `no problems` if there are none.
pub fn summary(problems: &Problems) -> String {
    let counted = |severity: Severity, word: &str| {
        let count = problems.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        match count {
            0 => None,
            1 => Some(format!("1 {word}")),
            _ => Some(format!("{count} {word}s")),
        }
    };
    let parts: Vec<String> = [
        counted(Severity::Error, "error"),
        counted(Severity::Warning, "warning"),
        counted(Severity::Notice, "notice"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
}

/// All, or the first errors and then the first others, in their own order.
fn shown(problems: &Problems, limit: usize) -> Vec<&Diagnostic> {
    let errors = problems.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let (mut errors_left, mut others_left) = (limit, limit.saturating_sub(errors));
    let fits = |diagnostic: &&Diagnostic| {
        let left = if diagnostic.severity == Severity::Error { &mut errors_left } else { &mut others_left };
        let fits = *left > 0;
        *left = left.saturating_sub(1);
        fits
    };
    problems.iter().filter(fits).collect()
}

fn group<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources) -> Group<'d> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE.with_name("notice"),
    };
    let title = level.primary_title(escape(&diagnostic.headline)).id(diagnostic.code.name);
    let mut group = Group::with_title(title);
    for excerpt in excerpts(&marks(diagnostic), sources) {
        let origin = Origin::path(escape(&excerpt.path).into_owned())
            .line(excerpt.place.line as usize)
            .char_column(excerpt.place.column as usize);
        group = group.element(origin).element(excerpt.into_snippet());
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(escape(help)));
    }
    for fix in &diagnostic.fixes {
        group = group.element(Level::HELP.message(proposal(fix)));
    }
    group
}

fn marks(diagnostic: &Diagnostic) -> Vec<Mark<'_>> {
    let primary =
        diagnostic.span.map(|span| Mark { span, kind: AnnotationKind::Primary, label: &diagnostic.label });
    let others = diagnostic.others.iter().map(|other| Mark {
        span: other.span,
        kind: AnnotationKind::Context,
        label: &other.text,
    });
    primary.into_iter().chain(others).collect()
}

/// The title, and the replacement where the title does not quote it.
fn proposal(fix: &Fix) -> String {
    let mut text = fix.title.clone();
    let unsaid = fix.edits.iter().map(|(_, new)| new.trim()).filter(|new| !fix.title.contains(new));
    for (index, new) in unsaid.enumerate() {
        text.push_str(if index == 0 { ": `" } else { ", `" });
        text.push_str(new);
        text.push('`');
    }
    escape(&text).into_owned()
}
