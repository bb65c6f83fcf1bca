/// A piece of a word or text that may hold `${...}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'s> {
    /// Escapes still in place.
    Plain(&'s str),
    /// `${name}`, `${name.step}`, `${name?}`, with its format.
    Splice { name: &'s str, steps: &'s str, optional: bool, format: Format },
    /// `${` without a name or without its `}`, with a broken path or an unknown format.
    Wrong(&'s str),
}

/// How a value is written into a name or text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    AsIs,
    /// `${i:03}`: padded with zeros to this many digits.
    Padded(u8),
    /// `${origin|dash}`: dots become dashes.
    Dashed,
}

/// Cuts a word or text at its splices.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let start = splice_start(rest);
        if start > 0 {
            let (plain, behind) = rest.split_at(start);
            rest = behind;
            return Some(Piece::Plain(plain));
        }
        let end = memchr::memchr(b'}', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let (splice, behind) = rest.split_at(end);
        rest = behind;
        Some(read(splice).unwrap_or(Piece::Wrong(splice)))
    })
}

/// Whether a `$` with this behind it begins a splice, or may be meant for a value.
pub fn begins_value(behind: &str) -> bool {
    behind.starts_with(|c: char| matches!(c, '{' | '_') || c.is_ascii_alphabetic())
}

/// Each `$name` without a `\` before it: where it begins, and the name.
pub fn bare_variables(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += memchr::memchr2(b'\\', b'$', bytes.get(at..)?)?;
            let begin = at;
            let behind = &text[at + 1..];
            let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
            let name = &behind[..behind.find(ends).unwrap_or(behind.len())];
            at += if bytes[at] == b'\\' { 2 } else { 1 };
            if bytes[begin] == b'$' && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
                return Some((begin, name));
            }
        }
    })
}

/// Where the next `${` without a `\` before it begins.
fn splice_start(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'\\', b'$', bytes.get(at..).unwrap_or_default()) {
        at += found;
        match bytes[at] {
            b'\\' => at += 2,
            _ if bytes.get(at + 1) == Some(&b'{') => return at,
            _ => at += 1,
        }
    }
    text.len()
}

fn read(splice: &str) -> Option<Piece<'_>> {
    let inner = splice.strip_prefix("${")?.strip_suffix('}')?;
    if is_name(inner) {
        return Some(Piece::Splice { name: inner, steps: "", optional: false, format: Format::AsIs });
    }
    let (path, format) = if let Some((path, format)) = inner.split_once('|') {
        (path, (format == "dash").then_some(Format::Dashed)?)
    } else if let Some((path, format)) = inner.split_once(':') {
        let digits = format.strip_prefix('0')?;
        (path, Format::Padded(digits.parse().ok().filter(|digits| (1..=63).contains(digits))?))
    } else {
        (inner, Format::AsIs)
    };
    let (path, optional) = path.strip_suffix('?').map_or((path, false), |path| (path, true));
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, steps) = path.split_at(end);
    (is_name(name) && self::steps(steps).all(|step| step.is_some())).then_some(Piece::Splice {
        name,
        steps,
        optional,
        format,
    })
}

/// `.a` and `[a]` cut into steps; `None` for what is no step, and all behind it.
pub fn steps(mut path: &str) -> impl Iterator<Item = Option<&str>> {
    std::iter::from_fn(move || {
        let (step, rest) = match (path.strip_prefix('['), path.strip_prefix('.')) {
            (Some(inner), _) => inner.split_once(']').unwrap_or_default(),
            (_, Some(inner)) => inner.split_at(inner.find(['.', '[']).unwrap_or(inner.len())),
            _ if path.is_empty() => return None,
            _ => Default::default(),
        };
        path = rest;
        Some(Some(step).filter(|step| !step.is_empty()))
    })
}

fn is_name(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    begins && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'_' || octet == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_words_at_splices() {
        let splice = |name, steps, optional, format| Piece::Splice { name, steps, optional, format };
        for (text, expected) in [
            ("plain", vec![Piece::Plain("plain")]),
            ("", vec![]),
            ("a${b}c", vec![Piece::Plain("a"), splice("b", "", false, Format::AsIs), Piece::Plain("c")]),
            ("${i:03}", vec![splice("i", "", false, Format::Padded(3))]),
            ("${origin|dash}", vec![splice("origin", "", false, Format::Dashed)]),
            ("${h.db1.v4?}", vec![splice("h", ".db1.v4", true, Format::AsIs)]),
            ("\\${x}", vec![Piece::Plain("\\${x}")]),
            ("${x", vec![Piece::Wrong("${x")]),
            ("${}", vec![Piece::Wrong("${}")]),
            ("${h[db1].v4}", vec![splice("h", "[db1].v4", false, Format::AsIs)]),
            ("${h[}", vec![Piece::Wrong("${h[}")]),
            ("${h.}", vec![Piece::Wrong("${h.}")]),
            ("${h[]}", vec![Piece::Wrong("${h[]}")]),
            ("${h[db1]v4}", vec![Piece::Wrong("${h[db1]v4}")]),
            ("${i:3}", vec![Piece::Wrong("${i:3}")]),
            ("${i|upper}", vec![Piece::Wrong("${i|upper}")]),
        ] {
            assert_eq!(pieces(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
