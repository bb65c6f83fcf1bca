//! Runs `test` blocks against the compiled zones, as an authoritative server
//! for all of them would answer.

mod wording;
mod world;

use crate::diagnostic::{Diagnostic, Problems, nearest};
use crate::dns::authority::Expectation;
use crate::dns::{Name, RecordType};
use crate::model::{Desired, codes};
use crate::text::Span;
pub use wording::{failed, found};
pub use world::{World, Worlds};

/// A `test` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneTest {
    pub name: String,
    /// The name in its quotes.
    pub span: Span,
    /// The view that it is for, if it is for one only.
    pub view: Option<TestView>,
    pub expectations: Vec<Expected>,
}

/// The `view NAME` of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestView {
    pub name: String,
    pub span: Span,
}

/// A line of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The name in the question.
    pub owner: Name,
    /// Zone data that may be written, but not SOA.
    pub record_type: RecordType,
    pub expected: Expectation,
    /// The whole line.
    pub span: Span,
}

/// What came of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutcome<'t> {
    pub test: &'t ZoneTest,
    /// For each line that does not hold or cannot be answered; for several views
    /// one for each way in which it does not hold.
    pub failures: Vec<Diagnostic>,
}

impl TestOutcome<'_> {
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Runs the tests in their order. The zones and the tests are of one model
/// without errors.
pub fn run<'t, 'z>(
    tests: &'t [ZoneTest],
    zones: impl IntoIterator<Item = &'z Desired>,
) -> Vec<TestOutcome<'t>> {
    let worlds = Worlds::new(zones);
    let failures =
        |test: &ZoneTest| test.expectations.iter().flat_map(|line| check(&worlds, test, line)).collect();
    tests.iter().map(|test| TestOutcome { test, failures: failures(test) }).collect()
}

/// Why a line does not hold; nothing if it does.
fn check(worlds: &Worlds<'_>, test: &ZoneTest, line: &Expected) -> Vec<Diagnostic> {
    if let Some(view) = &test.view {
        let failure = worlds.of_view(&view.name).and_then(|world| world.check(line));
        return failure.map(|failure| in_views(failure, &[&view.name])).into_iter().collect();
    }
    let asked = worlds.with(line);
    let mut failures: Vec<(Diagnostic, Vec<&str>)> = Vec::new();
    for world in &asked {
        let Some(failure) = world.check(line) else { continue };
        let view = world.view().unwrap_or_default();
        match failures.iter_mut().find(|(known, _)| *known == failure) {
            Some((_, views)) => views.push(view),
            None => failures.push((failure, vec![view])),
        }
    }
    let of_views = worlds.have_views_of(line);
    let said = failures.into_iter().map(|(failure, views)| match of_views || views.len() < asked.len() {
        true => in_views(failure, &views),
        false => failure,
    });
    said.collect()
}

fn in_views(mut failure: Diagnostic, views: &[&str]) -> Diagnostic {
    let named: Vec<String> = views.iter().map(|view| format!("`{view}`")).collect();
    let word = if views.len() == 1 { "view" } else { "views" };
    failure.headline.push_str(&format!(" in {word} {}", named.join(", ")));
    failure
}

/// Reports tests for views that no zone has.
pub(super) fn check_views(tests: &[ZoneTest], zones: &[Desired], problems: &mut Problems) {
    let known: Vec<&str> = zones.iter().filter_map(|desired| desired.view.as_deref()).collect();
    for view in tests.iter().filter_map(|test| test.view.as_ref()) {
        if known.contains(&view.name.as_str()) {
            continue;
        }
        let headline = format!("no zone has a view `{}`", view.name);
        let error = Diagnostic::error(&codes::BAD_EXPECTATION, view.span, headline);
        problems.push(match nearest(&view.name, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("write `view NAME { }` in a zone, or remove `view` from the test"),
        });
    }
}
