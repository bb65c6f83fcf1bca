use std::collections::HashMap;

use data_encoding::HEXLOWER;
use ring::digest::{Context, SHA256};

use super::repository::Repository;
use crate::diagnostic::Problems;

/// For each problem what tells it from the others and stays the same where only
/// the lines around it change: a SHA-256 in hexadecimal of its code, file, line
/// as text and headline, and of how many before it had the same.
pub(super) fn fingerprints(problems: &Problems, repository: &Repository<'_>) -> Vec<String> {
    let mut seen: HashMap<Vec<u8>, u64> = HashMap::new();
    let fingerprints = problems.iter().map(|diagnostic| {
        let site = repository.site(diagnostic.span);
        let line = diagnostic.span.map_or("", |span| {
            let source = repository.sources.get(span.source);
            source.line(source.position(span.start).line).trim()
        });
        let kind = digest(&[
            diagnostic.code.name.as_bytes(),
            site.path.as_bytes(),
            line.as_bytes(),
            diagnostic.headline.as_bytes(),
        ]);
        let count = seen.entry(kind.clone()).or_default();
        *count += 1;
        HEXLOWER.encode(&digest(&[&kind, &count.to_be_bytes()]))
    });
    fingerprints.collect()
}

fn digest(parts: &[&[u8]]) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    context.finish().as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::diagnostic::{Code, Diagnostic};
    use crate::text::{Source, Sources, Span};

    static CODE: Code = Code { name: "some-code", manual: "" };
    static OTHER: Code = Code { name: "other-code", manual: "" };

    /// An error at every `x` of the text.
    fn of(path: &str, text: &str, code: &'static Code, headline: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let id = sources.add(Source::new(path, text));
        let problems = text.match_indices('x').map(|(at, _)| {
            let span = Span::new(id, at as u32, at as u32 + 1);
            Diagnostic::error(code, span, headline)
        });
        fingerprints(&problems.collect(), &Repository::new(&sources, Path::new("")))
    }

    #[test]
    fn they_survive_other_lines() {
        let before = of("a.dns", "x a\nb x x\n", &CODE, "wrong");
        assert_eq!(of("a.dns", "\n\n  x a\r\n\nmore\n\tb x x", &CODE, "wrong"), before);
        assert_eq!(of("a.dns", "b x x\nx a", &CODE, "wrong")[..2], before[1..]);
        assert_eq!(of("a.dns", "b x x\n", &CODE, "wrong")[..], before[1..]);
    }

    #[test]
    fn they_tell_problems_apart() {
        let all = [
            of("a.dns", "x a\nx a\nx b", &CODE, "wrong"),
            of("b.dns", "x a", &CODE, "wrong"),
            of("a.dns", "x a", &OTHER, "wrong"),
            of("a.dns", "x a", &CODE, "worse"),
            of("a.dnsx", " a", &CODE, "wrong"),
        ];
        let all: Vec<String> = all.into_iter().flatten().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(all.iter().all(|one| one.len() == 64), "{all:?}");
    }
}
