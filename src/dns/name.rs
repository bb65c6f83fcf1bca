use std::cmp::Ordering;
use std::fmt;

use idna::uts46::{AsciiDenyList, Hyphens, Uts46};

/// A domain name: its labels in uncompressed wire form (RFC 1035 section 3.1),
/// ASCII letters in lower case, so that equality is that of RFC 4343. Order is
/// the canonical one of RFC 4034 section 6.1. At most 255 octets, 63 a label.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name {
    wire: Box<[u8]>,
}

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
    /// The root.
    pub fn root() -> Name {
        Name { wire: Box::new([0]) }
    }

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

    /// Takes an uncompressed name off the front of `wire`; the rest is returned
    /// with it.
    pub fn split_from_wire(wire: &[u8]) -> Option<(Name, &[u8])> {
        let length = wire_length(wire)?;
        let (name, rest) = wire.split_at(length);
        Some((Name { wire: name.to_ascii_lowercase().into() }, rest))
    }

    /// Reads exactly one uncompressed name.
    pub fn from_wire(wire: &[u8]) -> Option<Name> {
        match Name::split_from_wire(wire)? {
            (name, []) => Some(name),
            _ => None,
        }
    }

    /// Builds a name from labels, leftmost first.
    pub fn from_labels<'l>(labels: impl IntoIterator<Item = &'l [u8]>) -> Result<Name, NameError> {
        let mut wire = Vec::new();
        for label in labels {
            match label.len() {
                0 => return Err(NameError::EmptyLabel { at: 0 }),
                1..=63 => wire.push(label.len() as u8),
                octets => return Err(NameError::LabelTooLong { at: 0, octets }),
            }
            wire.extend(label.iter().map(u8::to_ascii_lowercase));
        }
        wire.push(0);
        if wire.len() > 255 {
            return Err(NameError::TooLong { octets: wire.len() });
        }
        Ok(Name { wire: wire.into() })
    }

    /// The uncompressed wire form, in lower case.
    pub fn wire(&self) -> &[u8] {
        &self.wire
    }

    pub fn is_root(&self) -> bool {
        self.wire.len() == 1
    }

    /// The labels, leftmost first, without the root's.
    pub fn labels(&self) -> impl Iterator<Item = &[u8]> {
        Labels { rest: &self.wire }
    }

    pub fn label_count(&self) -> usize {
        self.labels().count()
    }

    /// Whether it is `ancestor` or a name below it.
    pub fn is_at_or_below(&self, ancestor: &Name) -> bool {
        let (own, other) = (self.label_count(), ancestor.label_count());
        own >= other && self.without_labels(own - other) == &*ancestor.wire
    }

    /// The name without its leftmost label; `None` for the root.
    pub fn parent(&self) -> Option<Name> {
        let first = self.wire[0] as usize;
        (first > 0).then(|| Name { wire: self.wire[first + 1..].into() })
    }

    /// Its parent, its parent's parent, and so on up to the root.
    pub fn ancestors(&self) -> impl Iterator<Item = Name> {
        std::iter::successors(self.parent(), Name::parent)
    }

    /// A name one label longer.
    pub fn child(&self, label: &[u8]) -> Result<Name, NameError> {
        Name::from_labels(std::iter::once(label).chain(self.labels()))
    }

    pub fn is_wildcard(&self) -> bool {
        self.wire.starts_with(b"\x01*")
    }

    /// The labels above `apex` as a byte string whose plain comparison is the
    /// canonical order: labels from right to left, each ended by a zero octet,
    /// the octets 0 and 1 inside a label written as 1,1 and 1,2. `None` if the
    /// name is not at or below `apex`.
    pub fn key_below(&self, apex: &Name) -> Option<Vec<u8>> {
        let mut key = Vec::with_capacity(self.wire.len());
        self.write_key_below(apex, &mut key).then_some(key)
    }

    /// Like [`Name::key_below`], appending to `key`; `false` if it is not below.
    pub fn write_key_below(&self, apex: &Name, key: &mut Vec<u8>) -> bool {
        if !self.is_at_or_below(apex) {
            return false;
        }
        write_key(&self.wire[..self.wire.len() - apex.wire.len()], key);
        true
    }

    /// The inverse of [`Name::key_below`]. The key must come from there.
    pub fn from_key(key: &[u8], apex: &Name) -> Name {
        let mut labels: Vec<Vec<u8>> = Vec::new();
        let mut label = Vec::new();
        let mut octets = key.iter();
        while let Some(&octet) = octets.next() {
            match octet {
                0 => labels.push(std::mem::take(&mut label)),
                1 => label.push(octets.next().map_or(0, |escaped| escaped - 1)),
                octet => label.push(octet),
            }
        }
        let mut wire = Vec::with_capacity(key.len() + apex.wire.len() + 1);
        for label in labels.iter().rev() {
            wire.push(label.len() as u8);
            wire.extend_from_slice(label);
        }
        wire.extend_from_slice(&apex.wire);
        Name { wire: wire.into() }
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

    fn without_labels(&self, count: usize) -> &[u8] {
        let mut rest = &*self.wire;
        for _ in 0..count {
            rest = &rest[rest[0] as usize + 1..];
        }
        rest
    }
}

/// Appends the order-preserving key of the labels in `wire` (no root label).
pub(crate) fn write_key(wire: &[u8], key: &mut Vec<u8>) {
    let mut starts = [0u8; 128];
    let mut count = 0;
    let mut at = 0;
    while at < wire.len() {
        starts[count] = at as u8;
        count += 1;
        at += wire[at] as usize + 1;
    }
    for &start in starts[..count].iter().rev() {
        let start = start as usize;
        let label = &wire[start + 1..start + 1 + wire[start] as usize];
        if label.iter().all(|&octet| octet > 1) {
            key.extend_from_slice(label);
        } else {
            for &octet in label {
                match octet {
                    0 | 1 => key.extend_from_slice(&[1, octet + 1]),
                    octet => key.push(octet),
                }
            }
        }
        key.push(0);
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

/// The octets of the uncompressed name at the front of `wire`.
pub(crate) fn wire_length(wire: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let length = *wire.get(at)? as usize;
        at += length + 1;
        if length > 63 || at > 255 || at > wire.len() {
            return None;
        }
        if length == 0 {
            return Some(at);
        }
    }
}

struct Labels<'n> {
    rest: &'n [u8],
}

impl<'n> Iterator for Labels<'n> {
    type Item = &'n [u8];

    fn next(&mut self) -> Option<&'n [u8]> {
        let length = *self.rest.first()? as usize;
        if length == 0 {
            return None;
        }
        let (label, rest) = self.rest[1..].split_at(length);
        self.rest = rest;
        Some(label)
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

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Name) -> Ordering {
        let root = Name::root();
        self.key_below(&root).cmp(&other.key_below(&root))
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Reads an absolute name, with or without its final dot.
impl std::str::FromStr for Name {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Name, NameError> {
        Name::parse(text, Charset::Idna, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    #[test]
    fn text_and_back() {
        for (text, shown) in [
            ("Example.COM", "example.com."),
            (".", "."),
            ("a\\.b.c.", "a\\.b.c."),
            ("\\000\\255\\065.x.", "\\000\\255a.x."),
            ("0/25.2.0.192.in-addr.arpa.", "0/25.2.0.192.in-addr.arpa."),
            ("a\\@b.", "a\\@b."),
            ("\\[x].a[.", "\\091x\\].a\\091."),
            ("ööö.", "xn--ndaaa."),
            ("*._tcp.x.", "*._tcp.x."),
        ] {
            assert_eq!(name(text).to_string(), shown);
            assert_eq!(name(shown), name(text));
        }
        assert_eq!(name("öö.example").unicode().as_deref(), Some("öö.example."));
    }

    #[test]
    fn refuses_with_the_place() {
        let long = "a".repeat(64);
        for (text, error) in [
            ("", NameError::Empty),
            ("a..b", NameError::EmptyLabel { at: 2 }),
            (".a", NameError::EmptyLabel { at: 0 }),
            ("a.\\256", NameError::BadEscape { at: 2 }),
            ("a\\", NameError::BadEscape { at: 1 }),
            (&long, NameError::LabelTooLong { at: 0, octets: 64 }),
            (&format!("{0}.{0}.{0}.{0}", "a".repeat(63)), NameError::TooLong { octets: 257 }),
        ] {
            assert_eq!(text.parse::<Name>(), Err(error), "{text}");
        }
    }

    /// RFC 4034 section 6.1.
    #[test]
    fn canonical_order() {
        let sorted = [
            "example.",
            "a.example.",
            "yljkjljk.a.example.",
            "Z.a.example.",
            "zABC.a.EXAMPLE.",
            "z.example.",
            "\\001.z.example.",
            "*.z.example.",
            "\\200.z.example.",
        ]
        .map(name);
        assert!(sorted.is_sorted());
        let apex = name("example");
        for owner in &sorted {
            assert_eq!(&Name::from_key(&owner.key_below(&apex).unwrap(), &apex), owner);
        }
        let odd = name("\\000.\\001\\000a.example");
        assert_eq!(Name::from_key(&odd.key_below(&apex).unwrap(), &apex), odd);
    }

    #[test]
    fn below_respects_label_boundaries() {
        assert!(name("a.b").is_at_or_below(&name("b")));
        assert!(!name("ab").is_at_or_below(&name("b")));
        assert!(!name("x\\001b.").is_at_or_below(&name("b.")));
        assert!(name("b").is_at_or_below(&Name::root()));
        assert_eq!(name("a.b.c").relative_to(&name("c")), "a.b");
        assert_eq!(name("c").relative_to(&name("c")), "@");
        assert_eq!(name("d").relative_to(&name("c")), "d.");
    }
}
