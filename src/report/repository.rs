use std::path::{Component, Path};

use super::escape;
use crate::text::{Source, Sources, Span};

/// What stands in for a place that no file of the repository has.
const PROJECT_FILE: &str = "zonal.toml";
/// How the paths of sources begin that come with the program.
const BUILT_IN: &str = "zonal:";

/// The sources as a service sees them that shows problems beside the files of a
/// repository: by paths relative to its top.
pub(super) struct Repository<'s> {
    pub sources: &'s Sources,
    /// Of the project: empty, or with a slash at its end.
    base: String,
}

/// A place in a file of the repository.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Site {
    /// Relative to the top, with slashes.
    pub path: String,
    /// `None` for the file as a whole.
    pub region: Option<Region>,
}

/// From the first point up to the second, which is not part of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub start: Point,
    pub end: Point,
}

/// Lines and columns count from one, columns in UTF-16 code units. A byte order
/// mark has no column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub line: u32,
    pub column: u32,
}

impl<'s> Repository<'s> {
    /// `base` is the folder of the project, relative to the top of the repository.
    pub fn new(sources: &'s Sources, base: &Path) -> Repository<'s> {
        let folders = base.components().filter_map(|component| match component {
            Component::Normal(folder) => Some(folder.to_string_lossy().into_owned() + "/"),
            _ => None,
        });
        Repository { sources, base: folders.collect() }
    }

    /// Where to show what stands at a span: at the file of the project if it is in
    /// no file of the repository.
    pub fn site(&self, span: Option<Span>) -> Site {
        let own = span.and_then(|span| self.site_of(span));
        own.unwrap_or_else(|| Site { path: self.base.clone() + PROJECT_FILE, region: None })
    }

    /// `None` for what comes with the program.
    pub fn site_of(&self, span: Span) -> Option<Site> {
        let source = self.sources.get(span.source);
        let region =
            Region { start: point(source, span.start), end: point(source, span.end.max(span.start)) };
        let own = !source.path.starts_with(BUILT_IN);
        own.then(|| Site { path: format!("{}{}", self.base, source.path), region: Some(region) })
    }

    /// `PATH:LINE:COLUMN` for a reader, columns as in drawings.
    pub fn place(&self, span: Span) -> String {
        let source = self.sources.get(span.source);
        let position = source.position(span.start);
        let base = if source.path.starts_with(BUILT_IN) { "" } else { &self.base };
        format!("{}:{}:{}", escape(&format!("{base}{}", source.path)), position.line, position.column)
    }
}

impl Site {
    /// The first line; 1 for a whole file.
    pub fn line(&self) -> u32 {
        self.region.as_ref().map_or(1, |region| region.start.line)
    }
}

/// The end of a text that ends in a line end is behind that, in the last line:
/// there is no further one.
fn point(source: &Source, offset: u32) -> Point {
    let text = &source.text;
    let offset = text.floor_char_boundary((offset as usize).min(text.len()));
    let (before, line) = match text[..offset].strip_suffix('\n') {
        Some(before) if offset == text.len() => (before, source.position(before.len() as u32).line),
        _ => (&text[..offset], source.position(offset as u32).line),
    };
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let in_line = &text[start..offset];
    let in_line = if start == 0 { in_line.trim_start_matches('\u{feff}') } else { in_line };
    Point { line, column: in_line.encode_utf16().count() as u32 + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    #[test]
    fn columns_are_utf_16() {
        for (text, offset, line, column) in [
            ("", 0, 1, 1),
            ("", 9, 1, 1),
            ("abc", 3, 1, 4),
            ("a\tb", 2, 1, 3),
            ("é👩b", 2, 1, 2),
            ("é👩b", 6, 1, 4),
            ("é👩b", 4, 1, 2),
            ("\u{feff}ab", 0, 1, 1),
            ("\u{feff}ab", 3, 1, 1),
            ("\u{feff}ab", 4, 1, 2),
            ("a\n\u{feff}b", 5, 2, 2),
            ("a\r\nb\r\n", 1, 1, 2),
            ("a\r\nb\r\n", 2, 1, 3),
            ("a\r\nb\r\n", 3, 2, 1),
            ("a\r\nb\r\n", 6, 2, 4),
            ("a\nb\n", 99, 2, 3),
            ("\n", 1, 1, 2),
            ("a\n\n", 2, 2, 1),
            ("a\n\n", 3, 2, 2),
        ] {
            let expected = Point { line, column };
            assert_eq!(point(&Source::new("a.dns", text), offset), expected, "{text:?} at {offset}");
        }
    }

    #[test]
    fn paths_are_those_of_the_repository() {
        let mut sources = Sources::default();
        let own = Span::new(sources.add(Source::new("zones/a.dns", "x")), 0, 1);
        let preset = Span::new(sources.add(Source::new("zonal:preset/2026/x.dns", "x")), 0, 1);
        for (base, path) in [
            ("", "zones/a.dns"),
            (".", "zones/a.dns"),
            ("dns", "dns/zones/a.dns"),
            ("./a b//dns/", "a b/dns/zones/a.dns"),
        ] {
            let repository = Repository::new(&sources, Path::new(base));
            assert_eq!(repository.site_of(own).unwrap().path, path);
            assert_eq!(repository.place(own), format!("{path}:1:1"));
            assert_eq!(repository.site_of(preset), None);
            assert_eq!(repository.place(preset), "zonal:preset/2026/x.dns:1:1");
        }
        assert_eq!(own.source, SourceId(0));
    }
}
