//! From state to state on one provider.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use zonal::apply::{Job, Journal, Silent, Stop, ZoneResult, apply};
use zonal::dns::{Name, RecordType, RrsetRef, Ttl, Zone};
use zonal::model::{Defaults, Desired, Pattern, ZoneDefaults, compile};
use zonal::plan::{
    Allow, Consent, Observed, Part, Plan, Sides, ZonePlan, fit, fit_plan, fit_state, plan_zone,
};
use zonal::text::{Source, Sources};

use crate::group::{Group, Step};
use crate::subject::{Subject, apex};

/// Runs all groups; the groups that fail do not stop the others.
pub async fn run(subject: &Subject, groups: &[Group]) {
    let mut failures = Vec::new();
    for group in groups {
        if let Err(failure) = Course::new(subject, group).run(&group.steps).await {
            failures.push(failure);
        }
    }
    assert!(failures.is_empty(), "{} groups fail\n\n{}", failures.len(), failures.join("\n\n"));
}

/// One group on its way.
struct Course<'s> {
    subject: &'s Subject,
    apex: Name,
    journal: Journal,
    _folder: tempfile::TempDir,
}

impl<'s> Course<'s> {
    fn new(subject: &'s Subject, group: &Group) -> Course<'s> {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path());
        Course { subject, apex: apex(group).parse().unwrap(), journal, _folder: folder }
    }

    async fn run(&self, steps: &[Step]) -> Result<(), String> {
        self.empty().await.map_err(|failure| self.describe("empty the zone", &failure))?;
        let name = self.subject.name.to_owned();
        for (index, step) in steps.iter().enumerate() {
            let elsewhere = step.only.as_ref().is_some_and(|names| !names.contains(&name));
            if !elsewhere {
                self.step(step, steps.get(index + 1))
                    .await
                    .map_err(|failure| self.describe(&step.title, &failure))?;
            }
        }
        Ok(())
    }

    fn describe(&self, step: &str, failure: &str) -> String {
        format!("{} {}, {step}: {failure}", self.subject.name, self.apex)
    }

    /// Only what the provider requires stands there.
    async fn empty(&self) -> Result<(), String> {
        let desired = self.compile("")?;
        let (plan, observed) = self.plan(&desired).await?;
        self.push(&desired, plan, observed).await?;
        self.verify(&desired, true).await
    }

    async fn step(&self, step: &Step, next: Option<&Step>) -> Result<(), String> {
        let desired = self.compile(&step.body)?;
        if let Some((names, code)) = &step.refused
            && names.iter().any(|name| name == self.subject.name)
        {
            let problems = fit(&desired, self.subject.provider.capabilities(), self.subject.name);
            let codes: BTreeSet<&str> = problems.iter().map(|problem| problem.code.name).collect();
            return expect("codes of the refusal", &codes, &BTreeSet::from([&code[..]]));
        }
        let (plan, observed) = self.plan(&desired).await?;
        self.check_changes(step, &plan)?;
        let calls = self.subject.calls();
        self.push(&desired, plan, observed.clone()).await?;
        if step.nothing {
            expect("calls while nothing is to be done", &self.subject.calls(), &calls)?;
            expect("zone after nothing was to be done", &self.subject.read(&self.apex).await?, &*observed)?;
        }
        let scope = &desired.scope;
        let is_whole = scope.is_whole();
        if !is_whole && !next.is_some_and(|next| next.nothing) {
            return Err("behind a step that leaves something alone, one must list the whole zone".to_owned());
        }
        self.verify(&desired, is_whole).await?;
        self.subject.complaints(&self.apex).map_or(Ok(()), Err)
    }

    fn check_changes(&self, step: &Step, plan: &ZonePlan) -> Result<(), String> {
        let key = |change: &zonal::plan::Change| {
            format!("{} {}", relative(&change.key.owner, &self.apex), change.key.record_type)
        };
        let found: Vec<String> = plan.changes().map(key).collect();
        match &step.changes {
            _ if step.nothing => expect("changes", &found, &Vec::new()),
            Some(changes) => {
                let sorted = |keys: &[String]| keys.iter().cloned().collect::<BTreeSet<_>>();
                expect("changes", &sorted(&found), &sorted(changes))
            }
            None if found.is_empty() => Err("the first plan is empty".to_owned()),
            None => Ok(()),
        }
    }

    /// The zone as the step says it, with the SOA and the apex NS where the
    /// provider must be told them and the step says none.
    fn compile(&self, body: &str) -> Result<Desired, String> {
        let capabilities = self.subject.provider.capabilities();
        let desired = self.compile_with("", body)?;
        let mut frame = String::new();
        if capabilities.soa == Part::Required && desired.settings.soa.is_none() {
            frame += "  soa  ns1.frame.test. host.frame.test. [refresh = 1h, minimum = 1m]\n";
        }
        let apex_ns = desired.zone.get(&self.apex, RecordType::NS);
        if capabilities.apex_ns == Part::Required && apex_ns.is_none() {
            frame += "  @  NS  ns1.frame.test.\n";
        }
        self.compile_with(&frame, body)
    }

    fn compile_with(&self, frame: &str, body: &str) -> Result<Desired, String> {
        let text = format!("zone {} {{\n{frame}{body}\n}}\n", self.apex);
        let mut sources = Sources::default();
        let id = sources.add(Source::new("step.dns", text.clone()));
        let defaults = Defaults {
            zones: ZoneDefaults { ttl: Ttl::new(300), ..ZoneDefaults::default() },
            ..Defaults::default()
        };
        let (model, problems) = compile(&mut sources, &[id], &defaults);
        let [desired]: [Desired; 1] =
            model.zones.try_into().map_err(|_| "there is not one zone".to_owned())?;
        match problems.has_errors() {
            false => Ok(desired),
            true => Err(zonal::report::draw(&problems, &sources, zonal::report::Drawing::default())),
        }
    }

    async fn plan(&self, desired: &Desired) -> Result<(ZonePlan, Arc<Observed>), String> {
        let observed = self.subject.read(&self.apex).await?;
        let capabilities = self.subject.provider.capabilities();
        let name = self.subject.name;
        let plan = plan_zone(&Sides::new(desired, &observed, capabilities, name));
        let mut problems = fit(desired, capabilities, name);
        problems.extend(fit_state(desired, &observed, capabilities, name));
        problems.extend(fit_plan(desired, &plan));
        let said: Vec<&str> = problems.iter().map(|problem| &problem.headline[..]).collect();
        expect("problems", &said, &Vec::new())?;
        Ok((plan, Arc::new(observed)))
    }

    /// Whatever guards the plan raises, they are allowed for this zone.
    async fn push(&self, desired: &Desired, plan: ZonePlan, observed: Arc<Observed>) -> Result<(), String> {
        let is_empty = plan.is_empty();
        let zones = || Pattern::parse(&self.apex.to_string(), &Name::root()).unwrap();
        let allows = plan.guards.iter().map(|guard| Allow { guard: guard.kind, zones: zones() });
        let consent = Consent { allows: allows.collect(), ..Consent::none(Date::new(2026, 11, 24).unwrap()) };
        let approved = Plan::new(vec![plan]).approve(&consent).map_err(|guards| format!("{guards:?}"))?;
        let provider = self.subject.provider.clone();
        let job = Job { observed, desired: Arc::new(desired.clone()), provider };
        let jobs = HashMap::from([((self.apex.clone(), self.subject.name.to_owned()), job)]);
        let run = self.journal.start().map_err(|error| error.to_string())?;
        let outcome = apply(approved, &jobs, run, Arc::new(Silent), 1, &Stop::default()).await;
        match &outcome.zones[0].result {
            ZoneResult::Nothing if is_empty => Ok(()),
            ZoneResult::Applied { requests: 1.. } if !is_empty => Ok(()),
            result => Err(format!("{result:#?}")),
        }
    }

    /// A second plan is empty, and the zone is what is wanted: at least, where
    /// something is left alone, and else exactly.
    async fn verify(&self, desired: &Desired, exactly: bool) -> Result<(), String> {
        let (plan, observed) = self.plan(desired).await?;
        expect("changes of the second plan", &plan.changes().collect::<Vec<_>>(), &Vec::new())?;
        let Observed::Present { zone, irregular } = &*observed else {
            return Err("the zone is absent".to_owned());
        };
        expect("irregularities", irregular, &Vec::new())?;
        let says = |record_type| desired.zone.get(&self.apex, record_type).is_some();
        let by_the_signer = &self.subject.provider.capabilities().generated_at_apex;
        let says_soa = desired.settings.soa.is_some();
        let counts = |rrset: &RrsetRef<'_>| match rrset.record_type() {
            RecordType::SOA => says_soa,
            RecordType::NS if rrset.is_at_apex() => says(RecordType::NS),
            other if rrset.is_at_apex() && by_the_signer.contains(&other) => says(other),
            _ => true,
        };
        let found = lines(zone, counts);
        let wanted = lines(&desired.published(0), |_| true);
        match exactly {
            true => expect("zone", &found, &wanted),
            false => expect("missing", &wanted.difference(&found).collect(), &BTreeSet::new()),
        }
    }
}

/// A line for each record, the serial of a SOA as zero.
fn lines(zone: &Zone, counts: impl Fn(&RrsetRef<'_>) -> bool) -> BTreeSet<String> {
    let line = |rrset: RrsetRef<'_>| {
        let (owner, ttl, record_type) = (rrset.owner(), rrset.ttl().seconds(), rrset.record_type());
        let data = move |data: String| match record_type {
            RecordType::SOA => data
                .split(' ')
                .enumerate()
                .map(|(at, field)| if at == 2 { "0 " } else { field }.to_owned() + " ")
                .collect(),
            _ => data,
        };
        rrset
            .rdatas()
            .map(move |rdata| format!("{owner} {ttl} {record_type} {}", data(rdata.to_string())))
            .collect::<Vec<_>>()
    };
    zone.iter().filter(counts).flat_map(line).collect()
}

fn relative(owner: &Name, apex: &Name) -> String {
    let (owner, apex) = (owner.to_string(), apex.to_string());
    match owner.strip_suffix(&apex) {
        Some("") => "@".to_owned(),
        Some(own) => own.trim_end_matches('.').to_owned(),
        None => owner,
    }
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, wanted: &T) -> Result<(), String> {
    match found == wanted {
        true => Ok(()),
        false => Err(format!("{what}\n  found  {found:#?}\n  wanted {wanted:#?}")),
    }
}
