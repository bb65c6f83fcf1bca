use std::path::Path;

use super::repository::Repository;
use super::{Drawing, draw, github, gitlab, json, junit, sarif};
use crate::diagnostic::{Problems, Severity};
use crate::text::Sources;

/// In which form problems are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemFormat {
    /// For a reader, with the sources under each.
    Text,
    /// `zonal-problems/1`, see docs/problems.schema.json.
    Json,
    /// SARIF 2.1.0, as code scanning takes it.
    Sarif,
    /// Workflow commands of GitHub Actions, which become annotations.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// A JUnit report, with a case for each problem.
    Junit {
        /// What is this bad or worse fails; other problems count as skipped.
        failing: Option<Severity>,
    },
}

/// The problems, in their order, in a form for a reader or a program. What is
/// `allowed` is only in JSON and SARIF, which can say that it is. `base` is
/// where the project lies below the top of its repository; the forms for
/// services that show problems beside files give paths relative to that top.
/// `drawing` is for [`ProblemFormat::Text`].
pub fn draw_problems(
    format: ProblemFormat,
    problems: &Problems,
    allowed: &Problems,
    sources: &Sources,
    base: &Path,
    drawing: Drawing,
) -> String {
    let repository = Repository::new(sources, base);
    match format {
        ProblemFormat::Text => draw(problems, sources, drawing),
        ProblemFormat::Json => json(problems, allowed, sources),
        ProblemFormat::Sarif => sarif::sarif(problems, allowed, &repository),
        ProblemFormat::Github => github::commands(problems, &repository),
        ProblemFormat::Gitlab => gitlab::code_quality(problems, &repository),
        ProblemFormat::Junit { failing } => junit::problems(problems, failing, &repository),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use boon::{Compiler, Schemas};
    use serde_json::Value;

    use super::*;
    use crate::diagnostic::{Applicability, Code, Diagnostic, Permission, Permit};
    use crate::text::{Source, SourceId, Span};

    static CODE: Code = Code {
        name: "some-code",
        manual: " A record\n is odd.\n\n Others {may} see it.\n\n ```zonal\n www  A  192.0.2.1\n ```\n",
    };
    static OTHER: Code = Code { name: "a-code", manual: " It is not nice.\n" };

    fn add(sources: &mut Sources, path: &str, text: &str) -> SourceId {
        sources.add(Source::new(path, text))
    }

    /// The first place of a text.
    fn at(sources: &Sources, id: SourceId, text: &str) -> Span {
        let start = sources.get(id).text.find(text).unwrap() as u32;
        Span::new(id, start, start + text.len() as u32)
    }

    fn story() -> (Sources, Problems) {
        let mut sources = Sources::default();
        let toml = add(&mut sources, "zonal.toml", "edition = \"2026\"\nzone = []\n");
        let text = "zone example.com {\n  www A 192.0.2.1\n  w.w A 192.0.2.2\n  w.w A 192.0.2.2\n}\n";
        let zone = add(&mut sources, "zones/a.dns", text);
        let preset = add(&mut sources, "zonal:preset/2026/mail.x.dns", "template x() {\n  @ MX 10 mx\n}\n");
        let span = at(&sources, zone, "w.w");
        let error = Diagnostic::error(&CODE, span, "`w.w` has several labels")
            .label("two labels")
            .other(at(&sources, zone, "www"), "the first owner")
            .other(at(&sources, preset, "@ MX 10 mx"), "in the preset `mail.x`")
            .other(at(&sources, toml, "edition"), "")
            .help("write one label:\n\n  w\n\nor put it into quotes")
            .fix(Applicability::Maybe, "write `www`", span, "www")
            .fix(Applicability::Certain, "quote it", span, "\"w.w\"");
        let second = Span::new(zone, span.start + 18, span.end + 18);
        let again = Diagnostic::error(&CODE, second, "`w.w` has several labels");
        let several = Diagnostic::warning(&OTHER, Span::new(zone, 0, 74), "the zone has no SOA record");
        let line = Diagnostic::warning(&OTHER, Span::new(zone, 73, 75), "the zone ends here");
        let key = Diagnostic::warning(&CODE, at(&sources, toml, "zone ="), "`zone` means nothing");
        let inside = at(&sources, preset, "mx");
        let built_in = Diagnostic::warning(&OTHER, inside, "`mx` is not declared").label("here").fix(
            Applicability::Maybe,
            "write `mx.`",
            inside,
            "mx.",
        );
        let end = Diagnostic::error(&CODE, Span::new(toml, 27, 27), "the file ends too early");
        let nowhere = Diagnostic::new(&OTHER, Severity::Notice, None, "the project has no zone");
        let nowhere = nowhere.help("add a file `zones/x.dns`");
        (sources, Problems::from_iter([error, again, several, line, key, built_in, end, nowhere]))
    }

    /// Paths, sources and texts with what each form must escape.
    fn hostile() -> (Sources, Problems) {
        let mut sources = Sources::default();
        let path = "a b,c:d%0A\n\"'<]]>é\u{1b}\u{202e}\u{ffff}\\/[x](y)?#.dns";
        let text = "\u{feff}\té👩「x」\r\n\u{1b}]]>\u{7}\r\nlast";
        let id = add(&mut sources, path, text);
        let wide = at(&sources, id, "「x」");
        let headline = "no `]]>` \"<&'\u{1b}[2J\u{202e}\0\u{fffe}{0} [x](https://a.example) %0A,:\r\nzone";
        let error = Diagnostic::error(&CODE, wide, headline)
            .label("\u{1b}]0;x\u{7}[a]")
            .other(at(&sources, id, "last"), "[x](1)\\\n")
            .help("\u{9b}2J::error::x\n::stop-commands::x")
            .fix(Applicability::Maybe, "write", wide, "\u{200b}\u{1b}\r\n\"");
        let line_end = Diagnostic::warning(&CODE, at(&sources, id, "\r\n"), "::error::x");
        let beyond = Diagnostic::warning(&CODE, Span::new(id, 900, 999), "]]>");
        (sources, Problems::from_iter([error, line_end, beyond]))
    }

    /// The same with another headline, allowed in all the ways that there are.
    fn allowed(problems: &Problems) -> Problems {
        let by = |by, reason: &str| Permission { by, reason: reason.to_owned() };
        let reasons = [by(Permit::Source, "DNS-1, \"<]]>\u{1b}\u{202e}"), by(Permit::Project, "DNS-2")];
        let allowed = problems.iter().zip(1..=2).map(|(problem, count)| Diagnostic {
            headline: format!("{} (allowed)", problem.headline),
            allowed: reasons[..count].to_vec(),
            ..problem.clone()
        });
        allowed.collect()
    }

    fn drawn(format: ProblemFormat) -> Vec<(&'static str, String)> {
        let of = |(sources, problems): (Sources, Problems), base: &str| {
            draw_problems(
                format,
                &problems,
                &allowed(&problems),
                &sources,
                Path::new(base),
                Drawing::default(),
            )
        };
        vec![
            ("a whole story", of(story(), "dns")),
            ("hostile", of(hostile(), "")),
            ("no problems", of((Sources::default(), Problems::default()), "dns")),
        ]
    }

    /// `UPDATE=1` writes the file.
    fn check(format: ProblemFormat, name: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report").join(name);
        let found: String =
            drawn(format).iter().map(|(title, text)| format!("=== {title}\n{text}")).collect();
        let found = found.replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
        if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == expected, "{name} should be:\n{found}");
    }

    #[test]
    fn every_form_is_that_of_its_file() {
        check(ProblemFormat::Sarif, "problems.sarif.txt");
        check(ProblemFormat::Github, "problems.github.txt");
        check(ProblemFormat::Gitlab, "problems.gitlab.txt");
        check(ProblemFormat::Junit { failing: Some(Severity::Warning) }, "problems.junit.txt");
    }

    /// The schema of OASIS, as the crate serde-sarif ships it.
    const SARIF: &str = "tests/report/sarif-2.1.0.schema.json";
    const JSON: &str = "docs/problems.schema.json";

    /// What the schema, a file of the repository, has against a document.
    fn violations(schema: &str, document: &Value) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(schema);
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        let schema = compiler.compile(path.to_str().unwrap(), &mut schemas).unwrap();
        schemas.validate(document, schema).err().map(|error| format!("{error:#}")).unwrap_or_default()
    }

    fn documents(format: ProblemFormat) -> Vec<Value> {
        drawn(format).iter().map(|(_, text)| serde_json::from_str(text).unwrap()).collect()
    }

    #[test]
    fn documents_conform_to_their_schemas() {
        for (format, schema) in [(ProblemFormat::Sarif, SARIF), (ProblemFormat::Json, JSON)] {
            for document in documents(format) {
                assert_eq!(violations(schema, &document), "", "{document:#}");
            }
        }
    }

    #[test]
    fn the_schemas_notice_what_is_wrong() {
        let artifact = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
        for (format, schema, place, wrong) in [
            (ProblemFormat::Sarif, SARIF, "/runs/0/results/0/level", "notice"),
            (ProblemFormat::Sarif, SARIF, "/runs/0/tool/driver", "zonal"),
            (ProblemFormat::Sarif, SARIF, artifact, "a b"),
            (ProblemFormat::Sarif, SARIF, "/runs/0/results/5/suppressions/0/kind", "project"),
            (ProblemFormat::Json, JSON, "/problems/0/severity", "note"),
            (ProblemFormat::Json, JSON, "/allowed/0/reasons/0/by", "me"),
            (ProblemFormat::Json, JSON, "/problems/0/fixes/0/edits", "all"),
        ] {
            let mut document = documents(format).remove(0);
            *document.pointer_mut(place).unwrap() = wrong.into();
            assert!(violations(schema, &document).contains(&format!("'{place}'")), "{place}");
        }
    }

    /// A fix of a SARIF log does what the fix says: its regions are exact.
    #[test]
    fn sarif_regions_are_those_of_the_text() {
        let text = "\u{feff}a👩\tb\r\né\n\nlast\n";
        let bounds: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        for (index, &start) in bounds.iter().enumerate() {
            for &end in &bounds[index..] {
                let mut sources = Sources::default();
                let id = add(&mut sources, "a.dns", text);
                let span = Span::new(id, start as u32, end as u32);
                let fix = Diagnostic::error(&CODE, span, "x").fix(Applicability::Certain, "x", span, "NEW");
                let problems = Problems::from_iter([fix]);
                let format = ProblemFormat::Sarif;
                let none = Problems::default();
                let log =
                    draw_problems(format, &problems, &none, &sources, Path::new(""), Drawing::default());
                let log: Value = serde_json::from_str(&log).unwrap();
                let change = "/runs/0/results/0/fixes/0/artifactChanges/0/replacements/0";
                let fixed = replaced(text, log.pointer(change).unwrap());
                let behind_mark = |at: usize| at.max('\u{feff}'.len_utf8());
                let expected = format!("{}NEW{}", &text[..behind_mark(start)], &text[behind_mark(end)..]);
                assert_eq!(fixed, expected, "{start}..{end}");
            }
        }
    }

    /// The text with a replacement made, as an editor would: it knows lines and
    /// UTF-16 columns, and leaves a byte order mark alone.
    fn replaced(text: &str, replacement: &Value) -> String {
        let marked = text.strip_prefix('\u{feff}');
        let units: Vec<u16> = marked.unwrap_or(text).encode_utf16().collect();
        let region = &replacement["deletedRegion"];
        let number = |key: &str| region[key].as_u64().unwrap() as usize;
        let offset = |line: usize, column: usize| {
            let ends = units.iter().enumerate().filter(|(_, unit)| **unit == u16::from(b'\n'));
            let start = ends.map(|(at, _)| at + 1).take(line - 1).last().unwrap_or(0);
            start + column - 1
        };
        let from = offset(number("startLine"), number("startColumn"));
        let to = offset(number("endLine"), number("endColumn"));
        let part = |units: &[u16]| String::from_utf16(units).unwrap();
        let new = replacement["insertedContent"]["text"].as_str().unwrap();
        let mark = if marked.is_some() { "\u{feff}" } else { "" };
        format!("{mark}{}{new}{}", part(&units[..from]), part(&units[to..]))
    }
}
