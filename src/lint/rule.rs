use std::collections::{BTreeSet, HashMap};

use super::Project;
use super::finding::Findings;
use super::settings::Level;
use super::subject::Subject;
use super::view::View;
use crate::diagnostic::Code;
use crate::dns::{AsTable, RecordType};
use crate::model::Desired;

/// One thing that is looked for.
#[derive(Debug)]
pub struct Rule {
    pub code: &'static Code,
    /// Where `zonal.toml` says none.
    pub level: Level,
    pub check: Check,
}

/// What a rule is asked about.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Each RRset of these types; of every type if there are none.
    Rrset(&'static [RecordType], fn(Subject<'_>, &mut Findings)),
    /// Each zone.
    Zone(fn(&View<'_>, &Desired, &mut Findings)),
    /// The sources, once.
    Project(fn(Project<'_>, &mut Findings)),
}

/// Declares the rule of a file. The doc comment is the manual page of its code.
macro_rules! rule {
    ($(#[doc = $line:literal])+ $constant:ident = $name:literal, $level:expr, $check:expr;) => {
        $(#[doc = $line])+
        pub static $constant: $crate::lint::Rule = $crate::lint::Rule {
            code: &$crate::diagnostic::Code { name: $name, manual: concat!($($line, "\n"),+) },
            level: $level,
            check: $check,
        };
    };
}

pub(crate) use rule;

/// Runs rules: one pass over the RRsets of each zone for all of them. A zone
/// without views is looked at from each view; found is what all of them see.
pub(super) fn run<'p>(
    project: Project<'p>,
    rules: &[&'static Rule],
    as_table: Option<&'p AsTable>,
) -> Findings {
    let mut findings = Findings::default();
    let by_type = ByType::new(rules);
    let named: BTreeSet<&str> = project.zones.iter().filter_map(|desired| desired.view.as_deref()).collect();
    let views = named.iter().map(|name| Some(*name)).chain(named.is_empty().then_some(None));
    let mut of_all: Option<(&str, Findings)> = None;
    for name in views {
        let view = View::new(project, name, as_table);
        let mut shared = Findings::default();
        for &desired in view.zones() {
            let findings = if desired.view.is_some() { &mut findings } else { &mut shared };
            look(&view, desired, rules, &by_type, findings);
        }
        match &mut of_all {
            Some((first, of_all)) => of_all.retain_common(&shared, first),
            None => of_all = Some((name.unwrap_or_default(), shared)),
        }
    }
    findings.all.extend(of_all.unwrap_or_default().1.all);
    for &rule in rules {
        if let Check::Project(check) = rule.check {
            findings.begin(rule);
            check(project, &mut findings);
        }
    }
    findings
}

fn look<'v>(
    view: &'v View<'v>,
    desired: &'v Desired,
    rules: &[&'static Rule],
    by_type: &ByType,
    findings: &mut Findings,
) {
    for &rule in rules {
        if let Check::Zone(check) = rule.check {
            findings.begin(rule);
            check(view, desired, findings);
        }
    }
    for rrset in desired.zone.iter() {
        let subject = Subject { view, desired, rrset };
        for &(rule, check) in by_type.of(rrset.record_type()) {
            findings.begin(rule);
            check(subject, findings);
        }
    }
}

type RrsetCheck = (&'static Rule, fn(Subject<'_>, &mut Findings));

/// The rules that ask for RRsets, by the types that they ask for.
struct ByType {
    some: HashMap<RecordType, Vec<RrsetCheck>>,
    every: Vec<RrsetCheck>,
}

impl ByType {
    fn new(rules: &[&'static Rule]) -> ByType {
        let checks = rules.iter().filter_map(|&rule| match rule.check {
            Check::Rrset(types, check) => Some((types, (rule, check))),
            _ => None,
        });
        let checks: Vec<(&[RecordType], RrsetCheck)> = checks.collect();
        let takes = |types: &[RecordType], wanted| types.is_empty() || types.contains(&wanted);
        let of = |wanted| {
            checks.iter().filter(|(types, _)| takes(types, wanted)).map(|(_, check)| *check).collect()
        };
        let named = checks.iter().flat_map(|(types, _)| types.iter().copied());
        ByType {
            some: named.map(|record_type| (record_type, of(record_type))).collect(),
            every: checks.iter().filter(|(types, _)| types.is_empty()).map(|(_, check)| *check).collect(),
        }
    }

    fn of(&self, record_type: RecordType) -> &[RrsetCheck] {
        self.some.get(&record_type).unwrap_or(&self.every)
    }
}
