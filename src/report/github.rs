use super::diagnostics::proposal;
use super::escape;
use super::escape::push_visible;
use super::repository::{Region, Repository, Site};
use crate::diagnostic::{Diagnostic, Problems, Severity};

/// Workflow commands of GitHub Actions: a line for each problem, from which the
/// runner makes an annotation. It shows ten of each severity for a step.
pub(super) fn commands(problems: &Problems, repository: &Repository<'_>) -> String {
    problems.iter().map(|diagnostic| command(diagnostic, repository)).collect()
}

fn command(diagnostic: &Diagnostic, repository: &Repository<'_>) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    };
    let site = diagnostic.span.and_then(|span| repository.site_of(span));
    let place = site.map(|site| file(&site) + ",").unwrap_or_default();
    let message = data(&message(diagnostic, repository));
    format!("::{command} {place}title={}::{message}\n", property(diagnostic.code.name))
}

/// The runner takes no columns for several lines.
fn file(site: &Site) -> String {
    let path = property(&site.path);
    let Some(Region { start, end }) = &site.region else { return format!("file={path}") };
    if start.line == end.line {
        let (line, from, to) = (start.line, start.column, end.column);
        return format!("file={path},line={line},col={from},endLine={line},endColumn={to}");
    }
    // A line end that closes a region adds no line to it.
    let last = if end.column == 1 { end.line - 1 } else { end.line };
    format!("file={path},line={},endLine={last}", start.line)
}

/// The headline, where else to look, what to do: a line each.
fn message(diagnostic: &Diagnostic, repository: &Repository<'_>) -> String {
    let mut lines = vec![diagnostic.headline.clone()];
    let built_in = diagnostic.span.filter(|span| repository.site_of(*span).is_none());
    lines.extend(built_in.map(|span| format!("in {}", repository.place(span))));
    lines.extend(diagnostic.others.iter().map(|other| match other.text.is_empty() {
        true => repository.place(other.span),
        false => format!("{}: {}", repository.place(other.span), other.text),
    }));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    let lines = lines.into_iter().flat_map(|text| text.split('\n').map(str::to_owned).collect::<Vec<_>>());
    let shown = lines.map(|line| escape(&line).into_owned());
    let fixes = diagnostic.fixes.iter().map(|fix| format!("help: {}", proposal(fix)));
    shown.chain(fixes).collect::<Vec<String>>().join("\n")
}

/// What stands behind `::`: the runner takes it up to the end of the line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands behind `=`. What a terminal would obey, and the runner has no
/// escape for, is made visible.
fn property(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '%' => shown.push_str("%25"),
            '\r' => shown.push_str("%0D"),
            '\n' => shown.push_str("%0A"),
            ':' => shown.push_str("%3A"),
            ',' => shown.push_str("%2C"),
            _ => push_visible(character, &mut shown),
        }
    }
    shown
}
