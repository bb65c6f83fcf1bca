//! What is probably not meant, though the language allows it. One file a rule;
//! a rule looks at compiled zones as those who ask would see them, and says
//! what it finds. What becomes of that is decided in one place: the level that
//! `zonal.toml` gives a rule, and what is allowed there or at the record.

mod catalogue;
pub mod codes;
mod finding;
mod judge;
mod rule;
mod rules;
mod settings;
mod shared;
mod subject;
mod view;

use crate::diagnostic::Problems;
use crate::dns::Name;
use crate::model::{Desired, External};
use crate::text::{SourceId, Sources};
pub use catalogue::{NoFinding, finding, findings, warnings, with_level};
pub use finding::{Findings, Report};
use judge::Judge;
pub use rule::{Check, Rule};
pub use rules::rules;
pub use settings::{ExemptScope, Exemption, Level, Settings};
pub use subject::{Place, Record, Subject};
pub use view::{Hosts, LookUp, View};

/// What the rules look at.
#[derive(Clone, Copy)]
pub struct Project<'p> {
    /// Sorted by apex and view.
    pub zones: &'p [&'p Desired],
    pub externals: &'p [External],
    pub sources: &'p Sources,
    /// Those that the project wrote: no presets and no `zonal.toml`.
    pub files: &'p [SourceId],
}

/// What became of all that was found, both sorted.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// What there is to say.
    pub problems: Problems,
    /// What may be as it is, with the reasons.
    pub allowed: Problems,
}

/// Runs the rules that are not switched off and judges what they found in the
/// zones that are chosen by their apex, and what compiling has `said`. With errors
/// among that no rule is run.
pub fn lint(
    project: Project<'_>,
    said: Problems,
    settings: &Settings,
    is_chosen: &dyn Fn(&Name) -> bool,
) -> Judged {
    let rules: Vec<&Rule> = rules().filter(|rule| settings.level(rule) != Level::Off).collect();
    let mut judge = Judge::new(project, settings, is_chosen);
    let is_sound = !said.has_errors();
    let mut problems = judge.said(said);
    if is_sound {
        problems.extend(judge.found(rule::run(project, &rules)));
    }
    let (unused, mut allowed) = judge.finish();
    if is_sound {
        problems.extend(unused);
    }
    problems.sort();
    allowed.sort();
    Judged { problems, allowed }
}
