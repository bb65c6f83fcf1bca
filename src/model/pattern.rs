use std::fmt;

use super::external_dns::ExternalDns;
use super::target::Target;
use crate::dns::{Name, RdataRef, RecordType};
use crate::text::Span;

/// A pattern of names: labels, `*` for the wildcard *label itself*, and `**`
/// for any number of labels, also none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Leftmost first; `None` is `**`.
    labels: Vec<Option<Vec<u8>>>,
}

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
        let (own, absolute) = match below.strip_suffix('.') {
            Some(own) => (own, true),
            None => (below, false),
        };
        let mut labels = Vec::new();
        let mut plain = Vec::new();
        let flush = |plain: &mut Vec<&str>, labels: &mut Vec<Option<Vec<u8>>>| -> Result<(), PatternError> {
            if plain.is_empty() {
                return Ok(());
            }
            let name: Name = plain
                .join(".")
                .parse()
                .map_err(|error| PatternError(format!("`{text}` is no pattern: {error}")))?;
            labels.extend(name.labels().map(|label| Some(label.to_vec())));
            plain.clear();
            Ok(())
        };
        if !own.is_empty() {
            for label in own.split('.') {
                if label == "**" {
                    flush(&mut plain, &mut labels)?;
                    labels.push(None);
                } else {
                    plain.push(label);
                }
            }
            flush(&mut plain, &mut labels)?;
        }
        if !absolute {
            labels.extend(origin.labels().map(|label| Some(label.to_vec())));
        }
        Ok(Pattern { labels })
    }

    pub fn matches(&self, name: &Name) -> bool {
        let labels: Vec<&[u8]> = name.labels().collect();
        matches(&self.labels, &labels)
    }
}

/// Greedy matching with one point of return: quadratic at the worst.
fn matches(pattern: &[Option<Vec<u8>>], labels: &[&[u8]]) -> bool {
    let (mut at, mut taken) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while taken < labels.len() {
        match pattern.get(at) {
            Some(None) => {
                retry = Some((at + 1, taken));
                at += 1;
            }
            Some(Some(label)) if label == labels[taken] => {
                at += 1;
                taken += 1;
            }
            _ => match &mut retry {
                Some((behind, skipped)) => {
                    *skipped += 1;
                    (at, taken) = (*behind, *skipped);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(Option::is_none)
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for label in &self.labels {
            match label {
                None => f.write_str("**.")?,
                Some(label) => match Name::from_labels([&label[..]]) {
                    Ok(name) => write!(f, "{name}")?,
                    Err(_) => f.write_str("?.")?,
                },
            }
        }
        Ok(())
    }
}

/// What of a zone this project leaves alone.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub ignored: Vec<Untouched>,
    /// Tools that register their names in the zone itself.
    pub owned: Vec<ExternalDns>,
    /// If there is any, only names that match one are this project's.
    pub managed: Vec<(Pattern, Span)>,
}

impl Scope {
    /// Whether nothing is left to others.
    pub fn is_whole(&self) -> bool {
        self.ignored.is_empty() && self.owned.is_empty() && self.managed.is_empty()
    }
}

/// One `ignore` line.
#[derive(Debug, Clone)]
pub struct Untouched {
    pub pattern: Pattern,
    /// Empty means every type.
    pub types: Vec<RecordType>,
    /// Only records that point at this.
    pub target: Option<Target>,
    pub reason: Option<String>,
    pub span: Span,
}

impl Untouched {
    /// Whether a whole RRset is covered; a line with a target covers single
    /// records only, see [`Untouched::covers_record`].
    pub fn covers_rrset(&self, owner: &Name, record_type: RecordType) -> bool {
        self.target.is_none() && self.covers_key(owner, record_type)
    }

    /// Whether a record is covered.
    pub fn covers_record(&self, owner: &Name, record: RdataRef<'_>) -> bool {
        self.covers_key(owner, record.record_type)
            && self.target.as_ref().is_none_or(|target| target.covers(record))
    }

    fn covers_key(&self, owner: &Name, record_type: RecordType) -> bool {
        (self.types.is_empty() || self.types.contains(&record_type)) && self.pattern.matches(owner)
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
