use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::connections::{Connections, today};
use super::screen::Screen;
use super::workspace::Workspace;
use crate::apply::Job;
use crate::apply::journal::History;
use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::Name;
use crate::model::Desired;
use crate::plan::{
    Ack, Allow, Capabilities, Change, Consent, Limits, Observed, Plan, Sides, ZonePlan, fit, fit_plan,
    fit_state, plan_zone,
};
use crate::project::{Project, code};
use crate::provider::{ReadFailure, Reader};
use crate::report::Failed;

/// How many zones are read side by side.
const PARALLEL_READS: usize = 16;

/// The chosen zones at their instances, read and planned.
pub struct Survey {
    pub plan: Plan,
    /// What could not be planned, by zone and instance.
    pub failed: Vec<Failed>,
    /// What was read, for those that can be planned.
    pub read: HashMap<(Name, String), BothSides>,
}

/// A zone as it is wanted and as it was read.
pub struct BothSides {
    desired: Arc<Desired>,
    observed: Arc<Observed>,
}

impl BothSides {
    /// See [`Observed::content`].
    pub fn content(&self) -> Option<usize> {
        self.observed.content()
    }
}

/// One zone at one instance.
struct Place {
    desired: Arc<Desired>,
    instance: String,
}

impl Survey {
    /// Reads and plans. It is given readers only and so cannot write. Problems
    /// that keep a zone from a provider are said, and that zone has failed.
    pub async fn take(
        workspace: &Workspace,
        zones: &[Arc<Desired>],
        instances: &BTreeSet<String>,
        readers: BTreeMap<String, Result<Box<dyn Reader>, String>>,
        history: &History,
        screen: &Screen,
    ) -> Survey {
        let mut survey = Survey { plan: Plan::default(), failed: Vec::new(), read: HashMap::new() };
        let mut problems = Problems::default();
        let mut places = Vec::new();
        for desired in zones {
            for place in survey.places(desired, instances, &mut problems) {
                match survey.fits(workspace, &place, &mut problems) {
                    true => places.push(place),
                    false => survey.fail(&place, "it does not fit the provider, see above".to_owned()),
                }
            }
        }
        let mut plans = Vec::new();
        let readers = Arc::new(readers);
        for (place, read) in read_all(places, readers.clone()).await {
            match read {
                Err(failure) => survey.fail(&place, sentence(&failure)),
                Ok(observed) => {
                    let reader = readers.get(&place.instance).and_then(|reader| reader.as_deref().ok());
                    plans.extend(survey.plan(workspace, place, observed, reader, history, &mut problems));
                }
            }
        }
        problems.sort();
        screen.problems(&problems, &workspace.sources);
        survey.failed.sort_by(|a, b| (&a.apex, &a.instance).cmp(&(&b.apex, &b.instance)));
        survey.plan = Plan::new(plans);
        survey
    }

    /// What the plan needs to be applied.
    pub fn jobs(&self, connections: &Connections) -> HashMap<(Name, String), Job> {
        let job = |place: &(Name, String), read: &BothSides| {
            let provider = connections.get(&place.1).ok()?;
            Some(Job { desired: read.desired.clone(), observed: read.observed.clone(), provider })
        };
        self.read.iter().filter_map(|(place, read)| Some((place.clone(), job(place, read)?))).collect()
    }

    fn places(
        &mut self,
        desired: &Arc<Desired>,
        instances: &BTreeSet<String>,
        problems: &mut Problems,
    ) -> Vec<Place> {
        let settings = &desired.settings;
        let all = settings.publishing().map(|provider| provider.instance.clone());
        let all: BTreeSet<String> = all.collect();
        if all.is_empty() {
            let headline = format!("{} is published nowhere", desired.zone.apex());
            problems.push(
                Diagnostic::error(&code::UNPUBLISHED, desired.declared, headline)
                    .help("say `provider NAME` in the zone, or `provider = [\"NAME\"]` under `[defaults]` in zonal.toml"),
            );
            let message = "it has no provider".to_owned();
            self.failed.push(Failed { apex: desired.zone.apex().clone(), instance: String::new(), message });
        }
        let chosen = all.into_iter().filter(|instance| instances.is_empty() || instances.contains(instance));
        chosen.map(|instance| Place { desired: desired.clone(), instance }).collect()
    }

    fn fits(&self, workspace: &Workspace, place: &Place, problems: &mut Problems) -> bool {
        let found = misfits(&workspace.project, &place.desired, &place.instance);
        let fits = !found.has_errors();
        problems.extend(found);
        fits
    }

    fn plan(
        &mut self,
        workspace: &Workspace,
        place: Place,
        observed: Observed,
        reader: Option<&dyn Reader>,
        history: &History,
        problems: &mut Problems,
    ) -> Option<ZonePlan> {
        let capabilities = capabilities(&workspace.project, &place.instance)?;
        let apex = place.desired.zone.apex().clone();
        let sides = Sides {
            sources: Some(&workspace.sources),
            limits: limits(&workspace.project),
            before: history.before(&apex, &place.instance),
            ..Sides::new(&place.desired, &observed, &capabilities, &place.instance)
        };
        let mut found = fit_state(&place.desired, &observed, &capabilities, &place.instance);
        let mut plan = plan_zone(&sides);
        found.extend(fit_plan(&place.desired, &plan));
        let fits = !found.has_errors();
        problems.extend(found);
        if !fits {
            self.fail(&place, "it does not fit what is there, see above".to_owned());
            return None;
        }
        let changes: Vec<Change> = plan.changes().cloned().collect();
        plan.requests = reader.map(|reader| reader.requests(&observed, changes).len());
        let read = BothSides { desired: place.desired, observed: Arc::new(observed) };
        self.read.insert((apex, place.instance), read);
        Some(plan)
    }

    fn fail(&mut self, place: &Place, message: String) {
        let apex = place.desired.zone.apex().clone();
        self.failed.push(Failed { apex, instance: place.instance.clone(), message });
    }
}

/// What an instance cannot hold of a zone; nothing if `zonal.toml` has no such instance.
pub fn misfits(project: &Project, desired: &Desired, instance: &str) -> Problems {
    match capabilities(project, instance) {
        Some(capabilities) => fit(desired, &capabilities, instance),
        None => Problems::default(),
    }
}

/// Every instance that the zones name, if it is chosen.
pub fn instances_of(zones: &[Arc<Desired>], chosen: &BTreeSet<String>) -> BTreeSet<String> {
    let named = zones.iter().flat_map(|desired| desired.settings.publishing());
    let named = named.map(|provider| provider.instance.clone());
    named.filter(|instance| chosen.is_empty() || chosen.contains(instance)).collect()
}

/// What the operator and the project agree to.
pub fn consent(project: &Project, allows: &[Allow]) -> Consent {
    let acks = project.acks.iter().map(|ack| Ack {
        guard: ack.guard,
        name: ack.scope.name().clone(),
        reason: ack.reason.clone(),
        until: ack.until,
    });
    Consent { allows: allows.to_vec(), acks: acks.collect(), today: today() }
}

fn capabilities(project: &Project, instance: &str) -> Option<Capabilities> {
    project.providers.get(instance).map(|instance| instance.capabilities())
}

fn limits(project: &Project) -> Limits {
    let built_in = Limits::default();
    let Some(said) = project.guards.delete_many else { return built_in };
    Limits {
        percent: said.percent.map_or(built_in.percent, u32::from),
        count: said.count.map_or(built_in.count, |count| count as usize),
    }
}

type Readers = BTreeMap<String, Result<Box<dyn Reader>, String>>;

async fn read_all(places: Vec<Place>, readers: Arc<Readers>) -> Vec<(Place, Result<Observed, ReadFailure>)> {
    let turns = Arc::new(Semaphore::new(PARALLEL_READS));
    let mut tasks = JoinSet::new();
    let mut read = Vec::new();
    for place in places {
        let (readers, turns) = (readers.clone(), turns.clone());
        tasks.spawn(async move {
            let _turn = turns.acquire_owned().await;
            let result = match readers.get(&place.instance) {
                Some(Ok(reader)) => reader.read(place.desired.zone.apex()).await,
                Some(Err(message)) => Err(ReadFailure { message: message.clone(), help: None }),
                None => {
                    Err(ReadFailure { message: format!("`{}` is not connected", place.instance), help: None })
                }
            };
            (place, result)
        });
    }
    while let Some(joined) = tasks.join_next().await {
        match joined {
            Ok(result) => read.push(result),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    read
}

fn sentence(failure: &ReadFailure) -> String {
    match &failure.help {
        Some(help) => format!("{}\nhelp: {help}", failure.message),
        None => failure.message.clone(),
    }
}
