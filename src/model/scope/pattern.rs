use std::fmt;

use crate::dns::Name;

/// A pattern of names: labels, `*` for the wildcard *label itself*, and `**`
/// for any number of labels, also none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Labels behind their lengths, leftmost first; [`ANY`] stands for `**`.
    octets: Box<[u8]>,
}

/// No label has this length.
const ANY: u8 = u8::MAX;

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError(pub String);

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Pattern {
    /// Reads a pattern relative to `origin` (`@`, `www`, `**`, `_acme-challenge.**`),
    /// or absolute with a final dot.
    pub fn parse(text: &str, origin: &Name) -> Result<Pattern, PatternError> {
        let below = match text {
            "@" => "",
            _ => text.strip_suffix(".@").unwrap_or(text),
        };
        let absolute = Name::has_final_dot(below);
        let own = if absolute { &below[..below.len() - 1] } else { below };
        let mut octets = Vec::new();
        let mut plain = Vec::new();
        let flush = |plain: &mut Vec<&str>, octets: &mut Vec<u8>| -> Result<(), PatternError> {
            if plain.is_empty() {
                return Ok(());
            }
            let name: Name = plain
                .join(".")
                .parse()
                .map_err(|error| PatternError(format!("`{text}` is no pattern: {error}")))?;
            octets.extend_from_slice(labels_of(&name));
            plain.clear();
            Ok(())
        };
        if !own.is_empty() {
            for label in own.split('.') {
                if label == "**" {
                    flush(&mut plain, &mut octets)?;
                    octets.push(ANY);
                } else {
                    plain.push(label);
                }
            }
            flush(&mut plain, &mut octets)?;
        }
        if !absolute {
            octets.extend_from_slice(labels_of(origin));
        }
        Ok(Pattern { octets: octets.into() })
    }

    pub fn matches(&self, name: &Name) -> bool {
        matches(&self.octets, labels_of(name))
    }

    /// Its labels behind their lengths, if it matches but one name.
    pub(in crate::model) fn only_name(&self) -> Option<&[u8]> {
        parts(&self.octets).all(|part| part.is_some()).then_some(&self.octets)
    }

    /// The first label that each name has which it matches.
    pub(in crate::model) fn first_label(&self) -> Option<&[u8]> {
        parts(&self.octets).flatten().next()
    }
}

/// The labels of a name behind their lengths, without the root.
pub(in crate::model) fn labels_of(name: &Name) -> &[u8] {
    name.wire().strip_suffix(&[0]).unwrap_or_default()
}

/// The first label, or `None` for `**`, and what stands behind it.
fn cut(octets: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    match octets.split_first()? {
        (&ANY, rest) => Some((None, rest)),
        (&length, rest) => rest.split_at_checked(length.into()).map(|(label, rest)| (Some(label), rest)),
    }
}

fn parts(mut octets: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    std::iter::from_fn(move || {
        let (part, rest) = cut(octets)?;
        octets = rest;
        Some(part)
    })
}

/// Greedy matching with one point of return: quadratic at the worst.
fn matches(mut pattern: &[u8], mut name: &[u8]) -> bool {
    let mut retry: Option<(&[u8], &[u8])> = None;
    while let Some((label, behind)) = cut(name) {
        match cut(pattern) {
            Some((None, rest)) => {
                retry = Some((rest, name));
                pattern = rest;
            }
            Some((part, rest)) if part == label => (pattern, name) = (rest, behind),
            _ => {
                let Some((rest, skipped)) = &mut retry else { return false };
                let Some((_, next)) = cut(skipped) else { return false };
                *skipped = next;
                (pattern, name) = (rest, next);
            }
        }
    }
    parts(pattern).all(|part| part.is_none())
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in parts(&self.octets) {
            match part {
                None => f.write_str("**.")?,
                Some(label) => match Name::from_labels([label]) {
                    Ok(name) => write!(f, "{name}")?,
                    Err(_) => f.write_str("?.")?,
                },
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use crate::dns::Name;

    #[test]
    fn patterns_match_whole_names() {
        let origin: Name = "example.com".parse().unwrap();
        for (pattern, name, expected) in [
            ("@", "example.com", true),
            ("@", "www.example.com", false),
            ("www", "www.example.com", true),
            ("**", "example.com", true),
            ("**", "a.b.example.com", true),
            ("**", "a.b.example.net", false),
            ("*", "*.example.com", true),
            ("*", "www.example.com", false),
            ("_acme-challenge.**", "_acme-challenge.example.com", true),
            ("_acme-challenge.**", "_acme-challenge.a.b.example.com", true),
            ("_acme-challenge.**", "x._acme-challenge.example.com", false),
            ("foo.**", "foo.bar.example.com", true),
            ("**.acm-validations.aws.", "x.y.acm-validations.aws", true),
            ("a.@", "a.example.com", true),
        ] {
            let parsed = Pattern::parse(pattern, &origin).unwrap();
            assert_eq!(parsed.matches(&name.parse().unwrap()), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn many_double_stars_stay_fast() {
        let origin = Name::root();
        let pattern = Pattern::parse(&"**.a.".repeat(30), &origin).unwrap();
        assert!(!pattern.matches(&"a.".repeat(120).replace("a.a.a.a.", "a.b.").parse().unwrap()));
    }
}
