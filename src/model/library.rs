//! Which presets the sources of a project use.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::Defaults;
use super::codes;
use super::collect;
use super::expand::template::collect_uses;
use super::ledger::Ledger;
use super::presets::{self, Preset};
use crate::diagnostic::Diagnostic;
use crate::syntax::Place;
use crate::syntax::ast::{Block, Statement};
use crate::text::{Source, SourceId, Sources};

pub(super) struct Library {
    edition: &'static str,
    /// The sources from this one on are presets.
    pub first: SourceId,
    used: RefCell<Vec<Preset>>,
}

impl Library {
    pub fn new(sources: &Sources, defaults: &Defaults) -> Library {
        Library {
            edition: defaults.edition.unwrap_or(presets::NEWEST),
            first: SourceId(sources.iter().count() as u32),
            used: RefCell::default(),
        }
    }

    /// Reads the presets that are used, and those that they use.
    pub fn collect<'s>(&self, ledger: &mut Ledger<'s>) {
        let all = presets::presets(self.edition);
        self.report_shadowing(ledger, all);
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        let mut names = Vec::new();
        for deferred in &ledger.deferred {
            collect_uses(std::slice::from_ref(&deferred.item), &mut names);
        }
        for template in &ledger.templates {
            collect_uses(&template.body, &mut names);
        }
        while let Some(name) = names.pop() {
            let Some(preset) = all.iter().find(|preset| preset.name == name) else { continue };
            if defined(ledger, name) || !wanted.insert(preset.name) {
                continue;
            }
            let source = SourceId(self.first.0 + self.used.borrow().len() as u32);
            self.used.borrow_mut().push(*preset);
            let before = ledger.templates.len();
            let said = collect::collect(ledger, Place { source, text: preset.text });
            ledger.problems.extend(said);
            for template in &ledger.templates[before..] {
                collect_uses(&template.body, &mut names);
            }
        }
    }

    /// Makes the presets that were read sources that can be shown.
    pub fn add_used(self, sources: &mut Sources) {
        for preset in self.used.into_inner() {
            sources.add(Source::new(preset.path(self.edition), preset.text));
        }
    }

    fn report_shadowing(&self, ledger: &mut Ledger<'_>, all: &[Preset]) {
        let mut errors = Vec::new();
        for template in &ledger.templates {
            let Statement::Open(Block::Template { name, .. }) = &template.line.statement else { continue };
            if all.iter().any(|preset| preset.name == name.text) {
                let headline = format!("`{}` is a preset of the edition {}", name.text, self.edition);
                let error = Diagnostic::error(&codes::DEFINED_TWICE, name.span, headline);
                errors.push(error.help("give the template another name: what `use` means shall be plain"));
            }
        }
        errors.into_iter().for_each(|error| ledger.error(error));
    }
}

fn defined(ledger: &Ledger<'_>, name: &str) -> bool {
    ledger.templates.iter().any(|template| match &template.line.statement {
        Statement::Open(Block::Template { name: own, .. }) => own.text == name,
        _ => false,
    })
}
