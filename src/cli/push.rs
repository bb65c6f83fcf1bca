use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::arguments::Push;
use super::exit::Exit;
use super::preview::{Stage, runtime, show};
use super::screen::Screen;
use super::signals::stop_in_good_order;
use super::survey::{Survey, consent};
use crate::apply::{Event, Outcome, Progress, Stop, Summary, ZoneResult, apply};
use crate::dns::Name;
use crate::plan::{Approved, Consent, Plan};
use crate::provider::disk_error_clause;
use crate::report;

/// `zonal push`: shows the plan, asks, applies it and verifies.
pub fn run(push: &Push, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    let Some(stage) = Stage::set(&push.chosen, &push.allows, folder, screen) else { return Exit::Error };
    if let Some(under_way) = &stage.under_way {
        screen.error(&under_way.to_string(), Some("wait until it has ended; its lock goes with its process"));
        return Exit::Error;
    }
    let reviewed = match push.approved.as_deref().map(read_plan).transpose() {
        Ok(reviewed) => reviewed,
        Err(message) => {
            screen.error(&message, None);
            return Exit::Error;
        }
    };
    let Some(mut survey) = stage.survey(screen) else { return Exit::Error };
    let consent = consent(&stage.workspace.project, &push.allows);
    show(&survey, &consent, screen);
    if !survey.failed.is_empty() && !push.keep_going {
        screen.error(
            "some zones could not be planned, so nothing is pushed",
            Some("mend them, choose other zones, or push the rest with --keep-going"),
        );
        return Exit::Error;
    }
    let plan = std::mem::take(&mut survey.plan);
    let approved = match approve(plan, reviewed.as_ref(), &consent, push.yes, screen) {
        Ok(approved) => approved,
        Err(exit) => return exit,
    };
    let outcome = match stage.is_settled(&survey, approved.zones()) {
        true => Outcome::of_nothing(approved.into_plan()),
        false => match carry_out(approved, &stage, &survey, screen) {
            Some(outcome) => outcome,
            None => return Exit::Error,
        },
    };
    let nothing = outcome.zones.iter().all(|zone| zone.result == ZoneResult::Nothing);
    match nothing && !survey.failed.is_empty() {
        true => screen.say("nothing was changed"),
        false => screen.print(&report::draw_outcome(&outcome, screen.colour())),
    }
    exit(&outcome, &survey, nothing)
}

/// `None` if nothing could begin; why was said. From here on signals stop it in
/// good order.
fn carry_out(approved: Approved, stage: &Stage, survey: &Survey, screen: &Screen) -> Option<Outcome> {
    let runtime = runtime(screen)?;
    let stop = Stop::default();
    let listens = runtime.block_on(async { stop_in_good_order(stop.clone()) });
    if let Err(error) = listens {
        screen.error(&format!("cannot listen for signals: {error}"), None);
        return None;
    }
    let run = match stage.journal.start() {
        Ok(run) => run,
        Err(error) => {
            screen.error(&error.to_string(), Some(error.help()));
            return None;
        }
    };
    let jobs = survey.jobs(&stage.connections);
    Some(runtime.block_on(apply(approved, &jobs, run, Arc::new(Lines), PARALLEL_ZONES, &stop)))
}

/// How many zones are written side by side.
const PARALLEL_ZONES: usize = 8;

/// `nothing` tells that there was nothing to do for the zones that were planned.
fn exit(outcome: &Outcome, survey: &Survey, nothing: bool) -> Exit {
    match outcome.summary() {
        Summary::Done if survey.failed.is_empty() => Exit::Done,
        Summary::Done if nothing => Exit::Error,
        Summary::Done | Summary::Partly => Exit::Partly,
        Summary::NothingChanged => Exit::Error,
    }
}

/// Guards first, then what was reviewed, then the question.
fn approve(
    plan: Plan,
    reviewed: Option<&Plan>,
    consent: &Consent,
    yes: bool,
    screen: &Screen,
) -> Result<Approved, Exit> {
    if let Some(reviewed) = reviewed {
        let new: Vec<String> = plan
            .beyond(reviewed)
            .iter()
            .map(|new| report::change_line(&new.zone.apex, &new.planned.change))
            .collect();
        if !new.is_empty() {
            screen.error("the approved plan does not hold these changes:", None);
            for line in new {
                screen.say(&format!("  {line}"));
            }
            screen.say("  help: preview again and have the new plan approved");
            return Err(Exit::Refused);
        }
    }
    let changes: usize = plan.zones.iter().map(|zone| zone.changes.len()).sum();
    let zones = plan.zones.iter().filter(|zone| !zone.is_empty()).count();
    let approved = plan.approve(consent).map_err(|guards| {
        for guard in guards {
            let place = format!("{} at {}", guard.apex.with_unicode(), guard.instance);
            screen.error(&format!("{place}: {}: {}", guard.kind, guard.message), Some(&guard.help()));
        }
        Exit::Refused
    })?;
    if changes == 0 || yes {
        return Ok(approved);
    }
    let count = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
    match screen.ask(&format!("Apply {} to {}?", count(changes, "change"), count(zones, "zone"))) {
        Some(true) => Ok(approved),
        Some(false) => {
            screen.say("nothing was changed");
            Err(Exit::Refused)
        }
        None => {
            screen.error("there is no terminal to ask on", Some("push with --yes where nobody can be asked"));
            Err(Exit::Refused)
        }
    }
}

fn read_plan(path: &Path) -> Result<Plan, String> {
    let failed = |error| format!("cannot read {}: {}", path.display(), disk_error_clause(&error));
    let text = fs::read_to_string(path).map_err(failed)?;
    Plan::from_json(&text).map_err(|error| format!("cannot use {}: {error}", path.display()))
}

/// Tells each step on a line of standard error.
struct Lines;

impl Progress for Lines {
    fn event(&self, apex: &Name, instance: &str, event: Event<'_>) {
        if let Some(line) = report::progress_line(apex, instance, &event) {
            use std::io::Write;
            // The push goes on whether or not somebody still listens.
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }
    }
}
