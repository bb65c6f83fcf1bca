use std::fmt;

use globset::{GlobBuilder, GlobMatcher};
use idna::uts46::{AsciiDenyList, Hyphens, Uts46};

use super::{Name, NameError};

/// A glob over whole names as operators write them: without the final dot, in A-labels or in
/// U-labels. `*` also covers dots; `?` and `[ ]` are for ASCII letters. A text without any of `*?[{` is that one name.
#[derive(Debug, Clone)]
pub struct NameGlob {
    /// Held against the A-labels of a name.
    plain: GlobMatcher,
    /// Held against its U-labels, if it has any.
    unicode: GlobMatcher,
}

/// Why a text is no glob over names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameGlobError {
    /// It has no sign of a glob, and is no name.
    Name(NameError),
    /// A bracket that is not closed, and the like.
    Glob(globset::ErrorKind),
}

impl NameGlob {
    pub fn parse(text: &str) -> Result<NameGlob, NameGlobError> {
        if !text.contains(['*', '?', '[', '{']) {
            let name = text.parse::<Name>().map_err(NameGlobError::Name)?;
            let glob = compile(&globset::escape(bare(&name.to_string())))?;
            return Ok(NameGlob { plain: glob.clone(), unicode: glob });
        }
        let lower = bare(text).to_lowercase();
        let (unicode, result) =
            Uts46::new().to_unicode(lower.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow);
        let unicode = if result.is_ok() { unicode.as_ref() } else { &lower };
        Ok(NameGlob { unicode: compile(unicode)?, plain: compile(&lower)? })
    }

    pub fn matches(&self, name: &Name) -> bool {
        self.plain.is_match(bare(&name.to_string()))
            || name.unicode().is_some_and(|text| self.unicode.is_match(bare(&text)))
    }

    /// Whether it is written `*`, and so matches every name.
    pub fn is_everything(&self) -> bool {
        self.plain.glob().glob() == "*"
    }
}

impl fmt::Display for NameGlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameGlobError::Name(error) => error.fmt(f),
            NameGlobError::Glob(error) => error.fmt(f),
        }
    }
}

fn compile(pattern: &str) -> Result<GlobMatcher, NameGlobError> {
    let glob = GlobBuilder::new(pattern).literal_separator(false).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| NameGlobError::Glob(error.kind().clone()))
}

/// Without the final dot, which the root keeps.
fn bare(text: &str) -> &str {
    text.strip_suffix('.').filter(|text| !text.is_empty()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_names_in_both_forms() {
        for (glob, name, expected) in [
            ("Example.COM.", "example.com", true),
            ("example.com", "www.example.com", false),
            ("*.com", "www.example.com", true),
            ("*.COM.", "www.example.com", true),
            ("bücher.example", "xn--bcher-kva.example", true),
            ("bü*.example", "bücher.example", true),
            ("BÜ*.example", "bücher.example", true),
            ("bu\u{308}*.example", "bücher.example", true),
            ("b*cher.*", "bücher.example", true),
            ("b?cher.*", "butcher.example", false),
            ("{bücher,bäcker}.example", "bäcker.example", true),
            ("bü*.example", "bäcker.example", false),
            ("xn--*.example", "bücher.example", true),
            ("*.xn--bcher-kva.example", "münchen.bücher.example", true),
            ("mü*.xn--bcher-kva.example", "münchen.bücher.example", true),
            ("example.{com,net}", "example.net", true),
            ("0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa", true),
            (".", ".", true),
            (".", "example", false),
            ("*", ".", true),
        ] {
            let name = name.parse::<Name>().unwrap();
            assert_eq!(NameGlob::parse(glob).unwrap().matches(&name), expected, "{glob} {name}");
        }
        assert!(NameGlob::parse("*").unwrap().is_everything());
        assert!(!NameGlob::parse("*.com").unwrap().is_everything());
        assert_eq!(
            NameGlob::parse("a..b").unwrap_err(),
            NameGlobError::Name(NameError::EmptyLabel { at: 2 })
        );
        assert!(matches!(NameGlob::parse("[a"), Err(NameGlobError::Glob(_))));
    }
}
