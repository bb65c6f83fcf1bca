use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use super::escape::{escape, push_visible};
use crate::text::{Position, Source, Sources, Span};

/// A span of more lines is drawn on its first one.
const MOST_LINES: u32 = 12;
/// Marks with at most so many lines between them share an excerpt.
const NEAR: u32 = 4;
/// Bytes of an overlong line before and behind the beginning of a mark.
const BEFORE: usize = 80;
const BEHIND: usize = 240;

/// A place to draw, and what to say there.
pub(super) struct Mark<'d> {
    pub span: Span,
    pub kind: AnnotationKind,
    pub label: &'d str,
}

/// A few lines of a source, safe to print, with marks in them.
pub(super) struct Excerpt {
    pub path: String,
    /// Where its first mark is.
    pub place: Position,
    first_line: u32,
    text: String,
    annotations: Vec<Annotation<'static>>,
}

impl Excerpt {
    pub fn into_snippet(self, path: String) -> Snippet<'static, Annotation<'static>> {
        let snippet = Snippet::source(self.text).line_start(self.first_line as usize);
        snippet.path(path).annotations(self.annotations)
    }
}

/// The excerpts that show all marks: that of the first mark first, the others
/// by source and line.
pub(super) fn excerpts(marks: &[Mark<'_>], sources: &Sources) -> Vec<Excerpt> {
    let mut places: Vec<Place<'_>> = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        places.push(Place::new(index, mark, sources.get(mark.span.source)));
    }
    places.sort_by_key(|place| (place.mark.span.source, place.first_line, place.start, place.index));
    let mut clusters: Vec<Vec<Place<'_>>> = Vec::new();
    for place in places {
        let near = clusters.last().is_some_and(|cluster| {
            let last_line = cluster.iter().map(|other| other.last_line).max().unwrap_or(0);
            let same = cluster[0].mark.span.source == place.mark.span.source;
            same && place.first_line <= last_line.saturating_add(NEAR)
        });
        match clusters.last_mut() {
            Some(cluster) if near => cluster.push(place),
            _ => clusters.push(vec![place]),
        }
    }
    clusters.sort_by_key(|cluster| !cluster.iter().any(|place| place.index == 0));
    clusters.iter().map(|cluster| excerpt(cluster, sources.get(cluster[0].mark.span.source))).collect()
}

/// A mark with its lines; offsets are clamped to the text.
struct Place<'d> {
    index: usize,
    mark: &'d Mark<'d>,
    start: usize,
    end: usize,
    first_line: u32,
    last_line: u32,
    label: String,
}

impl<'d> Place<'d> {
    fn new(index: usize, mark: &'d Mark<'d>, source: &Source) -> Place<'d> {
        let text = &source.text;
        let mut start = text.floor_char_boundary((mark.span.start as usize).min(text.len()));
        if text[..start].ends_with('\r') && text[start..].starts_with('\n') {
            start -= 1;
        }
        let mut end = text.ceil_char_boundary((mark.span.end as usize).clamp(start, text.len()));
        // A line end that closes a span adds no line to it.
        end = start + text[start..end].trim_end_matches(['\n', '\r']).len();
        let first_line = line_of(source, start);
        let mut last_line = line_of(source, end);
        let mut label = escape(mark.label).into_owned();
        if last_line - first_line >= MOST_LINES {
            label = if label.is_empty() { String::new() } else { label + " " };
            label.push_str(&format!("(up to line {last_line})"));
            end = source.line_end(start as u32) as usize;
            last_line = first_line;
        }
        Place { index, mark, start, end, first_line, last_line, label }
    }
}

fn excerpt(places: &[Place<'_>], source: &Source) -> Excerpt {
    let text = &source.text;
    let first_line = places[0].first_line;
    let begin = source.line_start(places[0].start as u32) as usize;
    let end = places.iter().map(|place| place.end).max().unwrap_or(begin);
    let mut window = Window::default();
    let mut at = begin;
    loop {
        let line_end = source.line_end(at as u32) as usize;
        window.push_line(text, at, line_end, places);
        if line_end >= end || line_end == text.len() {
            break;
        }
        window.text.push('\n');
        at = line_end + text[line_end..].find('\n').unwrap_or(0) + 1;
    }
    let annotations = places.iter().map(|place| {
        let range = window.offset(place.start)..window.offset(place.end).max(window.offset(place.start));
        let annotation = place.mark.kind.span(range);
        if place.label.is_empty() { annotation } else { annotation.label(place.label.clone()) }
    });
    let annotations = annotations.collect();
    let first = places.iter().min_by_key(|place| place.index).unwrap_or(&places[0]);
    Excerpt {
        path: source.path.clone(),
        place: source.position(first.start as u32),
        first_line,
        text: window.text,
        annotations,
    }
}

/// The number of a line; counts no columns.
fn line_of(source: &Source, at: usize) -> u32 {
    source.position(source.line_start(at as u32)).line
}

/// What is drawn, and where each character of the source went.
#[derive(Default)]
struct Window {
    text: String,
    /// Offsets in the source and in `text`, both rising.
    offsets: Vec<(usize, usize)>,
}

impl Window {
    /// Appends a line, made visible; an overlong one is cut round its first mark.
    fn push_line(&mut self, text: &str, start: usize, end: usize, places: &[Place<'_>]) {
        let (mut from, mut to) = (start, end);
        if end - start > BEFORE + BEHIND {
            let begins = places.iter().map(|place| place.start);
            let focus = begins.filter(|at| (start..=end).contains(at)).min().unwrap_or(start);
            from = text.ceil_char_boundary(focus.saturating_sub(BEFORE).max(start));
            to = text.floor_char_boundary((focus + BEHIND).min(end));
        }
        if from > start {
            self.text.push('…');
        }
        for (at, character) in text[from..to].char_indices() {
            self.offsets.push((from + at, self.text.len()));
            match character {
                '\t' => self.text.push_str("    "),
                _ => push_visible(character, &mut self.text),
            }
        }
        self.offsets.push((to, self.text.len()));
        if to < end {
            self.text.push('…');
        }
    }

    /// Where an offset of the source went; what was cut went to the cut.
    fn offset(&self, at: usize) -> usize {
        let index = self.offsets.partition_point(|(source, _)| *source < at);
        self.offsets.get(index).map_or(self.text.len(), |(_, window)| *window)
    }
}
