use annotate_snippets::{AnnotationKind, Group, Level, Renderer};

use super::excerpt::{Mark, excerpts};
use super::{escape, escape_lines};
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
        let (group, places) = group(diagnostic, sources);
        text.push_str(&with_places(&renderer.render(&[group]), &places));
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
    let counted = |severity: Severity, word: &str| match problems.count(severity) {
        0 => None,
        1 => Some(format!("1 {word}")),
        count => Some(format!("{count} {word}s")),
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
    let errors = problems.count(Severity::Error);
    let (mut errors_left, mut others_left) = (limit, limit.saturating_sub(errors));
    let fits = |diagnostic: &&Diagnostic| {
        let left = if diagnostic.severity == Severity::Error { &mut errors_left } else { &mut others_left };
        let fits = *left > 0;
        *left = left.saturating_sub(1);
        fits
    };
    problems.iter().filter(fits).collect()
}

/// Stands in front of the number of a place. [`escape`] leaves none in a text.
const PLACE: char = '\u{f0000}';

/// What to draw, and the places that its excerpts are at. The renderer would
/// count columns in what is drawn, which may be cut and escaped; so it gets
/// numbers for paths, and [`with_places`] puts the places in.
fn group<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources) -> (Group<'d>, Vec<String>) {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE.with_name("notice"),
    };
    let title = level.primary_title(escape(&diagnostic.headline)).id(diagnostic.code.name);
    let mut group = Group::with_title(title);
    let mut places = Vec::new();
    for excerpt in excerpts(&marks(diagnostic), sources) {
        let path = format!("{PLACE}{}", places.len());
        places.push(format!("{}:{}:{}", escape(&excerpt.path), excerpt.place.line, excerpt.place.column));
        group = group.element(excerpt.into_snippet(path));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(escape_lines(help, "")));
    }
    for fix in diagnostic.fixes.iter().filter(|fix| !is_said(fix, &diagnostic.help)) {
        group = group.element(Level::HELP.message(proposal(fix)));
    }
    (group, places)
}

fn with_places(drawn: &str, places: &[String]) -> String {
    let mut parts = drawn.split(PLACE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (part, place) in parts.zip(places) {
        text.push_str(place);
        text.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':'));
    }
    text
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

/// Whether the advice quotes all that a fix would write.
fn is_said(fix: &Fix, help: &[String]) -> bool {
    let quoted = |new: &str| format!("`{}`", new.trim());
    let mut edits = fix.edits.iter();
    !fix.edits.is_empty() && edits.all(|(_, new)| help.iter().any(|help| help.contains(&quoted(new))))
}

/// The title, and the replacement where the title does not quote it.
pub(super) fn proposal(fix: &Fix) -> String {
    let mut text = fix.title.clone();
    let unsaid = fix.edits.iter().map(|(_, new)| new.trim()).filter(|new| !fix.title.contains(new));
    for (index, new) in unsaid.enumerate() {
        text.push_str(if index == 0 { ": `" } else { ", `" });
        text.push_str(new);
        text.push('`');
    }
    escape(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Applicability, Code};
    use crate::report::json;
    use crate::text::{Source, SourceId, Span};

    static CODE: Code = Code { name: "some-code", manual: "" };

    /// A source, and an error at the part of it between `«` and `»`.
    fn marked(text: &str) -> (Sources, Diagnostic) {
        let start = text.find('«').unwrap();
        let end = text.find('»').unwrap() - '«'.len_utf8();
        let mut sources = Sources::default();
        let id = sources.add(Source::new("zones/a.dns", text.replace(['«', '»'], "")));
        let span = Span::new(id, start as u32, end as u32);
        (sources, Diagnostic::error(&CODE, span, "something is wrong").label("here"))
    }

    fn draw_one(diagnostic: Diagnostic, sources: &Sources, drawing: Drawing) -> String {
        draw(&Problems::from_iter([diagnostic]), sources, drawing)
    }

    fn drawn(text: &str) -> String {
        let (sources, diagnostic) = marked(text);
        draw_one(diagnostic, &sources, Drawing::default())
    }

    fn story() -> (Sources, Problems) {
        let text = "zone example.com {\n  www A 192.0.2.1\n  w.w A 192.0.2.2\n}\n";
        let (mut sources, other) = (Sources::default(), "let web = 192.0.2.1\n");
        let id = sources.add(Source::new("zones/a.dns", text));
        let second = sources.add(Source::new("zones/b.dns", other));
        let span = Span::new(id, 39, 42);
        let error = Diagnostic::error(&CODE, span, "`w.w` has several labels")
            .label("two labels")
            .other(Span::new(id, 21, 24), "the first owner")
            .other(Span::new(second, 4, 7), "declared here")
            .help("write one label, or put it into quotes")
            .fix(Applicability::Maybe, "write `www`", span, "www")
            .fix(Applicability::Certain, "quote it", span, "\"w.w\"");
        let warning = Diagnostic::warning(&CODE, Span::new(second, 0, 3), "`web` is not used");
        let notice = Diagnostic::new(&CODE, Severity::Notice, None, "the project has no zone");
        (sources, Problems::from_iter([error, warning, notice.help("add a file `zones/x.dns`")]))
    }

    fn cases() -> Vec<(&'static str, String)> {
        let (sources, problems) = story();
        let colour = Drawing { colour: true, ..Drawing::default() };
        let two = Drawing { limit: 2, ..Drawing::default() };
        let endless = format!("{}«bad»{}", "x ".repeat(1_000_000), " y".repeat(1_000_000));
        let far = format!("«zone a {{»\n{}}}\n", "  x A 192.0.2.1\n".repeat(50));
        let (far, mut distant) = marked(&far);
        distant = distant.other(Span::new(SourceId(0), 9 + 16 * 50, 9 + 16 * 50 + 1), "its end");
        let (empty, diagnostic) = (marked("«»").0, marked("«»").1);
        let beyond = Diagnostic { span: Some(Span::new(SourceId(0), 7, 99)), ..diagnostic.clone() };
        let hostile = Diagnostic::error(&CODE, Span::new(SourceId(0), 0, 1), "no \u{1b}[2J\u{202e}zone\n")
            .label("\u{1b}]0;x\u{7}")
            .help("\u{9b}2J")
            .fix(Applicability::Maybe, "write", Span::new(SourceId(0), 0, 1), "\u{200b}\u{1b}");
        let (a, _) = marked("«a»");
        vec![
            ("a whole story", draw(&problems, &sources, Drawing::default())),
            ("with colour", draw(&problems, &sources, colour).replace('\u{1b}', "<ESC>")),
            ("as JSON", json(&problems, &Problems::default(), &sources)),
            ("more than are drawn", draw(&problems, &sources, two)),
            (
                "help of several lines",
                draw_one(diagnostic.clone().help("write:\n\n  a\u{1b}\nb"), &empty, two),
            ),
            ("none", draw(&Problems::default(), &sources, two)),
            ("no problems as JSON", json(&Problems::default(), &Problems::default(), &sources)),
            ("an endless line", drawn(&endless)),
            ("a mark that is an endless line", drawn(&format!("«{}»", "z".repeat(1_000_000)))),
            ("far apart", draw_one(distant, &far, Drawing::default())),
            ("several lines", drawn("let a = 1\n«zone a {\n  www A\n}»\n")),
            ("many lines", drawn(&format!("«zone a {{\n{}}}»\n", "  x\n".repeat(40)))),
            ("an empty file", draw_one(diagnostic, &empty, Drawing::default())),
            ("beyond the end", draw_one(beyond, &empty, Drawing::default())),
            ("at the end", drawn("zone a {\n«»")),
            ("at the end of a line without an end", drawn("zone a {«»")),
            ("CRLF", drawn("zone a {\r\n  «w»\r\n}\r\n")),
            ("a line end", drawn("zone a {«\r\n»}\r\n")),
            ("tabs and wide characters", drawn("\t日本\t«語語» x\n")),
            ("controls in the source", drawn("a\u{1b}[31m \u{202e}«b\u{7}»\u{feff}\r c\n")),
            ("controls everywhere", draw_one(hostile.clone(), &a, Drawing::default())),
            ("controls as JSON", json(&Problems::from_iter([hostile]), &Problems::default(), &a)),
        ]
    }

    #[test]
    fn drawings_are_those_of_the_file() {
        let drawn: String = cases().iter().map(|(title, text)| format!("=== {title}\n{text}")).collect();
        let expected = include_str!("../../tests/report/diagnostics.txt");
        assert!(drawn == expected, "tests/report/diagnostics.txt should be:\n{drawn}");
    }

    /// Hangs if drawing one of them takes time that grows with the line.
    #[test]
    fn many_problems_on_an_endless_line() {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a.dns", "ö".repeat(10_000_000)));
        let problems = (0..100_000_u32).map(|number| {
            let start = number * 200;
            Diagnostic::error(&CODE, Span::new(id, start, start + 2), "odd").label("here")
        });
        let problems: Problems = problems.collect();
        let text = draw(&problems, &sources, Drawing::default());
        assert!(text.contains("--> a.dns:1:9901\n") && text.ends_with("100000 errors\n"));
        let text = json(&problems, &Problems::default(), &sources);
        assert!(text.contains("\"column\": 9999901") || text.contains("\"column\":9999901"));
    }

    #[test]
    fn every_span_of_an_odd_text_can_be_drawn() {
        let text = "a\r\n\r\r\n\té\u{1b}\u{202e}\n\nz\r";
        let (mut sources, length) = (Sources::default(), text.len() as u32);
        let id = sources.add(Source::new("o\u{1b}.dns", text));
        for start in 0..length + 2 {
            for end in start..length + 2 {
                let diagnostic = Diagnostic::error(&CODE, Span::new(id, start, end), "odd").label("here");
                let drawn = draw_one(diagnostic, &sources, Drawing::default());
                assert!(!drawn.contains(['\u{1b}', '\u{202e}', '\r', PLACE]), "{start}..{end}: {drawn:?}");
                assert!(drawn.contains("^ here") || drawn.contains("- here"), "{start}..{end}: {drawn}");
            }
        }
    }
}
