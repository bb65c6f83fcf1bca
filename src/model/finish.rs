//! From a draft to a zone: TTLs filled in, records sorted, what met said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attributes::{AttributeSet, Attributes};
use super::budget::{Effort, Meter};
use super::codes;
use super::desired::{Desired, Origin, OriginStep, Provenance};
use super::draft::{Draft, Trace};
use super::frame::Frame;
use super::ledger::{Context, Sets};
use super::overrides::is_from_template;
use super::typed::{Features, Joined};
use super::warning::{Warned, Warning};
use super::way::Ways;
use super::{Defaults, overrides, settings, typed};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::dns::{Assembly, Name, Ttl};
use crate::text::{SourceId, Span};

/// What the drafts refer to.
pub(super) struct Finisher<'f, 's> {
    pub frames: &'f [Frame<'s>],
    pub contexts: &'f [Context],
    pub steps: Arc<[OriginStep]>,
    /// Sources from this one on are presets.
    pub library: SourceId,
    pub defaults: &'f Defaults,
    /// For each context, the number of its attribute set with inherited ones.
    pub sets_of: Vec<u32>,
    pub sets: Arc<[AttributeSet]>,
    /// Whether any `extend` says `manage`.
    pub some_blocks_are_managed: bool,
}

/// For each context, its own attributes over those of its frame.
/// Texts that are inherited by lines with texts of their own are kept for each.
pub(super) fn merge_attributes(
    contexts: &[Context],
    frames: &[Frame<'_>],
    sets: &mut Sets,
    budget: &mut Meter,
) -> Vec<u32> {
    let mut merge = |context: &Context| {
        let inherited = &frames[context.frame].attributes;
        if inherited.is_empty() {
            return context.own;
        }
        let own = &sets.all[context.own as usize];
        let mut free = FREE_INHERITANCE;
        if context.own > 0 && budget.take(Effort::octets(inherited.octets()), &mut free).is_err() {
            return context.own;
        }
        let merged = own.over(inherited);
        sets.number(merged)
    };
    contexts.iter().map(&mut merge).collect()
}

/// Of attributes, for each line that has some itself.
const FREE_INHERITANCE: Effort = Effort { records: 0, rounds: 0, steps: 16 };

impl Finisher<'_, '_> {
    /// Makes the zone of a draft that was declared at `declared`.
    pub fn finish(&self, draft: Draft<'_>, declared: Span, problems: &mut Problems) -> Desired {
        let mut used = BTreeSet::new();
        let overrides = draft.overrides.clone();
        let (desired, traces) = self.assemble(draft, 0, declared, &mut used, problems);
        for (push, key) in overrides.unused(&used) {
            if !desired.provenance.is_unread(key) {
                self.report_unused(traces[push as usize], false, problems);
            }
        }
        desired
    }

    /// Makes the zone of a draft whose first `common` pushes are those of all
    /// views. Adds the pushes with `override` that replaced something to `used`.
    pub(super) fn assemble(
        &self,
        mut draft: Draft<'_>,
        common: u32,
        declared: Span,
        used: &mut BTreeSet<u32>,
        problems: &mut Problems,
    ) -> (Desired, Vec<Trace>) {
        self.check_managed(&draft, problems);
        let default_ttl = settings::ttl(&draft, "ttl").or(self.defaults.zones.ttl).unwrap_or(HOUR);
        settings::report_doubles(&draft, problems);
        let settings = settings::settle(&draft, self.defaults, default_ttl);
        self.fill_ttls(&mut draft, settings.ns_ttl);
        self.override_templates(&mut draft, common, used);
        let named = draft.declared.unwrap_or(declared);
        let Draft { mut builder, traces, scope, view, waits, frame, unread, warned, .. } = draft;
        let attributes = frame.map(|frame| AttributeSet::clone(&self.frames[frame].attributes));
        let attributes = attributes.unwrap_or_default();
        let mut warnings = self.warnings(&warned, &attributes, builder.apex(), problems);
        let features = match waits {
            true => {
                let origin = |push: u32| self.origin(traces[push as usize]);
                let said = |push: u32| &self.sets[self.set_of(traces[push as usize]) as usize];
                typed::settle(&mut builder, default_ttl, origin, said, self.ways(), problems)
            }
            false => Features::default(),
        };
        warnings.extend(features.warnings);
        let Assembly { zone, order, duplicates, ttl_conflicts } = builder.finish(default_ttl);
        self.report_duplicates(&duplicates, &traces, problems);
        self.report_ttls(&ttl_conflicts, &traces, problems);
        let desired = Desired {
            provenance: self.provenance(&order, &traces, &features.joined).with_unread(unread),
            zone,
            view: view.map(|view| view.name),
            aliases: features.aliases,
            redirects: features.redirects,
            settings,
            scope,
            attributes,
            declared,
            named,
            warnings,
        };
        (desired, traces)
    }

    /// Gives records without a TTL that of what is around them; those of the apex NS
    /// RRset, `ns_ttl`.
    fn fill_ttls(&self, draft: &mut Draft<'_>, ns_ttl: Option<Ttl>) {
        for (pushes, frame) in std::mem::take(&mut draft.fills) {
            if let Some(ttl) = self.frames[frame].ttl {
                draft.builder.fill_ttl(pushes, ttl);
            }
        }
        let Some(ttl) = ns_ttl else { return };
        for push in &draft.apex_ns {
            draft.builder.fill_ttl(*push as usize..*push as usize + 1, ttl);
        }
    }

    /// What is known of records beside their data, given the push of each in canonical order.
    fn provenance(&self, order: &[u32], traces: &[Trace], joined: &BTreeMap<u32, Joined>) -> Provenance {
        let origin = |push: &u32| self.origin(traces[*push as usize]);
        let origins = order.iter().map(origin).collect();
        let mut joined_origins = BTreeMap::new();
        let mut joined_sets = Vec::new();
        let sets = order.iter().enumerate().map(|(record, push)| match joined.get(push) {
            Some(one) => {
                joined_origins.insert(record, one.others.iter().map(origin).collect());
                joined_sets.push(one.attributes.clone());
                (self.sets.len() + joined_sets.len() - 1) as u32
            }
            None => self.set_of(traces[*push as usize]),
        });
        let sets: Vec<u32> = sets.collect();
        let attributes = Attributes::new(Arc::clone(&self.sets), joined_sets, sets.into_iter());
        Provenance::new(origins, Arc::clone(&self.steps))
            .with_library(self.library)
            .with_joined(joined_origins)
            .with_attributes(attributes)
    }

    /// The number of a line's attributes, inherited ones filled in.
    fn set_of(&self, trace: Trace) -> u32 {
        self.sets_of[trace.context as usize]
    }

    /// The warnings among the problems that concern a zone; `whole` are its own attributes.
    fn warnings(
        &self,
        warned: &[Warned],
        whole: &AttributeSet,
        apex: &Name,
        problems: &Problems,
    ) -> Vec<Warning> {
        let warning = |warned: &Warned| {
            let set = warned.context.map(|context| &self.sets[self.sets_of[context as usize] as usize]);
            let owners = warned.owners.iter().map(|key| Name::from_key(key, apex)).collect();
            let problem = problems.iter().nth(warned.problem)?;
            Warning::of(problem, owners, &set.unwrap_or(whole).allowances)
        };
        warned.iter().filter_map(warning).collect()
    }

    fn origin(&self, trace: Trace) -> Origin {
        let context = &self.contexts[trace.context as usize];
        Origin { span: Span::new(context.source, trace.start, trace.end), chain: context.chain }
    }

    fn ways(&self) -> Ways<'_> {
        Ways { steps: &self.steps, library: Some(self.library) }
    }

    /// Takes out what an `override` replaces: of templates, and by one in a
    /// view also of the common records.
    fn override_templates(&self, draft: &mut Draft<'_>, common: u32, used: &mut BTreeSet<u32>) {
        if draft.overrides.is_empty() {
            return;
        }
        let Draft { builder, traces, overrides: replaced, .. } = draft;
        builder.retain(|key, record_type, push| {
            let is_given = || {
                let context = &self.contexts[traces[push as usize].context as usize];
                overrides::is_given(context, &self.steps)
            };
            let mut by = replaced.replacing(key, record_type, push < common, is_given).peekable();
            let is_kept = by.peek().is_none();
            used.extend(by);
            is_kept
        });
    }

    pub(super) fn report_unused(&self, trace: Trace, in_view: bool, problems: &mut Problems) {
        let span = self.origin(trace).span;
        let error = Diagnostic::error(&codes::UNUSED_OVERRIDE, span, "this `override` replaces nothing");
        problems.push(error.help(match in_view {
            true => "neither a template nor the zone around the view gives this name and type; remove the word `override`",
            false => "no template gives this name and type; remove the word `override`",
        }));
    }

    fn report_duplicates(&self, duplicates: &[(u32, u32)], traces: &[Trace], problems: &mut Problems) {
        for (kept, dropped) in duplicates {
            let (first, second) = (traces[*kept as usize], traces[*dropped as usize]);
            let (first, second) = (self.origin(first), self.origin(second));
            let same_template_line = first.span == second.span
                && [first, second].iter().all(|origin| is_from_template(origin.chain, &self.steps));
            if same_template_line {
                continue;
            }
            let pair = (traces[*kept as usize], traces[*dropped as usize]);
            let texts = ("first here", "both stand on this line");
            let error = self.meeting(&codes::DUPLICATE_RECORD, "this record is written twice", pair, texts);
            problems.push(error.help("remove one of the two"));
        }
    }

    fn report_ttls(&self, conflicts: &[(u32, u32)], traces: &[Trace], problems: &mut Problems) {
        for conflict in conflicts {
            let pair = (traces[conflict.0 as usize], traces[conflict.1 as usize]);
            let headline = "records of one name and type have different TTLs";
            let texts = ("the other TTL", "both TTLs are of this line");
            let error = self.meeting(&codes::TTL_CONFLICT, headline, pair, texts);
            problems.push(error.help("an RRset has one TTL; give both the same"));
        }
    }

    /// An error of two records that meet, at the later line, with the ways on which they
    /// came. `texts` are for the other line, and for one that gives both.
    fn meeting(
        &self,
        code: &'static Code,
        headline: &str,
        pair: (Trace, Trace),
        texts: (&str, &str),
    ) -> Diagnostic {
        let ways = self.ways();
        let [first, second] = ways.in_order(self.origin(pair.0), self.origin(pair.1));
        let same_line = ways.blamed(first) == ways.blamed(second);
        ways.error_of_two(code, second, headline, first, if same_line { texts.1 } else { texts.0 })
    }

    /// Holds the records of an `extend` to its `manage`.
    fn check_managed(&self, draft: &Draft<'_>, problems: &mut Problems) {
        if !self.some_blocks_are_managed {
            return;
        }
        draft.builder.for_each(|key, push| {
            let trace = draft.traces[push as usize];
            let context = &self.contexts[trace.context as usize];
            let managed = &self.frames[self.frames[context.frame].block].managed;
            let Some((_, says)) = managed.first() else { return };
            let owner = Name::from_key(key, draft.builder.apex());
            if managed.matching(&owner).next().is_some() {
                return;
            }
            let headline = format!("`{}` lies outside what this `extend` manages", owner.with_unicode());
            let error = self.ways().error(&codes::UNMANAGED_RECORD, self.origin(trace), headline);
            let error = error.other(*says, "said here");
            problems.push(error.help("move the record to who manages the name, or widen the pattern"));
        });
    }
}

const HOUR: Ttl = match Ttl::new(3600) {
    Some(ttl) => ttl,
    None => Ttl::MAX,
};
