//! What becomes of what was found.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::finding::{Finding, Findings};
use super::settings::{Exemption, Level, Settings};
use super::{Project, codes, rules};
use crate::diagnostic::{Applicability, Code, Diagnostic, Permission, Permit, Problems, Severity, nearest};
use crate::dns::Name;
use crate::model::Allowance;
use crate::text::Span;

/// Gives findings their levels, puts aside what is allowed, and knows then what
/// was allowed in vain.
pub(super) struct Judge<'p> {
    settings: &'p Settings,
    is_chosen: &'p dyn Fn(&Name) -> bool,
    /// Whether all zones are.
    is_whole: bool,
    /// Every allowance of the project.
    allowances: BTreeSet<&'p Allowance>,
    /// The lines of records with allowances.
    lines: Vec<(Span, &'p [Allowance])>,
    /// How many views the zones with views have.
    views: BTreeMap<&'p Name, usize>,
    /// Where the allowances and exemptions stand that were needed.
    used: BTreeSet<Span>,
    allowed: Problems,
}

/// What there is to say of something that a rule found.
struct Found {
    diagnostic: Diagnostic,
    apex: Option<Name>,
    /// The name of the zone, where it is this that is to blame.
    whole: Option<Span>,
    /// The views in which it was found.
    views: BTreeSet<String>,
}

impl<'p> Judge<'p> {
    pub fn new(
        project: Project<'p>,
        settings: &'p Settings,
        is_chosen: &'p dyn Fn(&Name) -> bool,
    ) -> Judge<'p> {
        let mut allowances = BTreeSet::new();
        let mut lines = Vec::new();
        let mut add = |line: Span, here: &'p [Allowance]| {
            if !here.is_empty() {
                allowances.extend(here);
                lines.push((line, here));
            }
        };
        for desired in project.zones.iter().filter(|desired| is_chosen(desired.zone.apex())) {
            add(desired.declared, &desired.attributes.allowances);
            for rrset in desired.zone.iter() {
                for (record, origin) in rrset.record_range().zip(desired.provenance.of(rrset)) {
                    let here = &desired.provenance.attributes(record).allowances[..];
                    let others = desired.provenance.joined(record);
                    std::iter::once(origin).chain(others).for_each(|origin| add(origin.span, here));
                }
            }
            desired.aliases.iter().for_each(|alias| add(alias.origin.span, &alias.attributes.allowances));
            desired
                .redirects
                .iter()
                .for_each(|redirect| add(redirect.origin.span, &redirect.attributes.allowances));
        }
        let is_whole = project.zones.iter().all(|desired| is_chosen(desired.zone.apex()));
        let mut views = BTreeMap::new();
        for desired in project.zones.iter().filter(|desired| desired.view.is_some()) {
            *views.entry(desired.zone.apex()).or_default() += 1;
        }
        Judge {
            settings,
            is_chosen,
            is_whole,
            allowances,
            lines,
            views,
            used: BTreeSet::new(),
            allowed: Problems::default(),
        }
    }

    /// What is left of what compiling said. Errors always are.
    pub fn said(&mut self, problems: Problems) -> Problems {
        problems.into_iter().filter_map(|said| self.judge_said(said)).collect()
    }

    /// What is left of what rules found.
    pub fn found(&mut self, findings: Findings) -> Problems {
        let judged = findings.all.into_iter().filter_map(|finding| self.judge_finding(finding));
        let judged: Vec<Found> = judged.collect();
        self.unite_views(judged)
    }

    /// What was allowed and not found, and what was allowed: ask last. What is
    /// switched off is not looked for, so it may be allowed.
    pub fn finish(self) -> (Problems, Problems) {
        let Judge { settings, is_whole, allowances, used, allowed: found, .. } = self;
        let is_off = |code: &str| {
            let rule = rules().find(|rule| rule.code.name == code);
            rule.is_some_and(|rule| settings.level(rule) == Level::Off)
        };
        let allowed = allowances.iter().map(|allowance| (&allowance.code, allowance.span));
        let exemptions = settings.exemptions.iter().filter(|_| is_whole);
        let exempt = exemptions.map(|exemption| (&exemption.code, exemption.span));
        let unused = allowed.chain(exempt).filter(|(code, span)| !used.contains(span) && !is_off(code));
        let unused: BTreeSet<(Span, &String)> = unused.map(|(code, span)| (span, code)).collect();
        (unused.into_iter().map(|(span, code)| say_unused(code, span)).collect(), found)
    }

    fn judge_said(&mut self, mut said: Diagnostic) -> Option<Diagnostic> {
        if said.severity == Severity::Error {
            return Some(said);
        }
        let contains = |line: &Span, inner: Span| {
            line.source == inner.source && line.start <= inner.start && inner.end <= line.end
        };
        let holds = |line: &Span| said.span.is_some_and(|place| contains(line, place));
        let here = self.lines.iter().filter(|(line, _)| holds(line)).flat_map(|(_, here)| *here);
        let here = here.filter(|allowance| allowance.code == said.code.name);
        said.allowed = permissions(here, std::iter::empty(), &mut self.used);
        if let Some(level) = self.settings.level_of(said.code) {
            said.severity = level.severity()?;
        }
        self.put_aside(said)
    }

    fn judge_finding(&mut self, finding: Finding) -> Option<Found> {
        let Finding { rule, mut diagnostic, apex, view, owner, whole, allowances } = finding;
        let here = allowances.iter().filter(|allowance| allowance.code == rule.code.name);
        let exempt = self.settings.exemptions.iter().filter(|exemption| {
            apex.as_ref().is_some_and(|apex| exemption.covers(rule.code, apex, owner.as_ref()))
        });
        diagnostic.allowed = permissions(here, exempt, &mut self.used);
        if !apex.as_ref().is_none_or(self.is_chosen) {
            return None;
        }
        diagnostic.severity = self.settings.level(rule).severity()?;
        let diagnostic = self.put_aside(diagnostic)?;
        Some(Found { diagnostic, apex, whole, views: view.into_iter().collect() })
    }

    /// `None` for what is allowed.
    fn put_aside(&mut self, diagnostic: Diagnostic) -> Option<Diagnostic> {
        if diagnostic.allowed.is_empty() {
            return Some(diagnostic);
        }
        self.allowed.push(diagnostic);
        None
    }

    /// What is found in several views of a zone is said once, with the views if
    /// they are not all that it has.
    fn unite_views(&self, judged: Vec<Found>) -> Problems {
        let mut united: Vec<Found> = Vec::new();
        let mut places = HashMap::new();
        for found in judged {
            let Diagnostic { span, code, headline, .. } = &found.diagnostic;
            let key = (found.apex.clone(), found.whole.or(*span), code.name, headline.clone());
            let place = *places.entry(key).or_insert(united.len());
            match united.get_mut(place) {
                Some(first) => {
                    first.views.extend(found.views);
                    first.diagnostic.span = found.whole.or(first.diagnostic.span);
                }
                None => united.push(found),
            }
        }
        united.into_iter().map(|found| self.with_views(found)).collect()
    }

    fn with_views(&self, Found { diagnostic, apex, views, .. }: Found) -> Diagnostic {
        let count = apex.and_then(|apex| self.views.get(&apex).copied());
        if !diagnostic.label.is_empty() || count.is_none_or(|count| count == views.len()) {
            return diagnostic;
        }
        let names: Vec<String> = views.iter().map(|view| format!("`{view}`")).collect();
        diagnostic.label(format!("in view {}", names.join(" and ")))
    }
}

/// Why something is allowed; what allows it is used then.
fn permissions<'a>(
    here: impl Iterator<Item = &'a Allowance>,
    exempt: impl Iterator<Item = &'a Exemption>,
    used: &mut BTreeSet<Span>,
) -> Vec<Permission> {
    let here = here.map(|one| (one.span, Permit::Source, &one.reason));
    let exempt = exempt.map(|one| (one.span, Permit::Project, &one.reason));
    let allowing = here.chain(exempt).map(|(span, by, reason)| {
        used.insert(span);
        Permission { by, reason: reason.clone() }
    });
    allowing.collect()
}

/// Every code that may be given a level and be allowed.
pub fn known_codes() -> impl Iterator<Item = &'static Code> {
    let compiling = crate::model::codes::ALL.iter().chain(crate::syntax::codes::ALL).copied();
    rules().map(|rule| rule.code).chain(compiling)
}

fn say_unused(code: &str, span: Span) -> Diagnostic {
    if known_codes().any(|known| known.name == code) {
        let headline = format!("`{code}` finds nothing here, so it need not be allowed");
        return Diagnostic::warning(&codes::UNUSED_ALLOW, span, headline)
            .help("take it out; then the lint speaks if it ever has something to say");
    }
    let unknown = Diagnostic::warning(&codes::UNUSED_ALLOW, span, format!("no finding is called `{code}`"));
    match nearest(code, known_codes().map(|known| known.name)) {
        Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(
            Applicability::Maybe,
            format!("write `{near}`"),
            span,
            near,
        ),
        None => unknown.help("the code stands in brackets behind the severity of a finding"),
    }
}
