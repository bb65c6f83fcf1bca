//! What the sources mean: zones with their records, settings and provenance.
//!
//! Sources are read once. Record lines that need no names of others go
//! straight into the store of their zone; all other statements wait until every
//! `let`, `table` and `template` is known and are then run in the same
//! scopes. So neither the order of files nor that of blocks matters.

mod attributes;
mod budget;
mod check;
pub mod codes;
mod collect;
mod defaults;
mod desired;
mod draft;
mod escapes;
mod expand;
mod finish;
mod frame;
mod ledger;
mod library;
mod name_servers;
mod names;
mod overrides;
pub mod presets;
mod record;
mod reverse;
mod scope;
mod settings;
pub mod testing;
mod txt;
mod typed;
mod unread;
mod value;
mod views;
mod warning;
mod way;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Problems, nearest};
use crate::dns::Name;
use crate::syntax::Place;
use crate::text::{SourceId, Sources, Span};
pub use attributes::{Allowance, AttributeSet, Attributes};
pub use defaults::{Budget, Defaults, ZoneDefaults};
pub use desired::{
    Alias, Chain, Desired, Origin, OriginStep, Provenance, ProviderRef, Redirect, Settings, Soa, SoaSetting,
    StepKind, Switch,
};
use expand::Expander;
use finish::Finisher;
use ledger::Ledger;
pub use scope::external_dns::{ExternalDns, RegistryText};
pub use scope::pattern::{Pattern, PatternError};
pub use scope::target::Target;
pub use scope::{Patterns, Scope, Untouched};
use testing::ZoneTest;
use views::Placed;
pub use warning::Warning;

/// All that the sources of a project say.
#[derive(Debug, Default)]
pub struct Model {
    /// In canonical order of their apexes, the views of one by name.
    pub zones: Vec<Desired>,
    /// In canonical order.
    pub externals: Vec<External>,
    /// In the order of the sources.
    pub tests: Vec<ZoneTest>,
}

impl Model {
    /// The zone with this apex; of several views the first.
    pub fn zone(&self, apex: &Name) -> Option<&Desired> {
        self.zones.iter().find(|desired| desired.zone.apex() == apex)
    }
}

/// A zone that exists and is managed elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    pub apex: Name,
    /// Who manages it, in words.
    pub description: Option<String>,
    pub attributes: AttributeSet,
    pub span: Span,
}

/// Compiles the sources `ids`. Everything there is to say about them, their syntax
/// included, is in the problems, sorted by place; the model holds what could be
/// understood and must not be acted on if there are errors.
///
/// The presets that are used are added to `sources`, so that they can be shown.
pub fn compile(sources: &mut Sources, ids: &[SourceId], defaults: &Defaults) -> (Model, Problems) {
    let library = library::Library::new(sources, defaults);
    let compiled = compile_with(&library, sources, ids, defaults);
    library.add_used(sources);
    compiled
}

fn compile_with(
    library: &library::Library,
    sources: &Sources,
    ids: &[SourceId],
    defaults: &Defaults,
) -> (Model, Problems) {
    let mut ledger = Ledger::new(defaults);
    let mut problems = Problems::default();
    for &source in ids {
        let text = &sources.get(source).text;
        problems.extend(collect::collect(&mut ledger, Place { source, text }));
    }
    library.collect(&mut ledger);
    let (externals, tests) = expand(&mut ledger, library.first);
    reverse::pointers::derive(&mut ledger);
    name_servers::derive(&mut ledger);
    let (zones, said, is_whole) = finish(ledger, &externals, library.first);
    problems.extend(said);
    // What was left out is not missing.
    if is_whole {
        check::check(&zones, &mut problems);
        testing::check_views(&tests, &zones, &mut problems);
    }
    problems.sort();
    (Model { zones, externals, tests }, problems)
}

/// Runs what had to wait for the names of others.
fn expand(ledger: &mut Ledger<'_>, library: SourceId) -> (Vec<External>, Vec<ZoneTest>) {
    let (lets, tables) = (std::mem::take(&mut ledger.lets), std::mem::take(&mut ledger.tables));
    let globals = expand::definitions::resolve(lets, tables, ledger);
    let templates =
        expand::template::define(std::mem::take(&mut ledger.templates), &globals, library, ledger);
    let templates = templates.into_iter().map(|(name, template)| (name, Rc::new(template))).collect();
    let deferred = std::mem::take(&mut ledger.deferred);
    let mut expander = Expander {
        ledger,
        globals,
        templates,
        externals: Vec::new(),
        tests: Vec::new(),
        library,
        forecasts: BTreeMap::new(),
        nesting: 0,
    };
    expander.settle_frames();
    expander.run_all(deferred);
    let Expander { mut externals, mut tests, .. } = expander;
    externals.sort_by(|a, b| (&a.apex, a.span).cmp(&(&b.apex, b.span)));
    tests.sort_by_key(|test| test.span);
    (externals, tests)
}

/// Makes the zones, one by one, in canonical order.
/// Tells whether they are all that was written.
fn finish(ledger: Ledger<'_>, externals: &[External], library: SourceId) -> (Vec<Desired>, Problems, bool) {
    let Ledger { mut problems, drafts, frames, contexts, mut sets, steps, defaults, mut budget, .. } = ledger;
    let sets_of = finish::merge_attributes(&contexts, &frames, &mut sets, &mut budget);
    let last = frames.iter().rev().find_map(|frame| frame.written.last()).map(|attribute| attribute.span);
    problems.extend(last.and_then(|span| budget.over(span)).into_iter().collect());
    let finisher = Finisher {
        frames: &frames,
        contexts: &contexts,
        steps: Arc::from(steps),
        library,
        defaults,
        sets_of,
        sets: Arc::from(sets.all),
        some_blocks_are_managed: frames.iter().any(|frame| !frame.managed.is_empty()),
    };
    let (whole, mut views) = views::apart(drafts.all);
    let (declared, undeclared): (Vec<Placed<'_>>, Vec<Placed<'_>>) =
        whole.into_iter().partition(|(_, draft)| draft.declared.is_some());
    report_undeclared(&undeclared, &declared, externals, &mut problems);
    report_externals(&declared, externals, &mut problems);
    drop(undeclared);
    let mut zones = Vec::with_capacity(declared.len());
    for (place, draft) in declared {
        let Some(declared) = draft.declared else { continue };
        match views.remove(&place) {
            None => zones.push(finisher.finish(draft, declared, &mut problems)),
            Some(views) => {
                zones.extend(finisher.finish_views(&draft, views, &mut budget, &mut problems));
            }
        }
    }
    zones.sort_by(|a, b| (a.zone.apex(), &a.view).cmp(&(b.zone.apex(), &b.view)));
    (zones, problems, !budget.is_over())
}

fn report_undeclared(
    undeclared: &[Placed<'_>],
    declared: &[Placed<'_>],
    externals: &[External],
    problems: &mut Problems,
) {
    if undeclared.is_empty() {
        return;
    }
    let names: Vec<String> = declared.iter().map(|(_, draft)| draft.builder.apex().to_string()).collect();
    for (_, draft) in undeclared {
        let (apex, Some(span)) = (draft.builder.apex(), draft.extended) else { continue };
        let headline = format!("no zone `{}` is declared", apex.with_unicode());
        let error = Diagnostic::error(&codes::UNKNOWN_ZONE, span, headline);
        // They are in canonical order.
        let place = externals.partition_point(|external| external.apex < *apex);
        let external = externals.get(place).filter(|external| external.apex == *apex);
        problems.push(match (external, nearest(&apex.to_string(), names.iter().map(String::as_str))) {
            (Some(external), _) => error.other(external.span, "it is said to be managed elsewhere").help(
                "declare it with `zone` if it is managed here now, or take these lines to who manages it",
            ),
            (None, Some(near)) => error.help(format!("did you mean `{}`?", near.trim_end_matches('.'))),
            (None, None) => error.help("declare it with `zone NAME { }`"),
        });
    }
}

fn report_externals(declared: &[Placed<'_>], externals: &[External], problems: &mut Problems) {
    let zones = declared.iter().filter_map(|(_, draft)| Some((draft.builder.apex(), draft.declared?)));
    let mut first: HashMap<&Name, Span> = zones.collect();
    for external in externals {
        match first.entry(&external.apex) {
            Entry::Vacant(place) => {
                place.insert(external.span);
            }
            Entry::Occupied(place) => {
                let headline = format!("`{}` is declared twice", external.apex.with_unicode());
                let error = Diagnostic::error(&codes::ZONE_DECLARED_TWICE, external.span, headline);
                let error = error.other(*place.get(), "declared here");
                problems.push(error.help("it is managed in one place; keep one of the two"));
            }
        }
    }
}
