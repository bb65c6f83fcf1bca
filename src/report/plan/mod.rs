//! A plan as text: zone by zone what changes, why it might hurt and what is
//! left alone, and a last line with the numbers.

mod change;
mod name;
mod zone;

use super::paint::Paint;
use super::{escape, escape_lines};
use crate::dns::Name;
use crate::plan::{Consent, Edit, Plan};

/// How a plan is drawn.
#[derive(Debug, Clone, Copy)]
pub struct PlanDrawing<'c> {
    /// Whether ANSI colours may be used.
    pub colour: bool,
    /// Tells which guards stand in the way.
    pub consent: &'c Consent,
}

/// A zone at an instance that could not be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub apex: Name,
    pub instance: String,
    /// A sentence without a full stop; more may stand on further lines.
    pub message: String,
}

/// All zones, the failed ones last, and the summary as the last line.
pub fn draw_plan(plan: &Plan, failed: &[Failed], drawing: PlanDrawing<'_>) -> String {
    let paint = Paint { colour: drawing.colour };
    let mut text = String::new();
    for zone in &plan.zones {
        zone::draw(zone, drawing.consent, paint, &mut text);
    }
    for failure in failed {
        let heading = heading(&failure.apex, &failure.instance, paint);
        let failed = paint.red("failed");
        text.push_str(&format!("{heading}: {failed}: {}\n", escape_lines(&failure.message, "  ")));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&plan_summary(plan, failed));
    text.push('\n');
    text
}

/// `3 zones: 1 to change (2 to add, 1 to change, 0 to remove), 1 without
/// changes, 1 failed`. A zone at two instances counts twice; what is added,
/// changed and removed is RRsets.
pub fn plan_summary(plan: &Plan, failed: &[Failed]) -> String {
    let all = plan.zones.len() + failed.len();
    let changing = plan.zones.iter().filter(|zone| !zone.is_empty()).count();
    let edits = || plan.zones.iter().flat_map(|zone| zone.changes()).map(|change| &change.edit);
    let added = edits().filter(|edit| matches!(edit, Edit::Add(_))).count();
    let removed = edits().filter(|edit| matches!(edit, Edit::Remove(_))).count();
    let changed = edits().count() - added - removed;
    let mut parts = Vec::new();
    if changing > 0 {
        parts
            .push(format!("{changing} to change ({added} to add, {changed} to change, {removed} to remove)"));
    }
    match plan.zones.len() - changing {
        0 => {}
        same => parts.push(format!("{same} without changes")),
    }
    if !failed.is_empty() {
        parts.push(format!("{} failed", failed.len()));
    }
    match (all, parts.is_empty()) {
        (_, true) => "no zones".to_owned(),
        (1, _) => format!("1 zone: {}", parts.join(", ")),
        _ => format!("{all} zones: {}", parts.join(", ")),
    }
}

/// `example.com. at primary`.
pub(super) fn heading(apex: &Name, instance: &str, paint: Paint) -> String {
    paint.bold(&format!("{} at {}", escape(&apex.with_unicode()), escape(instance)))
}

/// `1 record`, `2 records`.
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests;
