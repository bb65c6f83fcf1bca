//! What holds of compiling any sources: it is the same each time and in any
//! order of the files, it ends within its budget, and what it gives is a zone.

use std::path::Path;

use zonal::diagnostic::Problems;
use zonal::dns::{Ttl, Zone, master};
use zonal::model::{AttributeSet, Budget, Defaults, Model, compile, testing};
use zonal::text::{Source, SourceId, Sources, Span};

const BUDGET: Budget = Budget { records: 500, depth: 6 };

/// `text` may hold several files, each but the first behind a line `@@ NAME`.
pub fn holds(text: &str) {
    let files = files(text);
    let forwards = Compiled::new(files.iter().copied());
    assert_eq!(forwards.said(), Compiled::new(files.iter().copied()).said(), "twice differs: {text:?}");
    let backwards = Compiled::new(files.iter().rev().copied());
    assert_eq!(forwards.codes(), backwards.codes(), "the order of files matters: {text:?}");
    if !forwards.problems.has_errors() {
        assert_eq!(forwards.zones(), backwards.zones(), "the order of files matters: {text:?}");
    }
    forwards.problems_stand(text);
    let records: usize = forwards.model.zones.iter().map(|desired| desired.zone.record_count()).sum();
    // A line gives at most one record for each of its words.
    assert!(records <= text.len() + 4 * BUDGET.records as usize, "{records} records of {text:?}");
    for outcome in testing::run(&forwards.model.tests, &forwards.model.zones) {
        assert!(outcome.passed() || !outcome.failures.is_empty());
    }
    for desired in &forwards.model.zones {
        comes_back(&desired.published(7), text);
    }
}

/// Each zone with its view, its SOA and what is said about its records; `None`
/// if the text does not compile by itself or declares none.
pub fn zones(text: &str) -> Option<Vec<Meant>> {
    let compiled = Compiled::new(files(text).into_iter());
    (!compiled.problems.has_errors() && !compiled.model.zones.is_empty()).then(|| compiled.zones())
}

/// A zone, and in words what is said about it.
pub type Meant = (Option<String>, Zone, Vec<AttributeSet>, String);

fn files(text: &str) -> Vec<&str> {
    let mut files = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.starts_with("@@") {
            files.push(&text[start..at]);
            start = at + line.len();
        }
        at += line.len();
    }
    files.push(&text[start..]);
    files
}

struct Compiled {
    sources: Sources,
    model: Model,
    problems: Problems,
}

impl Compiled {
    fn new<'f>(files: impl Iterator<Item = &'f str>) -> Compiled {
        let mut sources = Sources::default();
        let ids: Vec<SourceId> = files.map(|file| sources.add(Source::new("a.dns", file))).collect();
        let kinds = [("cf", "memory"), ("knot", "rfc2136")];
        let defaults = Defaults {
            ttl: Ttl::new(7200),
            instances: Some(kinds.map(|(name, kind)| (name.to_owned(), kind.to_owned())).into()),
            registrars: Some(["gandi".to_owned()].into()),
            budget: BUDGET,
            ..Defaults::default()
        };
        let (model, problems) = compile(&mut sources, &ids, &defaults);
        Compiled { sources, model, problems }
    }

    fn said(&self) -> String {
        format!("{:?}{:?}", self.problems, self.model.zones)
    }

    /// What is wrong, without the places.
    fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.problems.iter().map(|problem| problem.code.name).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn zones(&self) -> Vec<Meant> {
        let meant = self.model.zones.iter().map(|desired| {
            let records = 0..desired.zone.record_count();
            let attributes = records.map(|record| desired.provenance.attributes(record).clone());
            let settings = &desired.settings;
            let scope = &desired.scope;
            let mut ignored: Vec<String> = scope
                .ignored
                .iter()
                .map(|line| format!("{:?}", (&line.pattern, &line.types, &line.target, &line.reason)))
                .collect();
            ignored.sort_unstable();
            let mut managed: Vec<String> =
                scope.managed.iter().map(|(pattern, _)| pattern.to_string()).collect();
            managed.sort_unstable();
            let others = (
                ignored,
                managed,
                settings.providers.iter().map(|provider| &provider.instance).collect::<Vec<_>>(),
                (&settings.nameservers, settings.dnssec, &settings.owner, &settings.description),
            );
            let others = format!("{others:?}");
            (desired.view.clone(), desired.published(1), attributes.collect(), others)
        });
        meant.collect()
    }

    /// What is said points at text that is there.
    fn problems_stand(&self, text: &str) {
        let stands = |span: Span| {
            let source = &self.sources.get(span.source).text;
            source.get(span.start as usize..span.end as usize).is_some()
        };
        for problem in &self.problems {
            let others = problem.others.iter().map(|other| other.span);
            let edits = problem.fixes.iter().flat_map(|fix| fix.edits.iter().map(|(span, _)| *span));
            for span in problem.span.into_iter().chain(others).chain(edits) {
                assert!(stands(span), "{problem:?} of {text:?}");
            }
        }
    }
}

/// The zone, written as a master file and read again, is the zone.
fn comes_back(zone: &Zone, text: &str) {
    for style in [master::Style::Relative, master::Style::Absolute] {
        let written = master::write(zone, style);
        let again = master::read_text(Path::new("zone"), written.clone().into_bytes(), zone.apex());
        assert_eq!(again.problems, [], "of {text:?}\n{written}");
        assert!(again.zone == *zone, "of {text:?}\n{written}");
    }
}
