use std::fmt;

/// Why octets are no POSIX extended regular expression, or one whose meaning POSIX leaves open (IEEE Std
/// 1003.1 section 9.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpressionError {
    OpenGroup,
    ClosedGroup,
    OpenBracket,
    BackwardRange(u8, u8),
    Class(String),
    Interval,
    NothingToRepeat(u8),
    Escape(u8),
    LoneBackslash,
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExpressionError::OpenGroup => write!(f, "a `(` has no `)`"),
            ExpressionError::ClosedGroup => write!(f, "a `)` has no `(`"),
            ExpressionError::OpenBracket => write!(f, "a `[` has no `]`"),
            ExpressionError::BackwardRange(from, to) => {
                write!(f, "the range `{}-{}` is empty", from.escape_ascii(), to.escape_ascii())
            }
            ExpressionError::Class(name) => write!(f, "there is no class `[:{name}:]`"),
            ExpressionError::Interval => {
                write!(f, "a `{{` begins no interval such as `{{2}}`, `{{2,}}` or `{{2,4}}`")
            }
            ExpressionError::NothingToRepeat(octet) => {
                write!(f, "there is nothing before `{}` that it could repeat", char::from(*octet))
            }
            ExpressionError::Escape(octet) => write!(f, "there is no escape `\\{}`", char::from(*octet)),
            ExpressionError::LoneBackslash => write!(f, "a `\\` stands at the end"),
        }
    }
}

/// How many groups a POSIX extended regular expression has. What `delimiter` is may be escaped, too.
///
/// # Errors
/// If it cannot be compiled, or not everywhere in the same way.
pub fn groups(expression: &[u8], delimiter: u8) -> Result<usize, ExpressionError> {
    let mut walk = Walk { rest: expression, delimiter, groups: 0, open: 0, has_atom: false };
    while let Some(octet) = walk.next() {
        walk.step(octet)?;
    }
    if walk.open > 0 { Err(ExpressionError::OpenGroup) } else { Ok(walk.groups) }
}

/// Where the reading of an expression is.
struct Walk<'e> {
    rest: &'e [u8],
    delimiter: u8,
    groups: usize,
    open: usize,
    /// Whether something stands before that can be repeated.
    has_atom: bool,
}

impl Walk<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn step(&mut self, octet: u8) -> Result<(), ExpressionError> {
        let had_atom = std::mem::replace(&mut self.has_atom, !matches!(octet, b'(' | b'|' | b'^'));
        match octet {
            b'(' => {
                self.groups += 1;
                self.open += 1;
            }
            b')' => self.open = self.open.checked_sub(1).ok_or(ExpressionError::ClosedGroup)?,
            b'*' | b'+' | b'?' | b'{' if !had_atom => return Err(ExpressionError::NothingToRepeat(octet)),
            b'{' => self.interval()?,
            b'[' => self.bracket()?,
            b'\\' => match self.next().ok_or(ExpressionError::LoneBackslash)? {
                escaped if escaped.is_ascii_alphabetic() && escaped != self.delimiter => {
                    return Err(ExpressionError::Escape(escaped));
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    /// What stands between `{` and `}`.
    fn interval(&mut self) -> Result<(), ExpressionError> {
        let end = self.rest.iter().position(|octet| *octet == b'}').ok_or(ExpressionError::Interval)?;
        let (inside, rest) = self.rest.split_at(end);
        self.rest = &rest[1..];
        let text = str::from_utf8(inside).map_err(|_| ExpressionError::Interval)?;
        let (least, most) = text.split_once(',').unwrap_or((text, text));
        // RE_DUP_MAX is 255 at least.
        let bound = |text: &str, open: u8| if text.is_empty() { Ok(open) } else { text.parse() };
        match (bound(least, 0), bound(most, u8::MAX)) {
            (Ok(least), Ok(most)) if least <= most && text.bytes().any(|octet| octet != b',') => Ok(()),
            _ => Err(ExpressionError::Interval),
        }
    }

    /// What stands between `[` and `]`.
    fn bracket(&mut self) -> Result<(), ExpressionError> {
        self.rest = self.rest.strip_prefix(b"^").unwrap_or(self.rest);
        let mut before = None;
        for place in 0.. {
            before = match self.next().ok_or(ExpressionError::OpenBracket)? {
                b']' if place > 0 => break,
                b'[' if matches!(self.rest, [b':' | b'.' | b'=', ..]) => {
                    self.named_element()?;
                    None
                }
                b'-' if before.is_some() && !matches!(self.rest, [b']' | b'[', ..]) => {
                    let end = self.next().ok_or(ExpressionError::OpenBracket)?;
                    if let Some(start) = before.filter(|start| *start > end) {
                        return Err(ExpressionError::BackwardRange(start, end));
                    }
                    None
                }
                octet => Some(octet),
            };
        }
        Ok(())
    }

    /// `:digit:]`, `.-.]` or `=e=]`, behind its `[`.
    fn named_element(&mut self) -> Result<(), ExpressionError> {
        const CLASSES: [&[u8]; 12] = [
            b"alnum", b"alpha", b"blank", b"cntrl", b"digit", b"graph", b"lower", b"print", b"punct",
            b"space", b"upper", b"xdigit",
        ];
        let Some(kind) = self.next() else { return Err(ExpressionError::OpenBracket) };
        let end = self.rest.windows(2).position(|pair| pair == [kind, b']']);
        let (name, rest) = self.rest.split_at(end.ok_or(ExpressionError::OpenBracket)?);
        self.rest = &rest[2..];
        match kind {
            b':' if !CLASSES.contains(&name) => Err(ExpressionError::Class(name.escape_ascii().to_string())),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_counted() {
        for (expression, expected) in [
            ("^.*$", 0),
            ("^(a(b)|c)([0-9]+)$", 3),
            ("[(]x[]()]", 0),
            (r"\(a\)", 0),
            (r"\!x", 0),
            ("[^]a-z[:digit:]._-]{2,4}", 0),
            ("a{2}b{3,}c{,4}", 0),
            ("(^a|$)", 1),
            ("", 0),
        ] {
            assert_eq!(groups(expression.as_bytes(), b'!'), Ok(expected), "{expression}");
        }
    }

    #[test]
    fn what_does_not_compile() {
        for (expression, expected) in [
            ("(", "a `(` has no `)`"),
            ("(a))", "a `)` has no `(`"),
            ("[]", "a `[` has no `]`"),
            ("[a", "a `[` has no `]`"),
            ("[[:digit:]", "a `[` has no `]`"),
            ("[z-a]", "the range `z-a` is empty"),
            ("[[:num:]]", "there is no class `[:num:]`"),
            ("a{", "a `{` begins no interval such as `{2}`, `{2,}` or `{2,4}`"),
            ("a{,}", "a `{` begins no interval such as `{2}`, `{2,}` or `{2,4}`"),
            ("a{4,2}", "a `{` begins no interval such as `{2}`, `{2,}` or `{2,4}`"),
            ("a{256}", "a `{` begins no interval such as `{2}`, `{2,}` or `{2,4}`"),
            ("*a", "there is nothing before `*` that it could repeat"),
            ("^*$", "there is nothing before `*` that it could repeat"),
            ("(?:a)", "there is nothing before `?` that it could repeat"),
            (r"\d+", r"there is no escape `\d`"),
            (r"a\", r"a `\` stands at the end"),
        ] {
            let error = groups(expression.as_bytes(), b'!').unwrap_err();
            assert_eq!(error.to_string(), expected, "{expression}");
        }
    }
}
