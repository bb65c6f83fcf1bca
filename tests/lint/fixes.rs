//! What `lint --fix` makes of sources. `fixes.txt` holds cases: the code of a rule, sources, then
//! what they are behind all its fixes, and how the records change by that.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use zonal::diagnostic::{Applicability, Problems, corrected};
use zonal::lint::{self, Project};
use zonal::model::{Defaults, Model, compile};
use zonal::text::{SourceId, Sources};

use crate::{CASES, case_file, only, said};

#[test]
fn fixes_are_those_of_the_file() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/fixes.txt");
    let wrong = case_file::differences(&path, |text| {
        let (code, text) = text.split_once('\n').unwrap();
        fixed(code, text).unwrap_or_else(|| "nothing to fix\n".to_owned())
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// In the cases of all rules: behind the fixes that are certain the sources still compile, nothing
/// is left to fix, and no other records changed than those that were found.
#[test]
fn a_fix_mends_what_was_found_and_nothing_else() {
    let mut count = 0;
    for path in case_file::paths(CASES) {
        let code = path.file_stem().unwrap().to_str().unwrap();
        for case in case_file::read(&path) {
            count += usize::from(fixed(code, &case.source).is_some());
        }
    }
    assert!(count >= 4, "only {count} cases are fixed");
}

/// The sources behind all fixes of a rule, and what changed; `None` if there are none.
fn fixed(code: &str, text: &str) -> Option<String> {
    let mut before = said::sources(text);
    let files: Vec<SourceId> = before.iter().map(|(id, _)| id).collect();
    let (problems, old) = linted(code, &mut before);
    let fixable = |problems: &Problems| {
        let fixes = problems.iter().flat_map(|problem| &problem.fixes);
        fixes.filter(|fix| fix.applicability == Applicability::Certain).count()
    };
    let expected = fixable(&problems);
    let mut after = Sources::default();
    let (mut shown, mut done) = (String::new(), 0);
    for id in files {
        let source = before.get(id);
        let (new, count) = corrected(&problems, id, &source.text).unwrap_or((source.text.to_string(), 0));
        done += count;
        shown += &new;
        after.add(zonal::text::Source::new(&*source.path, new));
    }
    if done == 0 {
        return None;
    }
    assert_eq!(done, expected, "{code}: some fixes meet:\n{text}");
    let (left, new) = linted(code, &mut after);
    assert_eq!(fixable(&left), 0, "{code}: a second run fixes more:\n{shown}");
    assert_eq!(
        left.len() + done,
        problems.len(),
        "{code}: a fix mends its own finding and no more:\n{shown}"
    );
    assert_eq!(old.len(), new.len(), "{code}: a record is lost:\n{shown}");
    let (gone, come) = (old.difference(&new), new.difference(&old));
    let (gone, come): (Vec<_>, Vec<_>) = (gone.collect(), come.collect());
    assert!(gone.len() <= done, "{code}: other records change:\n{shown}");
    for (sign, record) in
        gone.iter().map(|record| ('-', record)).chain(come.iter().map(|record| ('+', record)))
    {
        let _ = writeln!(shown, "{sign} {record}");
    }
    Some(shown)
}

/// What a rule finds, and all records.
fn linted(code: &str, sources: &mut Sources) -> (Problems, BTreeSet<String>) {
    let files: Vec<SourceId> = sources.iter().map(|(id, _)| id).collect();
    let (model, problems) = compile(sources, &files, &Defaults::default());
    let said: String = problems.iter().map(|problem| said::said(problem, sources)).collect();
    assert!(!problems.has_errors(), "{code}: this does not compile:\n{said}");
    let Model { zones, externals, .. } = &model;
    let zones: Vec<_> = zones.iter().collect();
    let mut records = BTreeSet::new();
    for desired in &zones {
        for rrset in desired.zone.iter() {
            for rdata in rrset.rdatas() {
                let (owner, ttl, record_type) = (rrset.owner(), rrset.ttl(), rrset.record_type());
                records.insert(format!("{owner} {ttl} {record_type} {rdata}"));
            }
        }
    }
    let project = Project { zones: &zones, externals, sources, files: &files };
    (lint::lint(project, Problems::default(), &only(code), &|_| true).problems, records)
}
