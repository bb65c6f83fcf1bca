//! Views: several contents of one apex, each the common records and its own.

use std::collections::{BTreeMap, BTreeSet};

use super::budget::{Effort, Meter};
use super::codes;
use super::desired::{Desired, ProviderRef};
use super::draft::Draft;
use super::finish::Finisher;
use crate::diagnostic::{Diagnostic, Problems};

/// The draft of a whole zone and its place.
pub(super) type Placed<'s> = (usize, Draft<'s>);

/// The drafts of views by the place of their zone.
pub(super) type Views<'s> = BTreeMap<usize, Vec<Draft<'s>>>;

/// The drafts of whole zones with their places, and by such a place those of
/// its views.
pub(super) fn apart(all: Vec<Draft<'_>>) -> (Vec<Placed<'_>>, Views<'_>) {
    let mut views: Views<'_> = BTreeMap::new();
    let mut whole = Vec::with_capacity(all.len());
    for (place, draft) in all.into_iter().enumerate() {
        match &draft.view {
            Some(view) => views.entry(view.of).or_default().push(draft),
            None => whole.push((place, draft)),
        }
    }
    (whole, views)
}

impl Finisher<'_, '_> {
    /// Makes the zones of the views of a draft.
    pub fn finish_views(
        &self,
        common: &Draft<'_>,
        views: Vec<Draft<'_>>,
        budget: &mut Meter,
        problems: &mut Problems,
    ) -> Vec<Desired> {
        report_own_provider(common, problems);
        let views = if self.may_repeat(common, &views, budget, problems) { views } else { Vec::new() };
        let mut used = BTreeSet::new();
        let mut zones = Vec::with_capacity(views.len());
        for view in views {
            let Some(declared) = view.view.as_ref().map(|view| view.span) else { continue };
            let count = common.traces.len() as u32;
            let united = unite(common, view, problems);
            let overrides = united.overrides.clone();
            let (desired, traces) = self.assemble(united, count, declared, &mut used, problems);
            for (push, key) in overrides.unused(&used) {
                if !desired.provenance.is_unread(key) {
                    self.report_unused(traces[push as usize], true, problems);
                }
            }
            used.retain(|push| *push < count);
            zones.push(desired);
        }
        for (push, key) in common.overrides.unused(&used) {
            if !zones.iter().any(|desired| desired.provenance.is_unread(key)) {
                self.report_unused(common.traces[push as usize], false, problems);
            }
        }
        report_shared_instances(common, &zones, problems);
        zones
    }
}

impl Finisher<'_, '_> {
    /// Whether so many views may repeat the common records.
    fn may_repeat(
        &self,
        common: &Draft<'_>,
        views: &[Draft<'_>],
        budget: &mut Meter,
        problems: &mut Problems,
    ) -> bool {
        let Some(last) = views.iter().filter_map(|draft| draft.view.as_ref()).next_back() else {
            return true;
        };
        let lines = [common.scope.len(), common.overrides.len(), common.unread.len(), common.fills.len()];
        let records = common.traces.len() as u64;
        let written = Effort::records(records - records.min(common.counted))
            .and(Effort::rounds(lines.iter().sum()))
            .and(Effort::octets(common.builder.octets()));
        let multiplied = Effort::records(common.counted);
        let others = (views.len() as u64).saturating_sub(1);
        let paid = (views.len() as u64).saturating_sub(FREE_VIEWS);
        let effort = written.times(paid).and(multiplied.times(others));
        let taken = budget.take(effort, &mut Effort::default());
        problems.extend(budget.over(last.span).into_iter().collect());
        taken.is_ok()
    }
}

/// In so many views, what is written once is as good as written in each.
const FREE_VIEWS: u64 = 8;

fn report_own_provider(common: &Draft<'_>, problems: &mut Problems) {
    for key in ["provider", "mirror"] {
        let Some((_, span)) = common.settings.get(key) else { continue };
        let headline = format!("a zone with views has no `{key}` of its own");
        let error = Diagnostic::error(&codes::SETTING_CONFLICT, span, headline);
        problems.push(error.help("each view says where it is published; move the line into the views"));
    }
}

/// The common records and settings with those of a view behind them. A setting
/// of the view takes the place of the common one.
fn unite<'s>(common: &Draft<'s>, view: Draft<'s>, problems: &mut Problems) -> Draft<'s> {
    let mut united = common.clone();
    let offset = common.traces.len();
    for record in view.builder.iter() {
        let trace = view.traces[record.number as usize];
        if united.push(record.owner_key, record.record_type, record.ttl, record.rdata, trace).is_err()
            && let Some(view) = &view.view
        {
            problems.push(super::record::too_large(view.span));
        }
    }
    united.fills.extend(
        view.fills.into_iter().map(|(pushes, frame)| (pushes.start + offset..pushes.end + offset, frame)),
    );
    united.overrides = united.overrides.around(view.overrides, offset as u32);
    united.unread.extend(view.unread);
    united.warned.extend(view.warned);
    united.settings.remove("provider");
    united.settings.remove("mirror");
    united.settings.replace(view.settings);
    united.scope.ignored.extend(view.scope.ignored);
    united.scope.owned.extend(view.scope.owned);
    united.scope.managed.extend(view.scope.managed);
    united.waits |= view.waits;
    united.view = view.view;
    united
}

/// One instance can publish one content of a name only.
fn report_shared_instances(common: &Draft<'_>, zones: &[Desired], problems: &mut Problems) {
    let mut seen: BTreeMap<&str, &Desired> = BTreeMap::new();
    for desired in zones {
        let settings = &desired.settings;
        for ProviderRef { instance, span, .. } in settings.publishing() {
            let Some(first) = seen.get(instance.as_str()).filter(|first| first.view != desired.view) else {
                seen.insert(instance, desired);
                continue;
            };
            let headline = format!(
                "two views of `{}` are published to `{instance}`",
                common.builder.apex().with_unicode()
            );
            let error =
                Diagnostic::error(&codes::SHARED_INSTANCE, span.unwrap_or(desired.declared), headline);
            problems.push(
                error.other(first.published_at(instance), "by this view too").help(
                    "an instance holds one content of a zone; say another `provider` in one of the views",
                ),
            );
        }
    }
}
