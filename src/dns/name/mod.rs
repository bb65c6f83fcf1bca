mod glob;
mod key;
mod text;

use std::cmp::Ordering;
use std::fmt;

pub use glob::{NameGlob, NameGlobError};
pub use text::{Charset, NameError};
pub(crate) use text::{read_escape, write_label};

/// A domain name: its labels in uncompressed wire form (RFC 1035 section 3.1),
/// ASCII letters in lower case, so that equality is that of RFC 4343. Order is
/// the canonical one of RFC 4034 section 6.1. At most 255 octets, 63 a label.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name {
    wire: Box<[u8]>,
}

impl Name {
    /// The root.
    pub fn root() -> Name {
        Name { wire: Box::new([0]) }
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

    fn without_labels(&self, count: usize) -> &[u8] {
        let mut rest = &*self.wire;
        for _ in 0..count {
            rest = &rest[rest[0] as usize + 1..];
        }
        rest
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
