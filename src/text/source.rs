use std::sync::OnceLock;

/// Names one source of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A range of bytes in one source: `start` included, `end` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(source: SourceId, start: u32, end: u32) -> Span {
        Span { source, start, end }
    }

    /// The smallest span that covers both; both must be of one source.
    pub fn to(self, other: Span) -> Span {
        debug_assert_eq!(self.source, other.source);
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place for a human reader: both numbers count from one, columns count
/// Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// One source text and the path it is shown under.
#[derive(Debug)]
pub struct Source {
    /// As shown to the reader: relative to the project where there is one.
    pub path: String,
    pub text: String,
    line_starts: OnceLock<Vec<u32>>,
    /// How many characters begin before each multiple of [`STRIDE`].
    characters: OnceLock<Vec<u32>>,
}

/// Octets that are counted one by one at most, however long a line is.
const STRIDE: usize = 512;

impl Source {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Source {
        Source {
            path: path.into(),
            text: text.into(),
            line_starts: OnceLock::new(),
            characters: OnceLock::new(),
        }
    }

    /// The line and column of a byte offset; an offset beyond the end is the end.
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset).max(1);
        let start = starts[line - 1] as usize;
        let end = self.text.floor_char_boundary((offset as usize).min(self.text.len()));
        let column = match end.saturating_sub(start) {
            0..=STRIDE => characters(&self.text.as_bytes()[start.min(end)..end]),
            _ => self.characters_before(end) - self.characters_before(start),
        };
        Position { line: line as u32, column: column + 1 }
    }

    /// The offset at which the line of an offset begins.
    pub fn line_start(&self, offset: u32) -> u32 {
        let starts = self.line_starts();
        starts[starts.partition_point(|&start| start <= offset).max(1) - 1]
    }

    /// The offset at which the line of an offset ends: at `\n`, `\r\n` or the end of the text.
    pub fn line_end(&self, offset: u32) -> u32 {
        let starts = self.line_starts();
        let next = starts.get(starts.partition_point(|&start| start <= offset).max(1));
        let Some(newline) = next.map(|next| next - 1) else { return self.text.len() as u32 };
        let returns = newline > offset && self.text.as_bytes()[newline as usize - 1] == b'\r';
        if returns { newline - 1 } else { newline }
    }

    /// The text of a line, counted from one, without its line end.
    pub fn line(&self, line: u32) -> &str {
        let starts = self.line_starts();
        let Some(&start) = starts.get(line.saturating_sub(1) as usize) else { return "" };
        let end = starts.get(line as usize).map_or(self.text.len(), |&next| next as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }

    fn characters_before(&self, offset: usize) -> u32 {
        let text = self.text.as_bytes();
        let counts = self.characters.get_or_init(|| {
            let strides = text.chunks(STRIDE).scan(0, |before, stride| {
                let count = *before;
                *before += characters(stride);
                Some(count)
            });
            strides.collect()
        });
        let stride = (offset / STRIDE).min(counts.len().saturating_sub(1));
        counts.get(stride).copied().unwrap_or_default() + characters(&text[stride * STRIDE..offset])
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(newlines.map(|at| at as u32 + 1)).collect()
        })
    }
}

/// How many characters begin in a piece of UTF-8.
fn characters(text: &[u8]) -> u32 {
    text.iter().filter(|&&octet| octet & 0xc0 != 0x80).count() as u32
}

/// All sources of one run, in the order they were added.
#[derive(Debug, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    pub fn add(&mut self, source: Source) -> SourceId {
        self.all.push(source);
        SourceId(self.all.len() as u32 - 1)
    }

    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.all.iter().enumerate().map(|(index, source)| (SourceId(index as u32), source))
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        &self.get(span.source).text[span.start as usize..span.end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let source = Source::new("a.dns", "ab\r\nöx\n");
        for (offset, line, column) in
            [(0, 1, 1), (2, 1, 3), (4, 2, 1), (6, 2, 2), (7, 2, 3), (8, 3, 1), (99, 3, 1)]
        {
            assert_eq!(source.position(offset), Position { line, column }, "offset {offset}");
        }
        let bounds = |offset| (source.line_start(offset), source.line_end(offset));
        assert_eq!([0, 3, 4, 7, 8, 99].map(bounds), [(0, 2), (0, 3), (4, 7), (4, 7), (8, 8), (8, 8)]);
        assert_eq!(source.line(1), "ab");
        assert_eq!(source.line(2), "öx");
        assert_eq!(source.line(9), "");
    }

    #[test]
    fn long_lines_count_the_same() {
        let line: String = "aö語".chars().cycle().take(3000).collect();
        let source = Source::new("a.dns", format!("x\n{line}\n{line}"));
        for (line, start) in [(2, 2), (3, 3 + line.len())] {
            let rest = &source.text[start..];
            let ends = rest.char_indices().map(|(at, _)| at).take_while(|at| rest.as_bytes()[*at] != b'\n');
            for (count, at) in ends.enumerate() {
                let position = Position { line, column: count as u32 + 1 };
                assert_eq!(source.position((start + at) as u32), position, "{at}");
            }
        }
    }
}
