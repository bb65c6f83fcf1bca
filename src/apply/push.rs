use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::journal::{Answer, End, Entry};
use super::{Event, Failure, JournalError, Outcome, Progress, Run, Stop, ZoneOutcome, ZoneResult};
use crate::dns::{Name, RecordType};
use crate::model::{Desired, Soa};
use crate::plan::{Approved, Change, Observed, RrsetDocument, Sides, ZonePlan, plan_zone};
use crate::provider::{Provider, Request, WriteFailure, Writer};

/// What carrying out the plan of one zone needs.
#[derive(Clone)]
pub struct Job {
    /// The zone as it was read for the plan.
    pub observed: Arc<Observed>,
    pub desired: Arc<Desired>,
    pub provider: Arc<dyn Provider>,
}

/// Carries out an approved plan. The journal gets a snapshot of every zone
/// before the first request of any, and a line before and after each request;
/// what cannot be journalled is not done. A zone stops at its first failure,
/// the others go on, at most `parallel` at a time (at least one). Once `stop` is
/// asked for, no further request is sent. Each finished zone is read back and
/// planned again; that plan must be empty.
///
/// `jobs` are by zone and instance. Killed anywhere, the next push finishes it.
pub async fn apply(
    approved: Approved,
    jobs: &HashMap<(Name, String), Job>,
    run: Run,
    progress: Arc<dyn Progress>,
    parallel: usize,
    stop: &Stop,
) -> Outcome {
    let id = run.id().to_owned();
    let journal = Shared(Arc::new(Mutex::new(run)));
    let mut outcomes = Vec::new();
    let mut pushes = Vec::new();
    let mut untouched = Vec::new();
    for plan in approved.into_plan().zones {
        let place = (plan.apex.clone(), plan.instance.clone());
        let result = match jobs.get(&place) {
            None if plan.is_empty() => ZoneResult::Nothing,
            None => ZoneResult::Failed { of: 0, failure: Failure::NotPrepared },
            Some(job) if plan.is_empty() => {
                untouched.push(end(&place, End::Verified, Some(&job.observed)));
                ZoneResult::Nothing
            }
            Some(job) => {
                let means =
                    Means { journal: journal.clone(), progress: progress.clone(), stop: stop.clone() };
                pushes.push(Push::new(place, plan, job.clone(), means));
                continue;
            }
        };
        outcomes.push((place, result));
    }
    for ((apex, instance), result) in &outcomes {
        progress.event(apex, instance, Event::Finished(result));
    }
    let recorded = journal.write_all(&untouched);
    outcomes.extend(match recorded.and_then(|()| pushes.iter().try_for_each(Push::announce)) {
        Ok(()) => push_all(pushes, parallel).await,
        Err(error) => pushes.into_iter().map(|push| push.give_up(&error)).collect(),
    });
    outcomes.sort_by(|(a, _), (b, _)| a.cmp(b));
    let outcome = |((apex, instance), result)| ZoneOutcome { apex, instance, result };
    Outcome { run: id, zones: outcomes.into_iter().map(outcome).collect() }
}

type Place = (Name, String);

/// Runs zones side by side.
async fn push_all(pushes: Vec<Push>, parallel: usize) -> Vec<(Place, ZoneResult)> {
    let turns = Arc::new(Semaphore::new(parallel.max(1)));
    let mut tasks = JoinSet::new();
    let mut under_way = HashMap::new();
    for push in pushes {
        let (place, of, turns) = (push.place.clone(), push.requests.len(), turns.clone());
        let progress = push.means.progress.clone();
        let task = tasks.spawn(async move {
            // The semaphore is never closed.
            let _turn = turns.acquire_owned().await;
            push.run().await
        });
        under_way.insert(task.id(), (place, of, progress.clone()));
    }
    let mut outcomes = Vec::new();
    while let Some(joined) = tasks.join_next_with_id().await {
        let (id, result) = match joined {
            Ok((id, result)) => (id, Some(result)),
            Err(error) => (error.id(), None),
        };
        if let Some((place, of, progress)) = under_way.remove(&id) {
            let crashed = ZoneResult::Partly { done: 0, of, failure: Failure::Crashed };
            let result = result.unwrap_or(crashed);
            progress.event(&place.0, &place.1, Event::Finished(&result));
            outcomes.push((place, result));
        }
    }
    outcomes
}

/// The journal, shared by the zones of a run.
#[derive(Clone)]
struct Shared(Arc<Mutex<Run>>);

impl Shared {
    fn write(&self, entry: &Entry) -> Result<(), JournalError> {
        // A task that died while writing leaves at worst a line too little.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(entry)
    }

    fn write_all(&self, entries: &[Entry]) -> Result<(), JournalError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(entries)
    }
}

/// RRsets in one line of a snapshot: lines of large zones stay small in memory.
const SNAPSHOT_PART: usize = 10_000;

/// What the zones of a run share.
struct Means {
    journal: Shared,
    progress: Arc<dyn Progress>,
    stop: Stop,
}

/// One zone at one instance, on its way.
struct Push {
    place: Place,
    job: Job,
    writer: Box<dyn Writer>,
    requests: Vec<Request>,
    means: Means,
}

impl Push {
    fn new(place: Place, plan: ZonePlan, job: Job, means: Means) -> Push {
        let writer = job.provider.writer();
        let changes: Vec<Change> = plan.changes.into_iter().map(|planned| planned.change).collect();
        let requests = job.provider.reader().requests(&job.observed, changes);
        Push { place, job, writer, requests, means }
    }

    /// Journals the zone as it is, before the first request of any zone.
    fn announce(&self) -> Result<(), JournalError> {
        let (zone, instance) = self.names();
        let observed = self.job.observed.zone();
        let content = self.job.observed.content();
        let present = observed.is_some();
        let mut rrsets = observed.into_iter().flat_map(|zone| zone.iter()).peekable();
        loop {
            let part = rrsets.by_ref().take(SNAPSHOT_PART).map(RrsetDocument::new).collect();
            let (zone, instance) = self.names();
            self.means.journal.write(&Entry::Snapshot { zone, instance, present, rrsets: part })?;
            if rrsets.peek().is_none() {
                break;
            }
        }
        self.means.journal.write(&Entry::Begin { zone, instance, requests: self.requests.len(), content })
    }

    /// Before any request of any zone was sent.
    fn give_up(self, error: &JournalError) -> (Place, ZoneResult) {
        let failure = Failure::Journal(error.clone());
        let result = ZoneResult::Failed { of: self.requests.len(), failure };
        self.tell(Event::Finished(&result));
        (self.place, result)
    }

    async fn run(self) -> ZoneResult {
        let of = self.requests.len();
        self.tell(Event::Started { requests: of });
        for (index, request) in self.requests.iter().enumerate() {
            if let Err((done, failure)) = self.send(index + 1, request).await {
                // Without this line the zone counts as interrupted, which it is.
                let _ = self.means.journal.write(&end(&self.place, End::Stopped, None));
                return match (done, &failure) {
                    (0, Failure::Write(WriteFailure::Unknown { .. })) => {
                        ZoneResult::Partly { done, of, failure }
                    }
                    (0, _) => ZoneResult::Failed { of, failure },
                    (_, _) => ZoneResult::Partly { done, of, failure },
                };
            }
        }
        self.verify(of).await
    }

    /// Sends one request; the error tells how many requests were applied.
    async fn send(&self, number: usize, request: &Request) -> Result<(), (usize, Failure)> {
        let of = self.requests.len();
        if self.means.stop.is_asked() {
            return Err((number - 1, Failure::Stopped));
        }
        let (zone, instance) = self.names();
        let announced = self.means.journal.write(&Entry::Request {
            zone: zone.clone(),
            instance: instance.clone(),
            number,
            at: Timestamp::now().to_string(),
            expected_serial: request.expected_serial,
            next_serial: request.next_serial,
            changes: request.changes.clone(),
        });
        announced.map_err(|error| (number - 1, Failure::Journal(error)))?;
        self.tell(Event::Sending { number, of, changes: request.changes.len() });
        let result = self.writer.send(&self.place.0, request).await;
        self.tell(Event::Answered { number, of, result: &result });
        let answer = match &result {
            Ok(()) | Err(WriteFailure::Incomplete { .. }) => Answer::Applied,
            Err(WriteFailure::Conflict { .. }) => Answer::Conflict,
            Err(WriteFailure::Refused { .. }) => Answer::Refused,
            Err(WriteFailure::Unknown { .. }) => Answer::Unknown,
        };
        let message = result.as_ref().err().map(WriteFailure::to_string);
        let at = Timestamp::now().to_string();
        let written =
            self.means.journal.write(&Entry::Answer { zone, instance, number, at, answer, message });
        let done = if answer == Answer::Applied { number } else { number - 1 };
        result.map_err(|failure| (done, Failure::Write(failure)))?;
        written.map_err(|error| (number, Failure::Journal(error)))
    }

    /// Reads the zone back and plans again.
    async fn verify(&self, requests: usize) -> ZoneResult {
        self.tell(Event::Verifying);
        let read = self.job.provider.reader().read(&self.place.0).await;
        let (observed, result) = match read {
            Err(failure) => (None, ZoneResult::Unreadable { requests, failure }),
            Ok(observed) => {
                let capabilities = self.job.provider.capabilities();
                let sides = Sides::new(&self.job.desired, &observed, capabilities, &self.place.1);
                let again = plan_zone(&sides);
                let result = if again.is_empty() {
                    ZoneResult::Applied { requests }
                } else {
                    ZoneResult::NotVerified { requests, differences: again.changes }
                };
                (Some(observed), result)
            }
        };
        let how = match result {
            ZoneResult::Applied { .. } => End::Verified,
            _ => End::NotVerified,
        };
        match self.means.journal.write(&end(&self.place, how, observed.as_ref())) {
            Err(error) if how == End::Verified => {
                ZoneResult::Partly { done: requests, of: requests, failure: Failure::Journal(error) }
            }
            _ => result,
        }
    }

    fn names(&self) -> (String, String) {
        (self.place.0.to_string(), self.place.1.clone())
    }

    fn tell(&self, event: Event<'_>) {
        self.means.progress.event(&self.place.0, &self.place.1, event);
    }
}

fn end((apex, instance): &Place, end: End, read_back: Option<&Observed>) -> Entry {
    let serial = read_back.and_then(Observed::zone).and_then(|zone| zone.get(apex, RecordType::SOA));
    Entry::End {
        zone: apex.to_string(),
        instance: instance.clone(),
        end,
        serial: serial.and_then(Soa::of).map(|(_, serial)| serial),
        content: read_back.and_then(Observed::content),
    }
}
