use std::fmt;

use super::extended_expression::{ExpressionError, groups};
use super::{Name, RdataRef, RecordType};

/// The data of a NAPTR record (RFC 3403 section 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naptr<'d> {
    pub order: u16,
    pub preference: u16,
    pub flags: &'d [u8],
    pub services: &'d [u8],
    /// Empty if the replacement is what counts.
    pub regexp: &'d [u8],
    /// The root if the regexp is what counts.
    pub replacement: Name,
}

/// A regexp in its parts (RFC 3402 section 3.2), as written: with their escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substitution<'d> {
    pub delimiter: u8,
    /// A POSIX extended regular expression.
    pub expression: &'d [u8],
    pub replacement: &'d [u8],
    pub ignores_case: bool,
}

/// Why a client can make nothing of a substitution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubstitutionError {
    Expression(ExpressionError),
    /// The replacement refers to a group by this digit, and there are only so many.
    NoGroup {
        digit: u8,
        groups: usize,
    },
}

impl<'d> Naptr<'d> {
    /// `None` for other types.
    pub fn read(rdata: RdataRef<'d>) -> Option<Naptr<'d>> {
        if rdata.record_type != RecordType::NAPTR {
            return None;
        }
        let (order, rest) = rdata.wire.split_first_chunk()?;
        let (preference, rest) = rest.split_first_chunk()?;
        let (flags, rest) = character_string(rest)?;
        let (services, rest) = character_string(rest)?;
        let (regexp, rest) = character_string(rest)?;
        Some(Naptr {
            order: u16::from_be_bytes(*order),
            preference: u16::from_be_bytes(*preference),
            flags,
            services,
            regexp,
            replacement: Name::from_wire(rest)?,
        })
    }
}

fn character_string(wire: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = wire.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

impl<'d> Substitution<'d> {
    /// `None` unless the delimiter stands three times, with the first two parts between and at most `i`
    /// behind, and there is no NUL, which no regular expression can hold.
    pub fn read(regexp: &'d [u8]) -> Option<Substitution<'d>> {
        let (&delimiter, rest) = regexp.split_first()?;
        if matches!(delimiter, b'0'..=b'9' | b'\\' | b'i') || regexp.contains(&0) {
            return None;
        }
        let (expression, rest) = part(rest, delimiter)?;
        let (replacement, flags) = part(rest, delimiter)?;
        let ignores_case = match flags {
            b"" => false,
            b"i" => true,
            _ => return None,
        };
        Some(Substitution { delimiter, expression, replacement, ignores_case })
    }

    /// Whether a client can use it.
    ///
    /// # Errors
    /// If the expression cannot be compiled, or the replacement refers to a group that it does not have.
    pub fn check(self) -> Result<(), SubstitutionError> {
        let groups = groups(self.expression, self.delimiter).map_err(SubstitutionError::Expression)?;
        let mut rest = self.replacement.iter();
        while let Some(octet) = rest.next() {
            let escaped = if *octet == b'\\' { rest.next() } else { None };
            let digit = escaped.filter(|escaped| escaped.is_ascii_digit()).map(|digit| digit - b'0');
            if let Some(digit) = digit.filter(|digit| *digit == 0 || usize::from(*digit) > groups) {
                return Err(SubstitutionError::NoGroup { digit, groups });
            }
        }
        Ok(())
    }
}

/// What stands before the next delimiter that is not escaped, and what behind it.
fn part(text: &[u8], delimiter: u8) -> Option<(&[u8], &[u8])> {
    let mut at = 0;
    while *text.get(at)? != delimiter {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    Some((&text[..at], &text[at + 1..]))
}

impl fmt::Display for SubstitutionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SubstitutionError::Expression(error) => error.fmt(f),
            SubstitutionError::NoGroup { digit: 0, .. } => {
                write!(f, "`\\0` refers to no group: they are counted from 1")
            }
            SubstitutionError::NoGroup { digit, groups } => {
                let groups = match groups {
                    0 => "no group".to_owned(),
                    1 => "one group".to_owned(),
                    more => format!("{more} groups"),
                };
                write!(f, "`\\{digit}` refers to a group, and the expression has {groups}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_record() {
        let wire = b"\0\x64\0\x0a\x01u\x07E2U+sip\x05!a!b!\x01x\0";
        let read = Naptr::read(RdataRef { record_type: RecordType::NAPTR, wire }).unwrap();
        assert_eq!((read.order, read.preference), (100, 10));
        assert_eq!((read.flags, read.services, read.regexp), (&b"u"[..], &b"E2U+sip"[..], &b"!a!b!"[..]));
        assert_eq!(read.replacement, "x".parse().unwrap());
        assert_eq!(Naptr::read(RdataRef { record_type: RecordType::MX, wire }), None);
    }

    #[test]
    fn parts_of_a_substitution() {
        let parts = |text: &'static str| {
            let read = Substitution::read(text.as_bytes())?;
            Some((str::from_utf8(read.expression).unwrap(), str::from_utf8(read.replacement).unwrap()))
        };
        assert_eq!(parts("!^.*$!sip:a!"), Some(("^.*$", "sip:a")));
        assert_eq!(parts(r"/a\/b/c\\/i"), Some((r"a\/b", r"c\\")));
        for wrong in ["", "!a!b", "!a!b!x", "1a1b1", "iaibi", r"!a!b\!", "!a\0!b!", r"\a\b\"] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
        assert!(Substitution::read(b"!a!b!i").unwrap().ignores_case);
    }

    #[test]
    fn references_to_groups() {
        for (text, expected) in [
            (r"!(a)(b)!\2\1!", Ok(())),
            (r"!(a)!\\9!", Ok(())),
            (r"!(a)!\9!", Err(r"`\9` refers to a group, and the expression has one group")),
            (r"!a!\1!", Err(r"`\1` refers to a group, and the expression has no group")),
            (r"!(a)!\0!", Err(r"`\0` refers to no group: they are counted from 1")),
            ("!(a!b!", Err("a `(` has no `)`")),
        ] {
            let checked = Substitution::read(text.as_bytes()).unwrap().check();
            let said = checked.map_err(|error| error.to_string());
            assert_eq!(said, expected.map_err(str::to_owned), "{text}");
        }
    }
}
