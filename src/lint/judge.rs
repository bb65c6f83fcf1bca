//! What becomes of what was found.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::catalogue::finding;
use super::finding::{Finding, Findings};
use super::settings::{Exemption, Level, Settings};
use super::shared::{self, Found};
use super::{Project, codes, rules};
use crate::diagnostic::{Applicability, Code, Diagnostic, Permission, Permit, Problems, Severity};
use crate::dns::Name;
use crate::model::{Allowance, Warning};
use crate::text::Span;

/// Gives findings their levels, puts aside what is allowed, and knows then what
/// was allowed in vain.
pub(super) struct Judge<'p> {
    settings: &'p Settings,
    is_chosen: &'p dyn Fn(&Name) -> bool,
    /// Whether all zones are.
    is_whole: bool,
    /// Every allowance of the zones that are chosen.
    allowances: BTreeSet<&'p Allowance>,
    /// Who has the warnings of compiling.
    warnings: HashMap<Cause<'p>, Vec<(&'p Name, &'p Warning)>>,
    /// How many views the zones with views have.
    views: BTreeMap<&'p Name, usize>,
    /// Where the allowances and exemptions stand that were needed.
    used: BTreeSet<Span>,
    allowed: Problems,
}

/// What tells one warning from another: place, code and headline.
type Cause<'p> = (Option<Span>, &'static str, &'p str);

/// What there is to say of something that a rule found.
struct Sighting {
    found: Found,
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
        for desired in project.zones.iter().filter(|desired| is_chosen(desired.zone.apex())) {
            let records = desired.provenance.attributed().map(|(_, set)| set);
            let aliases = desired.aliases.iter().map(|alias| &alias.attributes);
            let redirects = desired.redirects.iter().map(|redirect| &redirect.attributes);
            let sets = records.chain(aliases).chain(redirects).chain([&desired.attributes]);
            allowances.extend(sets.flat_map(|set| &set.allowances));
        }
        let mut warnings: HashMap<_, Vec<_>> = HashMap::new();
        for desired in project.zones {
            for warning in &desired.warnings {
                let cause = (warning.span, warning.code.name, &warning.headline[..]);
                warnings.entry(cause).or_default().push((desired.zone.apex(), warning));
            }
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
            warnings,
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
        let judged: Vec<Sighting> = judged.collect();
        shared::unite(self.unite_views(judged))
    }

    /// What was allowed and not found, and what was allowed: ask last. What is
    /// switched off is not looked for, so it may be allowed.
    pub fn finish(self) -> (Problems, Problems) {
        let Judge { settings, is_whole, allowances, used, allowed: found, .. } = self;
        let is_off = |code: &str| {
            let rule = || rules().find(|rule| rule.code.name == code).map(|rule| rule.level);
            settings.levels.get(code).copied().or_else(rule) == Some(Level::Off)
        };
        let allowed = allowances.iter().map(|allowance| (&allowance.code, allowance.span));
        let exemptions = settings.exemptions.iter().filter(|_| is_whole);
        let exempt = exemptions.map(|exemption| (&exemption.code, exemption.span));
        let unused = allowed.chain(exempt).filter(|(code, span)| !used.contains(span) && !is_off(code));
        let unused: BTreeSet<(Span, &String)> = unused.map(|(code, span)| (span, code)).collect();
        let level = settings.level_of(&codes::UNUSED_ALLOW).unwrap_or(Level::Warning);
        let said = level
            .severity()
            .into_iter()
            .flat_map(|severity| unused.iter().map(move |(span, code)| say_unused(code, *span, severity)));
        (said.collect(), found)
    }

    /// A warning is allowed if all zones that have it allow it.
    fn judge_said(&mut self, mut said: Diagnostic) -> Option<Diagnostic> {
        if said.severity == Severity::Error {
            return Some(said);
        }
        let all = self.warnings.get(&(said.span, said.code.name, &said.headline[..]));
        let chosen: Option<Vec<_>> =
            all.map(|all| all.iter().copied().filter(|(apex, _)| (self.is_chosen)(apex)).collect());
        let (permitted, refused) = match &chosen {
            Some(chosen) if chosen.is_empty() => return None,
            Some(chosen) => self.judge_warning(said.code, chosen),
            None => {
                let exempt = self.settings.exemptions.iter().filter(|one| one.covers(said.code, None, None));
                (permissions(std::iter::empty(), exempt, &mut self.used), Vec::new())
            }
        };
        if let Some(level) = self.settings.level_of(said.code) {
            said.severity = level.severity()?;
        }
        if refused.is_empty() {
            said.allowed = permitted;
        } else if !permitted.is_empty() && said.label.is_empty() {
            said.label = format!("in {}", refused.join(" and "));
        }
        self.put_aside(said)
    }

    /// What permits a warning that these zones have, and the zones that do not.
    fn judge_warning(
        &mut self,
        code: &'static Code,
        chosen: &[(&'p Name, &'p Warning)],
    ) -> (Vec<Permission>, Vec<String>) {
        let (mut permitted, mut refused) = (Vec::new(), BTreeSet::new());
        for &(apex, warning) in chosen {
            let owners = warning.owners.iter().map(Some).chain(warning.owners.is_empty().then_some(None));
            for owner in owners {
                let exempt = self.settings.exemptions.iter();
                let exempt = exempt.filter(|one| one.covers(code, Some(apex), owner));
                let new = permissions(warning.allowances.iter(), exempt, &mut self.used);
                if new.is_empty() {
                    refused.insert(apex);
                }
                permitted.extend(new);
            }
        }
        let mut seen = BTreeSet::new();
        permitted.retain(|one: &Permission| seen.insert(one.reason.clone()));
        (permitted, refused.into_iter().map(|apex| format!("`{}`", apex.with_unicode())).collect())
    }

    fn judge_finding(&mut self, finding: Finding) -> Option<Sighting> {
        let Finding { rule, mut diagnostic, apex, view, owner, whole, is_default, cause, allowances } =
            finding;
        let here = allowances.iter().filter(|allowance| allowance.code == rule.code.name);
        let exempt = self.settings.exemptions.iter();
        let exempt = exempt.filter(|one| one.covers(rule.code, apex.as_ref(), owner.as_ref()));
        diagnostic.allowed = permissions(here, exempt, &mut self.used);
        if !apex.as_ref().is_none_or(self.is_chosen) {
            return None;
        }
        diagnostic.severity = self.settings.level(rule).severity()?;
        let diagnostic = self.put_aside(diagnostic)?;
        let found = Found { diagnostic, apex, is_default, cause };
        Some(Sighting { found, whole, views: view.into_iter().collect() })
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
    fn unite_views(&self, judged: Vec<Sighting>) -> Vec<Found> {
        let mut united: Vec<Sighting> = Vec::new();
        let mut places = HashMap::new();
        for sighting in judged {
            let Found { diagnostic: Diagnostic { span, code, headline, .. }, apex, .. } = &sighting.found;
            let key = (apex.clone(), sighting.whole.or(*span), code.name, headline.clone());
            let place = *places.entry(key).or_insert(united.len());
            match united.get_mut(place) {
                Some(first) => {
                    first.views.extend(sighting.views);
                    let diagnostic = &mut first.found.diagnostic;
                    diagnostic.span = sighting.whole.or(diagnostic.span);
                }
                None => united.push(sighting),
            }
        }
        united.into_iter().map(|sighting| self.with_views(sighting)).collect()
    }

    fn with_views(&self, Sighting { mut found, views, .. }: Sighting) -> Found {
        let count = found.apex.as_ref().and_then(|apex| self.views.get(apex).copied());
        if found.diagnostic.label.is_empty() && count.is_some_and(|count| count != views.len()) {
            let names: Vec<String> = views.iter().map(|view| format!("`{view}`")).collect();
            found.diagnostic.label = format!("in view {}", names.join(" and "));
        }
        found
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

fn say_unused(code: &str, span: Span, severity: Severity) -> Diagnostic {
    let say = |headline| Diagnostic::new(&codes::UNUSED_ALLOW, severity, Some(span), headline);
    let none = match finding(code) {
        Ok(code) => {
            return say(format!("`{}` finds nothing here, so it need not be allowed", code.name))
                .help("take it out; then the lint speaks if it ever has something to say");
        }
        Err(none) => none,
    };
    let unknown = say(none.to_string()).help(none.help());
    match none.near() {
        Some(near) => unknown.fix(Applicability::Maybe, format!("write `{near}`"), span, near),
        None => unknown,
    }
}
