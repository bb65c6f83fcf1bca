//! The zones in `zones/showcase/` are one project: neither compiling nor the lint
//! has anything to say about it, and its tests hold.

use std::fs;
use std::path::Path;

use zonal::lint::{self, Project, Settings};
use zonal::model::{Defaults, compile, testing};
use zonal::text::{Source, SourceId, Sources};

#[test]
fn the_showcase_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("zones/showcase");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut sources = Sources::default();
    for path in &paths {
        sources.add(Source::new(path.display().to_string(), fs::read_to_string(path).unwrap()));
    }
    let ids: Vec<SourceId> = sources.iter().map(|(id, _)| id).collect();
    let (model, problems) = compile(&mut sources, &ids, &Defaults::default());
    let zones: Vec<_> = model.zones.iter().collect();
    let project = Project { zones: &zones, externals: &model.externals, sources: &sources, files: &ids };
    let problems = lint::lint(project, problems, &Settings::default(), &|_| true).problems;
    let said: Vec<String> = problems.iter().map(|problem| format!("{problem:?}")).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));

    let outcomes = testing::run(&model.tests, &model.zones);
    assert!(outcomes.len() >= paths.len(), "{} tests in {} files", outcomes.len(), paths.len());
    for outcome in outcomes {
        assert!(outcome.passed(), "{}: {:?}", outcome.test.name, outcome.failures);
    }
}
