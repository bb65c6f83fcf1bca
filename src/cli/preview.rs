use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::Arc;

use super::arguments::{Chosen, PlanFormat, Preview};
use super::connections::Connections;
use super::exit::Exit;
use super::screen::Screen;
use super::selection::allow_misses;
use super::survey::{Survey, consent, instances_of};
use super::workspace::Workspace;
use crate::apply::Journal;
use crate::apply::journal::{History, UnderWay};
use crate::dns::Name;
use crate::model::Desired;
use crate::plan::{Allow, Consent, Plan, ZonePlan};
use crate::project::Project;
use crate::provider::disk_error_clause;
use crate::report::{self, PlanDrawing};

/// `zonal preview`: reads, plans, and shows the plan.
pub fn run(preview: &Preview, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    // The process ends with them; taking large zones apart costs time for nothing.
    let Some(stage) = Stage::set(&preview.chosen, &preview.allows, folder, screen).map(ManuallyDrop::new)
    else {
        return Exit::Error;
    };
    if let Some(under_way) = &stage.under_way {
        screen.say(&format!("note: {under_way}; what is shown may be half done"));
    }
    let Some(survey) = stage.survey(screen).map(ManuallyDrop::new) else { return Exit::Error };
    let consent = consent(&stage.workspace.project, &preview.allows);
    match preview.format {
        PlanFormat::Text => show(&survey, &consent, screen),
        PlanFormat::Json => screen.print(&report::escape_json(&survey.plan.to_json())),
    }
    if preview.format == PlanFormat::Json {
        for failed in &survey.failed {
            screen.error(&format!("{} at {}: {}", failed.apex, failed.instance, failed.message), None);
        }
    }
    if let Some(path) = &preview.out
        && let Err(error) = fs::write(path, survey.plan.to_json())
    {
        let why = match error.kind() {
            ErrorKind::NotFound => "its folder does not exist".to_owned(),
            _ => disk_error_clause(&error),
        };
        screen.error(&format!("cannot write the plan to {}: {why}", path.display()), None);
        return Exit::Error;
    }
    verdict(&survey, &consent, preview.exit_zero)
}

/// Draws the plan with what could not be planned.
pub fn show(survey: &Survey, consent: &Consent, screen: &mut Screen) {
    let drawing = PlanDrawing { colour: screen.colour(), consent };
    let text = report::draw_plan(&survey.plan, &survey.failed, drawing);
    screen.print(&text);
}

fn verdict(survey: &Survey, consent: &Consent, exit_zero: bool) -> Exit {
    if !survey.failed.is_empty() {
        Exit::Error
    } else if is_refused(&survey.plan, consent) {
        Exit::Refused
    } else if survey.plan.is_empty() || exit_zero {
        Exit::Done
    } else {
        Exit::Changes
    }
}

fn is_refused(plan: &Plan, consent: &Consent) -> bool {
    plan.verdicts(consent).any(|(_, verdict)| !verdict.passes())
}

/// What `preview` and `push` have in common: the compiled project, the chosen
/// zones, the connected instances, and what the journal knows.
pub struct Stage {
    pub workspace: Workspace,
    pub connections: Connections,
    pub journal: Journal,
    zones: Vec<Arc<Desired>>,
    instances: BTreeSet<String>,
    history: History,
    /// Another push, which changes zones while this command runs.
    pub under_way: Option<UnderWay>,
}

impl Stage {
    /// `None` if it cannot be set; why was said.
    pub fn set(chosen: &Chosen, allows: &[Allow], folder: Option<&Path>, screen: &Screen) -> Option<Stage> {
        let workspace = Workspace::open(folder, screen)?;
        let sound = workspace.is_sound(screen);
        let zones: Vec<Arc<Desired>> = workspace.select(&chosen.zones, screen)?;
        if !sound {
            return None;
        }
        if let Some(lack) = workspace.project.lack_of_providers() {
            screen.problems(&[lack].into_iter().collect(), &workspace.sources);
            return None;
        }
        if !are_for_zones(allows, &workspace, screen) {
            return None;
        }
        screen.problems(&workspace.project.expired_acks(super::connections::today()), &workspace.sources);
        let chosen_instances = known_instances(&workspace.project, &chosen.providers, screen)?;
        if workspace.zones.is_empty() {
            screen.say("no zone is declared: there is no `zone NAME { }` in any source");
        }
        let instances = instances_of(&zones, &chosen_instances);
        if !zones.is_empty() && !are_used(&chosen_instances, &instances, screen) {
            return None;
        }
        let connections = Connections::open(&workspace.project, &instances);
        let journal = Journal::at(workspace.project.root.join(".zonal/journal"));
        let before = journal.under_way();
        let history = match journal.history() {
            Ok(history) => history,
            Err(error) => {
                screen.error(&error.to_string(), Some(error.help()));
                return None;
            }
        };
        // A push may have begun or ended while its journal was read.
        let under_way = before.or_else(|| journal.under_way());
        for interruption in history.interruptions() {
            let is_chosen = zones.iter().any(|desired| desired.zone.apex() == interruption.apex);
            if is_chosen && !under_way.as_ref().is_some_and(|push| push.is(&interruption.last.run)) {
                screen.say(&format!("note: {interruption}"));
            }
        }
        let instances = chosen_instances;
        Some(Stage { workspace, connections, journal, zones, instances, history, under_way })
    }

    /// Whether there is nothing to do, and nothing that the journal does not know.
    pub fn is_settled(&self, survey: &Survey, plans: &[ZonePlan]) -> bool {
        let mut read = survey.read.iter();
        plans.iter().all(ZonePlan::is_empty)
            && read.all(|((apex, instance), sides)| self.history.knows(apex, instance, sides.content()))
    }

    /// Reads and plans the chosen zones.
    pub fn survey(&self, screen: &Screen) -> Option<Survey> {
        let runtime = runtime(screen)?;
        let readers = self.connections.readers();
        let survey =
            Survey::take(&self.workspace, &self.zones, &self.instances, readers, &self.history, screen);
        Some(runtime.block_on(survey))
    }
}

/// Whether each `--allow` is for a declared zone; one that is not is said.
fn are_for_zones(allows: &[Allow], workspace: &Workspace, screen: &Screen) -> bool {
    let declared: Vec<&Name> = workspace.zones.iter().map(|desired| desired.zone.apex()).collect();
    let misses = allow_misses(allows, &declared);
    for miss in &misses {
        screen.error(miss, None);
    }
    misses.is_empty()
}

/// Whether each instance of the command line publishes one of the chosen zones;
/// one that does not is said.
fn are_used(chosen: &BTreeSet<String>, used: &BTreeSet<String>, screen: &Screen) -> bool {
    for name in chosen.difference(used) {
        screen.error(&format!("none of the chosen zones is published at `{name}`"), None);
    }
    chosen.is_subset(used)
}

/// What runs everything that waits for the network.
pub fn runtime(screen: &Screen) -> Option<tokio::runtime::Runtime> {
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => Some(runtime),
        Err(error) => {
            screen.error(&format!("cannot start threads: {error}"), None);
            None
        }
    }
}

/// The instances of the command line; one that is not defined is said.
pub fn known_instances(project: &Project, names: &[String], screen: &Screen) -> Option<BTreeSet<String>> {
    let unknown: Vec<&String> = names.iter().filter(|name| !project.providers.contains_key(*name)).collect();
    for name in &unknown {
        let known = project.providers.keys().map(String::as_str);
        let help = match crate::diagnostic::nearest(name, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("defined are {}", known.collect::<Vec<_>>().join(", ")),
        };
        screen.error(&format!("there is no `[providers.{name}]` in zonal.toml"), Some(&help));
    }
    unknown.is_empty().then(|| names.iter().cloned().collect())
}
