use crate::diagnostic::nearest;
use crate::dns::{Name, NameGlob, NameGlobError};
use crate::plan::Allow;

/// The zones that a command line chose, by name or glob.
pub struct Selection {
    /// Each as written, with what it matches. Empty means all.
    chosen: Vec<(String, NameGlob)>,
}

impl Selection {
    /// Reads names and globs; the error is a sentence.
    pub fn parse(texts: &[String]) -> Result<Selection, String> {
        let chosen = texts.iter().map(|text| Ok((text.clone(), glob(text)?)));
        Ok(Selection { chosen: chosen.collect::<Result<_, String>>()? })
    }

    pub fn contains(&self, apex: &Name) -> bool {
        self.chosen.is_empty() || self.chosen.iter().any(|(_, glob)| glob.matches(apex))
    }

    /// A sentence for each name or glob that matches none of `zones`.
    pub fn misses(&self, zones: &[&Name]) -> Vec<String> {
        let missed = self.chosen.iter().filter(|(_, glob)| !zones.iter().any(|apex| glob.matches(apex)));
        let names: Vec<String> = zones.iter().flat_map(|apex| forms(apex)).collect();
        let sentence =
            |text: &str| match nearest(text.trim_end_matches('.'), names.iter().map(String::as_str)) {
                Some(near) => format!("no zone `{text}` is declared; did you mean `{near}`?"),
                None => format!("no zone `{text}` is declared"),
            };
        missed.map(|(text, _)| sentence(text)).collect()
    }
}

/// A sentence for each `--allow` that is for none of `zones`.
pub fn allow_misses(allows: &[Allow], zones: &[&Name]) -> Vec<String> {
    let missed = allows.iter().filter(|allow| !zones.iter().any(|apex| allow.zones.matches(apex)));
    let sentence = |allow: &Allow| {
        let pattern = allow.zones.to_string();
        let text = pattern.strip_suffix('.').filter(|text| !text.is_empty()).unwrap_or(&pattern);
        let headline = format!("`--allow {}={text}` is for no zone that is declared", allow.guard);
        let within = text.parse::<Name>().ok().and_then(|name| {
            let homes = zones.iter().filter(|apex| name.is_at_or_below(apex));
            homes.max_by_key(|apex| apex.labels().count()).copied()
        });
        let names: Vec<String> = zones.iter().map(|apex| bare(apex)).collect();
        let near = nearest(text, names.iter().map(String::as_str)).map(str::to_owned);
        match (within, near) {
            (Some(home), _) => format!("{headline}; it lies in `{}`", bare(home)),
            (None, Some(near)) => format!("{headline}; did you mean `{near}`?"),
            (None, None) => headline,
        }
    };
    missed.map(sentence).collect()
}

/// As operators write it: without the final dot.
fn bare(apex: &Name) -> String {
    let text = apex.to_string();
    text.strip_suffix('.').filter(|text| !text.is_empty()).map_or(".".to_owned(), str::to_owned)
}

/// In A-labels, and in U-labels if it has any.
fn forms(apex: &Name) -> impl Iterator<Item = String> {
    let unicode = apex.unicode().map(|text| text.trim_end_matches('.').to_owned());
    std::iter::once(bare(apex)).chain(unicode)
}

fn glob(text: &str) -> Result<NameGlob, String> {
    NameGlob::parse(text).map_err(|error| match error {
        NameGlobError::Name(error) => format!("`{text}` is no zone: {error}"),
        NameGlobError::Glob(error) => format!("`{text}` is no glob: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_globs() {
        let zone = |text: &str| text.parse::<Name>().unwrap();
        for (texts, apex, expected) in [
            (vec![], "example.com", true),
            (vec!["example.com"], "www.example.com", false),
            (vec!["*.com", "b.net"], "b.net", true),
            (vec!["bü*.example"], "bücher.example", true),
        ] {
            let texts: Vec<String> = texts.into_iter().map(str::to_owned).collect();
            assert_eq!(Selection::parse(&texts).unwrap().contains(&zone(apex)), expected, "{texts:?} {apex}");
        }
        let misses = |text: &str, apex| Selection::parse(&[text.to_owned()]).unwrap().misses(&[&zone(apex)]);
        assert_eq!(
            misses("exmaple.com", "example.com"),
            ["no zone `exmaple.com` is declared; did you mean `example.com`?"]
        );
        assert_eq!(
            misses("bücer.example", "bücher.example"),
            ["no zone `bücer.example` is declared; did you mean `bücher.example`?"]
        );
        assert!(Selection::parse(&["a..b".to_owned()]).is_err());
        assert!(Selection::parse(&["[a".to_owned()]).is_err());
    }
}
