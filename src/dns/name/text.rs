//! Names as text: the form of master files (RFC 1035 section 5.1), and U-labels.

use std::fmt;

use idna::uts46::{AsciiDenyList, Hyphens, Uts46};

use super::{Labels, Name};

/// What octets above 127 in a written name mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// Themselves, as in a master file (RFC 2181 section 11).
    Octets,
    /// A U-label, stored as its A-label (RFC 5890).
    Idna,
}

/// Why a text is no name. Offsets are bytes into the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameError {
    Empty,
    /// Two dots in a row, or a dot in front.
    EmptyLabel {
        at: usize,
    },
    /// A label of more than 63 octets.
    LabelTooLong {
        at: usize,
        octets: usize,
    },
    /// More than 255 octets with the origin.
    TooLong {
        octets: usize,
    },
    /// A `\` with neither three decimal digits up to 255 nor another character behind it.
    BadEscape {
        at: usize,
    },
    /// Not a valid internationalised label (UTS 46).
    BadUnicode {
        at: usize,
        label: String,
    },
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameError::Empty => write!(f, "a name is missing"),
            NameError::EmptyLabel { .. } => {
                write!(f, "a label is empty: two dots in a row, or a dot in front")
            }
            NameError::LabelTooLong { octets, .. } => {
                write!(f, "a label has {octets} octets, 63 are allowed")
            }
            NameError::TooLong { octets } => write!(f, "the name has {octets} octets, 255 are allowed"),
            NameError::BadEscape { .. } => {
                write!(f, "`\\` wants three decimal digits up to 255, or the character it protects")
            }
            NameError::BadUnicode { label, .. } => write!(f, "`{label}` is no valid internationalised label"),
        }
    }
}

impl std::error::Error for NameError {}

impl Name {
    /// Reads a name in master-file form. With a final dot it is absolute; else
    /// it is completed with `origin`, or with the root where there is none.
    /// `@` is not special here.
    pub fn parse(text: &str, charset: Charset, origin: Option<&Name>) -> Result<Name, NameError> {
        let mut wire = Vec::with_capacity(text.len() + 2);
        let absolute = Name::read_labels(text.as_bytes(), charset, &mut wire)?;
        match origin {
            Some(origin) if !absolute => wire.extend_from_slice(&origin.wire),
            _ => wire.push(0),
        }
        if wire.len() > 255 {
            return Err(NameError::TooLong { octets: wire.len() });
        }
        Ok(Name { wire: wire.into() })
    }

    /// Appends the labels of `text`, without the root's, to `wire` and tells
    /// whether a final dot made it absolute. Does not check the 255 octets.
    pub fn read_labels(text: &[u8], charset: Charset, wire: &mut Vec<u8>) -> Result<bool, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text == b"." {
            return Ok(true);
        }
        let mut length_at = wire.len();
        wire.push(0);
        let mut label_start = 0;
        let mut at = 0;
        let mut unicode = false;
        while at < text.len() {
            match text[at] {
                b'.' => {
                    close_label(text, label_start, at, unicode, length_at, wire)?;
                    at += 1;
                    if at == text.len() {
                        return Ok(true);
                    }
                    (label_start, unicode, length_at) = (at, false, wire.len());
                    wire.push(0);
                    continue;
                }
                b'\\' => {
                    let (octet, width) = read_escape(&text[at + 1..]).ok_or(NameError::BadEscape { at })?;
                    wire.push(octet.to_ascii_lowercase());
                    at += 1 + width;
                    continue;
                }
                octet => {
                    unicode |= octet >= 0x80 && charset == Charset::Idna;
                    wire.push(octet.to_ascii_lowercase());
                }
            }
            at += 1;
        }
        close_label(text, label_start, at, unicode, length_at, wire)?;
        Ok(false)
    }

    /// Whether a written name ends in a dot that no `\` takes into its last label.
    pub fn has_final_dot(text: &str) -> bool {
        text.strip_suffix('.').is_some_and(|before| {
            let backslashes = before.len() - before.trim_end_matches('\\').len();
            backslashes % 2 == 0
        })
    }

    /// Both forms where they differ: `müller.example. (xn--mller-kva.example.)`.
    pub fn with_unicode(&self) -> String {
        match self.unicode() {
            Some(unicode) => format!("{unicode} ({self})"),
            None => self.to_string(),
        }
    }

    /// The form with U-labels, if it differs from the plain one.
    pub fn unicode(&self) -> Option<String> {
        self.labels().any(|label| label.starts_with(b"xn--")).then_some(())?;
        let plain = self.to_string();
        let (unicode, result) =
            Uts46::new().to_unicode(plain.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow);
        (result.is_ok() && unicode != plain).then(|| unicode.into_owned())
    }

    /// Its first label that begins as an A-label and cannot be decoded (RFC 5890
    /// section 2.3.2.1, UTS 46).
    pub fn bad_a_label(&self) -> Option<&[u8]> {
        let decodes =
            |label: &[u8]| Uts46::new().to_unicode(label, AsciiDenyList::EMPTY, Hyphens::Allow).1.is_ok();
        self.labels().find(|label| label.starts_with(b"xn--") && !decodes(label))
    }

    /// The text relative to `origin`: `@` for itself, labels without a final dot
    /// below it, else the absolute name.
    pub fn relative_to(&self, origin: &Name) -> String {
        if self == origin {
            return "@".to_owned();
        }
        if origin.is_root() || !self.is_at_or_below(origin) {
            return self.to_string();
        }
        let own = &self.wire[..self.wire.len() - origin.wire.len()];
        let mut text = String::new();
        for label in (Labels { rest: own }) {
            if !text.is_empty() {
                text.push('.');
            }
            let _ = write_label(label, &mut text);
        }
        text
    }
}

fn close_label(
    text: &[u8],
    start: usize,
    end: usize,
    unicode: bool,
    length_at: usize,
    wire: &mut Vec<u8>,
) -> Result<(), NameError> {
    if start == end {
        return Err(NameError::EmptyLabel { at: start });
    }
    if unicode {
        let label = &text[start..end];
        let bad = || NameError::BadUnicode { at: start, label: String::from_utf8_lossy(label).into_owned() };
        if label.contains(&b'\\') {
            return Err(bad());
        }
        let ascii = Uts46::new()
            .to_ascii(label, AsciiDenyList::EMPTY, Hyphens::Allow, idna::uts46::DnsLength::Ignore)
            .map_err(|_| bad())?;
        if ascii.contains('.') {
            return Err(bad());
        }
        wire.truncate(length_at + 1);
        wire.extend(ascii.bytes().map(|octet| octet.to_ascii_lowercase()));
    }
    match wire.len() - length_at - 1 {
        0 => Err(NameError::EmptyLabel { at: start }),
        octets @ 1..=63 => {
            wire[length_at] = octets as u8;
            Ok(())
        }
        octets => Err(NameError::LabelTooLong { at: start, octets }),
    }
}

/// The octet an escape stands for and the bytes it takes behind the `\`
/// (RFC 1035 section 5.1: `\DDD` is decimal).
pub(crate) fn read_escape(behind: &[u8]) -> Option<(u8, usize)> {
    match behind {
        [first, ..] if !first.is_ascii_digit() => Some((*first, 1)),
        [a, b, c, ..] if b.is_ascii_digit() && c.is_ascii_digit() => {
            let value = (a - b'0') as u16 * 100 + (b - b'0') as u16 * 10 + (c - b'0') as u16;
            u8::try_from(value).ok().map(|octet| (octet, 3))
        }
        _ => None,
    }
}

/// Writes one label in master-file form, escaped as needed.
pub(crate) fn write_label(label: &[u8], text: &mut impl fmt::Write) -> fmt::Result {
    for &octet in label {
        match octet {
            // To BIND, `\[` at the start of a label begins a bit string (RFC 2673).
            b'[' => text.write_str("\\091")?,
            // Knot DNS takes nothing but letters, digits and `-_*/` bare.
            b'!'..=b')' | b'+' | b',' | b'.' | b':'..=b'@' | b'\\'..=b'^' | b'`' | b'{'..=b'~' => {
                text.write_char('\\')?;
                text.write_char(octet as char)?;
            }
            0x21..=0x7e => text.write_char(octet as char)?,
            octet => write!(text, "\\{octet:03}")?,
        }
    }
    Ok(())
}

/// The master-file form, absolute, every label escaped as needed.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return f.pad(".");
        }
        let mut text = String::with_capacity(self.wire.len() + 4);
        for label in self.labels() {
            write_label(label, &mut text)?;
            text.push('.');
        }
        f.pad(&text)
    }
}

/// Reads an absolute name, with or without its final dot.
impl std::str::FromStr for Name {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Name, NameError> {
        Name::parse(text, Charset::Idna, None)
    }
}
