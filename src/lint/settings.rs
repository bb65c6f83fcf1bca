use std::collections::BTreeMap;

use super::rule::Rule;
use crate::diagnostic::{Code, Severity};
use crate::dns::{Name, NameGlob};
use crate::text::Span;

/// What is made of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing: the rule is not run.
    Off,
    Notice,
    Warning,
    Error,
}

impl Level {
    pub const ALL: [Level; 4] = [Level::Off, Level::Notice, Level::Warning, Level::Error];

    /// As written in `zonal.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Notice => "notice",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// `None` for [`Level::Off`].
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Notice => Some(Severity::Notice),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// What the project file says about the lints.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// By code: of rules, and of warnings and notices that compiling has.
    pub levels: BTreeMap<String, Level>,
    pub exemptions: Vec<Exemption>,
}

/// That one rule may find something at some names.
#[derive(Debug, Clone)]
pub struct Exemption {
    pub code: String,
    pub scope: ExemptScope,
    pub reason: String,
    /// Where it is written.
    pub span: Span,
}

/// Where a rule may find something.
#[derive(Debug, Clone)]
pub enum ExemptScope {
    /// In whole zones.
    Zones(NameGlob),
    /// At one name.
    Name(Name),
}

impl ExemptScope {
    fn is_everywhere(&self) -> bool {
        matches!(self, ExemptScope::Zones(glob) if glob.is_everything())
    }
}

impl Settings {
    pub fn level(&self, rule: &Rule) -> Level {
        self.level_of(rule.code).unwrap_or(rule.level)
    }

    /// The level that the project gives a code.
    pub fn level_of(&self, code: &Code) -> Option<Level> {
        self.levels.get(code.name).copied()
    }
}

impl Exemption {
    /// Whether it covers what was found at `owner`, or in the zone as a whole. What belongs to no zone
    /// is covered by what is for all of them.
    pub fn covers(&self, code: &Code, apex: Option<&Name>, owner: Option<&Name>) -> bool {
        let Some(apex) = apex else { return self.code == code.name && self.scope.is_everywhere() };
        self.code == code.name
            && match &self.scope {
                ExemptScope::Zones(glob) => glob.matches(apex),
                ExemptScope::Name(name) => owner.unwrap_or(apex) == name,
            }
    }
}
