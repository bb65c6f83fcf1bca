use std::fmt::Write;

use super::error::Fault;
use crate::dns::{RecordType, Token};

/// A word or a quoted string, by its place. It never spans lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexeme {
    pub start: usize,
    pub end: usize,
    pub line: u32,
    /// Where its line starts.
    pub line_start: usize,
    pub quoted: bool,
    /// Its place in [`Lexer::rewritten`] where it has octets beyond ASCII.
    rewritten: Option<(usize, usize)>,
}

/// Cuts a master file into entries: what stands up to the end of a line, or of
/// the line that closes the last parenthesis.
pub(super) struct Lexer<'t> {
    bytes: &'t [u8],
    at: usize,
    line: u32,
    line_start: usize,
    lexemes: Vec<Lexeme>,
    /// How many bytes the lexemes of this entry took.
    taken: usize,
    /// Texts with octets beyond ASCII, those written as `\DDD`.
    rewritten: String,
    /// Comments before this place have been handed out.
    comments_until: usize,
    rescans_left: u32,
}

/// What [`Lexer::next_entry`] found.
pub(super) enum Found {
    /// The entry stands in [`Lexer::lexemes`], which may be empty.
    Entry {
        begins_with_blank: bool,
    },
    /// The entry is lost; the lexer stands behind it.
    /// [`Lexer::lexemes`] has those that stand before the fault, or more.
    Bad {
        begins_with_blank: bool,
        at: Lexeme,
        fault: Fault,
    },
    End,
}

/// RDATA has at most 65535 octets; four characters each and quotes and blanks
/// around every one of them stay below.
const MAX_ENTRY_TEXT: usize = 1 << 20;

/// After an unclosed parenthesis reading starts again at the next line. A limit
/// keeps the time linear in the size of the file.
const MAX_RESCANS: u32 = 8;

/// What ends a word.
const ENDS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let ends = b" \t\r\n;()\"\0";
    let mut index = 0;
    while index < ends.len() {
        table[ends[index] as usize] = true;
        index += 1;
    }
    table
};

impl<'t> Lexer<'t> {
    pub fn new(bytes: &'t [u8]) -> Lexer<'t> {
        let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Lexer {
            bytes,
            at: start,
            line: 1,
            line_start: start,
            lexemes: Vec::new(),
            taken: 0,
            rewritten: String::new(),
            comments_until: 0,
            rescans_left: MAX_RESCANS,
        }
    }

    pub fn lexemes(&self) -> &[Lexeme] {
        &self.lexemes
    }

    /// The text of a lexeme of the current entry: ASCII, escapes in place.
    pub fn text(&self, lexeme: &Lexeme) -> &str {
        match lexeme.rewritten {
            Some((start, end)) => &self.rewritten[start..end],
            None => {
                let inner = lexeme.quoted as usize;
                let bytes = &self.bytes[lexeme.start + inner..lexeme.end - inner];
                std::str::from_utf8(bytes).unwrap_or_default()
            }
        }
    }

    /// A lexeme as RDATA takes it.
    pub fn token(&self, lexeme: &Lexeme) -> Token<'_> {
        Token { text: self.text(lexeme), quoted: lexeme.quoted }
    }

    /// Makes one word of `key=` and the quoted value right behind it where the
    /// type has parameters (RFC 9460 section 2.1), from the lexeme at `from` on.
    pub fn shape_data(&mut self, record_type: RecordType, from: usize) {
        if !matches!(record_type, RecordType::SVCB | RecordType::HTTPS) {
            return;
        }
        let mut kept = from;
        for index in from..self.lexemes.len() {
            let value = self.lexemes[index];
            let key = self.lexemes[..kept]
                .last()
                .copied()
                .filter(|key| kept > from && value.quoted && !key.quoted && key.end == value.start);
            match key {
                Some(key) if self.text(&key).ends_with('=') => {
                    self.lexemes[kept - 1] = self.join(key, value);
                }
                _ => {
                    self.lexemes[kept] = value;
                    kept += 1;
                }
            }
        }
        self.lexemes.truncate(kept);
    }

    fn join(&mut self, key: Lexeme, value: Lexeme) -> Lexeme {
        let mut joined = Lexeme { end: value.end, ..key };
        if key.rewritten.is_some() || value.rewritten.is_some() {
            let text = format!("{}\"{}\"", self.text(&key), self.text(&value));
            let start = self.rewritten.len();
            self.rewritten.push_str(&text);
            joined.rewritten = Some((start, self.rewritten.len()));
        }
        joined
    }

    /// Takes the next entry. `comment` is given each comment once: from its `;`
    /// to the end of the line.
    pub fn next_entry(&mut self, comment: &mut dyn FnMut(Lexeme)) -> Found {
        if self.at == self.bytes.len() {
            return Found::End;
        }
        self.lexemes.clear();
        self.rewritten.clear();
        self.taken = 0;
        let begins_with_blank = matches!(self.bytes[self.at], b' ' | b'\t');
        let mut parentheses = Parentheses::default();
        let mut bad: Option<(Lexeme, Fault)> = None;
        while let Some(&byte) = self.bytes.get(self.at) {
            let fault = match byte {
                b' ' | b'\t' => {
                    self.at += 1;
                    None
                }
                b'\n' | b'\r' => {
                    self.pass_line_end();
                    if parentheses.depth == 0 {
                        return end_of_entry(begins_with_blank, bad);
                    }
                    None
                }
                b';' => {
                    self.pass_comment(comment);
                    None
                }
                b'(' => {
                    parentheses.open(self.take(1));
                    None
                }
                b')' => parentheses.close(self.take(1)),
                b'"' => self.pass_quoted(),
                0 => {
                    let fault = Fault::new("a NUL octet stands in the text").help("write it as `\\000`");
                    Some((self.take(1), fault))
                }
                _ => self.pass_word(),
            };
            if bad.is_none() {
                bad = fault;
            }
        }
        match parentheses.first {
            Some(first) => {
                let (at, fault) = self.rescan(first, bad);
                Found::Bad { begins_with_blank, at, fault }
            }
            None => end_of_entry(begins_with_blank, bad),
        }
    }

    /// Starts again behind the line of the fault that made the entry run to the
    /// end of the file.
    fn rescan(&mut self, unclosed: Lexeme, bad: Option<(Lexeme, Fault)>) -> (Lexeme, Fault) {
        let (at, mut fault) = bad.unwrap_or_else(|| (unclosed, Fault::new("this `(` is never closed")));
        if self.rescans_left == 0 {
            fault.message.push_str("; the file is not read on from here");
            return (at, fault);
        }
        self.rescans_left -= 1;
        (self.at, self.line, self.line_start) = (at.end, at.line, at.line_start);
        while !matches!(self.bytes.get(self.at), None | Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        self.pass_line_end();
        (at, fault)
    }

    fn pass_line_end(&mut self) {
        let width = match self.bytes[self.at..] {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => return,
        };
        self.at += width;
        self.line = self.line.saturating_add(1);
        self.line_start = self.at;
    }

    fn pass_comment(&mut self, comment: &mut dyn FnMut(Lexeme)) {
        let rest = &self.bytes[self.at..];
        let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let whole = self.take(length);
        if whole.start >= self.comments_until {
            self.comments_until = whole.end;
            comment(whole);
        }
    }

    fn pass_word(&mut self) -> Option<(Lexeme, Fault)> {
        let mut end = self.at;
        let mut all = 0;
        while let Some(&byte) = self.bytes.get(end) {
            if ENDS_WORD[byte as usize] {
                break;
            }
            all |= byte;
            end += 1;
            if byte == b'\\' {
                match self.bytes.get(end) {
                    None | Some(b'\n' | b'\r' | 0) => {}
                    Some(&protected) => {
                        all |= protected;
                        end += 1;
                    }
                }
            }
        }
        let lexeme = self.take(end - self.at);
        self.keep(lexeme, all >= 0x80)
    }

    fn pass_quoted(&mut self) -> Option<(Lexeme, Fault)> {
        let mut end = self.at + 1;
        let mut all = 0;
        let mut nul = false;
        loop {
            match self.bytes.get(end) {
                None | Some(b'\n' | b'\r') => {
                    let fault = Fault::new("this quote is not closed on its line");
                    let at = self.take(1);
                    self.at = end;
                    return Some((
                        at,
                        fault.help("end the text with `\"`; a `\"` inside it is written `\\\"`"),
                    ));
                }
                Some(b'"') => break,
                Some(b'\\') if !matches!(self.bytes.get(end + 1), None | Some(b'\n' | b'\r')) => {
                    all |= self.bytes[end + 1];
                    nul |= self.bytes[end + 1] == 0;
                    end += 2;
                }
                Some(&byte) => {
                    all |= byte;
                    nul |= byte == 0;
                    end += 1;
                }
            }
        }
        let mut lexeme = self.take(end + 1 - self.at);
        lexeme.quoted = true;
        if nul {
            let fault = Fault::new("a NUL octet stands in the text").help("write it as `\\000`");
            return Some((lexeme, fault));
        }
        self.keep(lexeme, all >= 0x80)
    }

    fn take(&mut self, length: usize) -> Lexeme {
        let start = self.at;
        self.at += length;
        let (line, line_start) = (self.line, self.line_start);
        Lexeme { start, end: self.at, line, line_start, quoted: false, rewritten: None }
    }

    fn keep(&mut self, mut lexeme: Lexeme, beyond_ascii: bool) -> Option<(Lexeme, Fault)> {
        self.taken = self.taken.saturating_add(lexeme.end - lexeme.start + 1);
        if self.taken > MAX_ENTRY_TEXT {
            let fault = Fault::new(format!("the entry takes more than {MAX_ENTRY_TEXT} characters"));
            return Some((lexeme, fault.help("the data of a record has at most 65535 octets")));
        }
        if beyond_ascii {
            let start = self.rewritten.len();
            let inner = lexeme.quoted as usize;
            rewrite(&self.bytes[lexeme.start + inner..lexeme.end - inner], &mut self.rewritten);
            lexeme.rewritten = Some((start, self.rewritten.len()));
        }
        self.lexemes.push(lexeme);
        None
    }
}

fn end_of_entry(begins_with_blank: bool, bad: Option<(Lexeme, Fault)>) -> Found {
    match bad {
        Some((at, fault)) => Found::Bad { begins_with_blank, at, fault },
        None => Found::Entry { begins_with_blank },
    }
}

#[derive(Default)]
struct Parentheses {
    depth: usize,
    /// The outermost one that is open.
    first: Option<Lexeme>,
}

impl Parentheses {
    fn open(&mut self, here: Lexeme) {
        self.depth += 1;
        self.first.get_or_insert(here);
    }

    fn close(&mut self, here: Lexeme) -> Option<(Lexeme, Fault)> {
        match self.depth {
            0 => return Some((here, Fault::new("this `)` closes nothing"))),
            1 => self.first = None,
            _ => {}
        }
        self.depth -= 1;
        None
    }
}

/// Writes each octet beyond ASCII as `\DDD`: a master file is octets, whatever
/// its character set (RFC 1035 section 5.1).
fn rewrite(bytes: &[u8], text: &mut String) {
    let mut protected = false;
    for &byte in bytes {
        if byte.is_ascii() {
            text.push(byte as char);
        } else {
            if protected {
                text.pop();
            }
            let _ = write!(text, "\\{byte:03}");
        }
        protected = byte == b'\\' && !protected;
    }
}
