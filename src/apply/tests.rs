use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::journal::{End, Sink};
use super::*;
use crate::dns::{Name, Rdata, RecordType, Records, RrsetKey, Ttl, Zone};
use crate::model::{Desired, Provenance, Scope, Settings};
use crate::plan::{
    Approved, Capabilities, Change, Consent, Granularity, Observed, Part, Plan, Sides, granularity, plan_zone,
};
use crate::provider::{Provider, ReadFailure, Reader, Request, WriteFailure, Writer};
use crate::text::{SourceId, Span};

/// What a request comes to instead of being applied.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    Conflict,
    Refused,
    /// The changes are made, and the answer is lost.
    Lost,
    /// The changes are claimed to be made.
    Lie,
    Panic,
}

/// Zones in memory, one change a request, with faults by zone and request.
#[derive(Clone, Default)]
struct Fake {
    zones: Arc<Mutex<HashMap<Name, Zone>>>,
    faults: Arc<Mutex<HashMap<(Name, usize), Fault>>>,
    sent: Arc<Mutex<usize>>,
}

static CAPABILITIES: Capabilities = Capabilities {
    kind: "fake",
    types: None,
    without: Vec::new(),
    soa: Part::Theirs,
    apex_ns: Part::Optional,
    generated: Vec::new(),
    generated_at_apex: Vec::new(),
    ttl: Ttl::from_wire(0)..=Ttl::MAX,
    granularity: Granularity::Rrset,
    atomic: false,
    creates_zones: true,
    alias: false,
    redirect: false,
    signs: false,
    attributes: Vec::new(),
};

impl Provider for Fake {
    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(self.clone())
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(self.clone())
    }
}

#[async_trait]
impl Reader for Fake {
    async fn zones(&self) -> Result<Vec<Name>, ReadFailure> {
        Ok(self.zones.lock().unwrap().keys().cloned().collect())
    }

    async fn read(&self, apex: &Name) -> Result<Observed, ReadFailure> {
        let zones = self.zones.lock().unwrap();
        let present = |zone: &Zone| Observed::Present { zone: zone.clone(), irregular: Vec::new() };
        Ok(zones.get(apex).map_or(Observed::Absent, present))
    }

    fn requests(&self, _observed: &Observed, changes: Vec<Change>) -> Vec<Request> {
        let request = |change| Request { changes: vec![change], expected_serial: None, next_serial: None };
        changes.into_iter().map(request).collect()
    }
}

#[async_trait]
impl Writer for Fake {
    async fn send(&self, apex: &Name, request: &Request) -> Result<(), WriteFailure> {
        *self.sent.lock().unwrap() += 1;
        let owner = &request.changes[0].key.owner;
        let number = owner.labels().next().unwrap()[1] - b'0';
        let fault = self.faults.lock().unwrap().remove(&(apex.clone(), number as usize));
        match fault {
            Some(Fault::Conflict) => return Err(WriteFailure::Conflict { message: "it moved".to_owned() }),
            Some(Fault::Refused) => {
                return Err(WriteFailure::Refused { message: "no".to_owned(), help: None });
            }
            Some(Fault::Lie) => return Ok(()),
            Some(Fault::Panic) => panic!("asked for"),
            Some(Fault::Lost) | None => {}
        }
        let observed = self.read(apex).await.expect("memory is readable");
        let after = granularity::zone_after(&request.changes, &observed, apex);
        self.zones.lock().unwrap().insert(apex.clone(), after);
        match fault {
            Some(_) => Err(WriteFailure::Unknown { message: "the connection broke".to_owned(), help: None }),
            None => Ok(()),
        }
    }
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// `h1` to `hN`.
fn zone(apex: &str, hosts: u8) -> Zone {
    let rrset = |host: u8| {
        let key = RrsetKey { owner: name(&format!("h{host}.{apex}")), record_type: RecordType::A };
        let rdata = Rdata::from_wire(RecordType::A, &[192, 0, 2, host]).unwrap();
        (key, Records::new(Ttl::new(60).unwrap(), vec![rdata]).unwrap())
    };
    Zone::from_rrsets(name(apex), (1..=hosts).map(rrset))
}

/// Plans three hosts for each zone and approves.
fn prepare(fake: &Fake, apexes: &[&str]) -> (Approved, HashMap<(Name, String), Job>) {
    prepare_with(fake, apexes, |apex| zone(apex, 3))
}

fn prepare_with(
    fake: &Fake,
    apexes: &[&str],
    wanted: impl Fn(&str) -> Zone,
) -> (Approved, HashMap<(Name, String), Job>) {
    let mut jobs = HashMap::new();
    let mut plans = Vec::new();
    for apex in apexes {
        let desired = Desired {
            zone: wanted(apex),
            view: None,
            aliases: Vec::new(),
            redirects: Vec::new(),
            settings: Settings::default(),
            scope: Scope::default(),
            provenance: Provenance::default(),
            attributes: Default::default(),
            declared: Span::new(SourceId(0), 0, 1),
            named: Span::new(SourceId(0), 0, 1),
            warnings: Vec::new(),
        };
        let zones = fake.zones.lock().unwrap();
        let present = |zone: &Zone| Observed::Present { zone: zone.clone(), irregular: Vec::new() };
        let observed = zones.get(&name(apex)).map_or(Observed::Absent, present);
        plans.push(plan_zone(&Sides::new(&desired, &observed, &CAPABILITIES, "fake")));
        let (observed, desired) = (Arc::new(observed), Arc::new(desired));
        let job = Job { observed, desired, provider: Arc::new(fake.clone()) };
        jobs.insert((name(apex), "fake".to_owned()), job);
    }
    let consent = Consent::none(jiff::civil::date(2026, 11, 24));
    (Plan::new(plans).approve(&consent).unwrap(), jobs)
}

async fn push(fake: &Fake, apexes: &[&str], run: Run) -> Outcome {
    let (approved, jobs) = prepare(fake, apexes);
    apply(approved, &jobs, run, Arc::new(Silent), 2, &Stop::default()).await
}

fn results(outcome: &Outcome) -> Vec<ZoneResult> {
    outcome.zones.iter().map(|zone| zone.result.clone()).collect()
}

fn failing(number: usize, apex: &str, fault: Fault) -> Fake {
    let fake = Fake::default();
    fake.faults.lock().unwrap().insert((name(apex), number), fault);
    fake
}

#[tokio::test]
async fn a_plan_is_applied_once_verified_and_journalled() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    let fake = Fake::default();
    fake.zones.lock().unwrap().insert(name("a.test"), zone("a.test", 1));
    let first = push(&fake, &["a.test", "b.test"], journal.start().unwrap()).await;
    let applied = |requests| ZoneResult::Applied { requests };
    assert_eq!(results(&first), [applied(2), applied(3)]);
    assert_eq!(first.summary().exit_code(), 0);
    assert_eq!(fake.zones.lock().unwrap()[&name("a.test")], zone("a.test", 3));

    let recorded = journal.read(&first.run).unwrap();
    let place = |apex: &str| (name(apex), "fake".to_owned());
    let a = &recorded.zones[&place("a.test")];
    let was = Observed::Present { zone: zone("a.test", 1), irregular: Vec::new() };
    assert_eq!(a.snapshot, Some(was));
    assert_eq!((a.done, a.requests, a.end, a.content), (2, 2, Some(End::Verified), Some(3)));
    assert_eq!(a.changes.len(), 2);
    assert_eq!(recorded.zones[&place("b.test")].snapshot, Some(Observed::Absent));

    let sent = *fake.sent.lock().unwrap();
    let second = push(&fake, &["a.test", "b.test"], journal.start().unwrap()).await;
    assert_eq!(results(&second), [ZoneResult::Nothing, ZoneResult::Nothing]);
    assert_eq!(*fake.sent.lock().unwrap(), sent);
    assert_eq!(journal.runs().unwrap(), [first.run, second.run]);
    let history = journal.history().unwrap();
    assert_eq!(history.interruptions(), []);
    assert_eq!(history.before(&name("b.test"), "fake").map(|before| before.rrsets), Some(3));
    assert_eq!(history.before(&name("b.test"), "other"), None);
}

#[tokio::test]
async fn a_failure_stops_its_zone_only_and_the_next_push_finishes() {
    let conflict = || WriteFailure::Conflict { message: "it moved".to_owned() };
    let refused = || WriteFailure::Refused { message: "no".to_owned(), help: None };
    let unknown = || WriteFailure::Unknown { message: "the connection broke".to_owned(), help: None };
    let failed = |failure| ZoneResult::Failed { of: 3, failure: Failure::Write(failure) };
    let partly = |done, failure| ZoneResult::Partly { done, of: 3, failure: Failure::Write(failure) };
    for (number, fault, result, alone, left) in [
        (1, Fault::Conflict, failed(conflict()), 1, 3),
        (2, Fault::Conflict, partly(1, conflict()), 4, 2),
        (1, Fault::Refused, failed(refused()), 1, 3),
        (3, Fault::Refused, partly(2, refused()), 4, 1),
        (1, Fault::Lost, partly(0, unknown()), 4, 2),
        (3, Fault::Lost, partly(2, unknown()), 4, 0),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path());
        let outcome = push(&failing(number, "a.test", fault), &["a.test"], journal.start().unwrap()).await;
        assert_eq!((outcome.summary().exit_code(), results(&outcome)), (alone, vec![result.clone()]));

        let fake = failing(number, "a.test", fault);
        let outcome = push(&fake, &["a.test", "b.test"], journal.start().unwrap()).await;
        assert_eq!(results(&outcome), [result, ZoneResult::Applied { requests: 3 }]);
        assert_eq!(outcome.summary(), Summary::Partly);
        let history = journal.history().unwrap();
        let stopped: Vec<String> = history.interruptions().iter().map(ToString::to_string).collect();
        let done = number - 1;
        let run = &outcome.run;
        let recorded = &journal.read(run).unwrap().zones[&(name("a.test"), "fake".to_owned())];
        assert_eq!((recorded.done, recorded.unknown), (done, fault == Fault::Lost));
        assert_eq!(recorded.changes.len(), done + usize::from(fault == Fault::Lost));
        assert_eq!(
            stopped,
            [format!(
                "run {run} stopped after request {done} of 3 for a.test. at fake; the next push finishes it"
            )]
        );

        let again = push(&fake, &["a.test"], journal.start().unwrap()).await;
        let finished = if left == 0 { ZoneResult::Nothing } else { ZoneResult::Applied { requests: left } };
        assert_eq!(results(&again), [finished]);
        assert_eq!(journal.history().unwrap().interruptions(), []);
    }
}

#[tokio::test]
async fn what_does_not_read_back_is_not_verified() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    let fake = failing(2, "a.test", Fault::Lie);
    let outcome = push(&fake, &["a.test"], journal.start().unwrap()).await;
    let [ZoneResult::NotVerified { requests: 3, differences }] = &results(&outcome)[..] else {
        panic!("{outcome:?}")
    };
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].change.key.owner, name("h2.a.test"));
    assert_eq!(outcome.summary().exit_code(), 4);
    let history = journal.history().unwrap();
    assert_eq!(history.last(&name("a.test"), "fake").unwrap().end, Some(End::NotVerified));
}

#[tokio::test]
async fn the_way_back_restores_only_what_the_run_changed() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    let fake = Fake::default();
    fake.zones.lock().unwrap().insert(name("a.test"), zone("a.test", 1));
    let outcome = push(&fake, &["a.test"], journal.start().unwrap()).await;
    // Somebody adds another host afterwards.
    let more = zone("a.test", 4);
    let now = Observed::Present { zone: more.clone(), irregular: Vec::new() };
    let (_, jobs) = prepare(&fake, &["a.test"]);
    let place = (name("a.test"), "fake".to_owned());
    let recorded = journal.read(&outcome.run).unwrap();
    let back = recorded.zones[&place].way_back(&now, &jobs[&place].desired);
    let host = |host: usize| more.nth(host - 1).map(|rrset| (rrset.key(), rrset.to_records())).unwrap();
    assert_eq!(back.zone, Zone::from_rrsets(name("a.test"), [host(1), host(4)]));
}

/// Asks to stop once a request was answered.
struct StopAfter(usize, Stop);

impl Progress for StopAfter {
    fn event(&self, _apex: &Name, _instance: &str, event: Event<'_>) {
        if matches!(event, Event::Answered { number, .. } if number == self.0) {
            self.1.ask();
        }
    }
}

#[tokio::test]
async fn a_push_that_is_asked_to_stop_sends_no_more() {
    let stopped = |done| ZoneResult::Partly { done, of: 3, failure: Failure::Stopped };
    let untouched = ZoneResult::Failed { of: 3, failure: Failure::Stopped };
    for (after, result, second, exit, sent) in [
        (1, stopped(1), untouched.clone(), 4, 1),
        (2, stopped(2), untouched.clone(), 4, 2),
        (3, ZoneResult::Applied { requests: 3 }, untouched, 4, 3),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path());
        let fake = Fake::default();
        let (approved, jobs) = prepare(&fake, &["a.test", "b.test"]);
        let stop = Stop::default();
        let progress = Arc::new(StopAfter(after, stop.clone()));
        let outcome = apply(approved, &jobs, journal.start().unwrap(), progress, 1, &stop).await;
        assert_eq!(results(&outcome), [result, second]);
        assert_eq!((outcome.summary().exit_code(), *fake.sent.lock().unwrap()), (exit, sent));
        let history = journal.history().unwrap();
        assert_eq!(history.last(&name("a.test"), "fake").map(|last| last.done), Some(after));
        assert_eq!(history.last(&name("b.test"), "fake").and_then(|last| last.end), Some(End::Stopped));
        let next = push(&fake, &["a.test", "b.test"], journal.start().unwrap()).await;
        assert_eq!((next.summary().exit_code(), *fake.sent.lock().unwrap()), (0, 6));
    }
    // Before the first request nothing was changed.
    let folder = tempfile::tempdir().unwrap();
    let (approved, jobs) = prepare(&Fake::default(), &["a.test"]);
    let stop = Stop::default();
    stop.ask();
    let run = Journal::at(folder.path()).start().unwrap();
    let outcome = apply(approved, &jobs, run, Arc::new(Silent), 1, &stop).await;
    assert_eq!(outcome.summary().exit_code(), 1);
}

/// A snapshot of several lines.
#[tokio::test]
async fn the_snapshot_of_a_large_zone_is_whole_or_none() {
    let rrset = |host: u32| {
        let key = RrsetKey { owner: name(&format!("h{host}.a.test")), record_type: RecordType::A };
        let rdata = Rdata::from_wire(RecordType::A, &host.to_be_bytes()).unwrap();
        (key, Records::new(Ttl::new(60).unwrap(), vec![rdata]).unwrap())
    };
    let large = Zone::from_rrsets(name("a.test"), (4..20_005).map(rrset));
    let fake = failing(1, "a.test", Fault::Refused);
    fake.zones.lock().unwrap().insert(name("a.test"), large.clone());
    let (approved, jobs) = prepare_with(&fake, &["a.test"], |apex| {
        let more = zone(apex, 3);
        large.with_edits(
            more.iter()
                .map(|rrset| (rrset.key(), rrset.to_records()))
                .collect::<Vec<_>>()
                .iter()
                .map(|(key, records)| (key, Some(records))),
        )
    });
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    let outcome =
        apply(approved, &jobs, journal.start().unwrap(), Arc::new(Silent), 1, &Stop::default()).await;
    let path = folder.path().join(format!("{}.jsonl", outcome.run));
    let text = std::fs::read_to_string(&path).unwrap();
    let snapshot = |journal: &Journal| {
        let mut zones = journal.read(&outcome.run).unwrap().zones;
        zones.remove(&(name("a.test"), "fake".to_owned())).and_then(|zone| zone.snapshot)
    };
    assert_eq!(text.matches("\"event\":\"snapshot\"").count(), 3);
    assert_eq!(snapshot(&journal), Some(Observed::Present { zone: large, irregular: Vec::new() }));
    let cut: String = text.split_inclusive('\n').take(3).collect();
    std::fs::write(&path, cut).unwrap();
    assert_eq!(snapshot(&journal), None);
}

#[tokio::test]
async fn a_crash_of_one_zone_leaves_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    let fake = failing(2, "a.test", Fault::Panic);
    let outcome = push(&fake, &["a.test", "b.test"], journal.start().unwrap()).await;
    let crashed = ZoneResult::Partly { done: 0, of: 3, failure: Failure::Crashed };
    assert_eq!(results(&outcome), [crashed, ZoneResult::Applied { requests: 3 }]);
    let interrupted = journal.history().unwrap().interruptions().iter().map(ToString::to_string).collect();
    let run = &outcome.run;
    assert_eq!(
        Vec::<String>::from_iter::<Vec<String>>(interrupted),
        [format!(
            "run {run} was interrupted after request 1 of 3 for a.test. at fake; the next push finishes it"
        )]
    );
}

/// Takes some lines, then half of one: a disk that runs full.
struct Filling {
    written: Arc<Mutex<Vec<u8>>>,
    left: usize,
}

impl Sink for Filling {
    fn append(&mut self, line: &[u8]) -> std::io::Result<()> {
        let mut written = self.written.lock().unwrap();
        if self.left == 0 {
            written.extend_from_slice(&line[..line.len() / 2]);
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.left -= 1;
        written.extend_from_slice(line);
        Ok(())
    }
}

/// Lines: the header, two of the announcement, two a request, the end.
#[tokio::test]
async fn what_cannot_be_journalled_is_not_done() {
    let path = PathBuf::from("journal/x.jsonl");
    for left in 1..=9 {
        let written = Arc::new(Mutex::new(Vec::new()));
        let sink = Filling { written: written.clone(), left };
        let run = Run::over("x".to_owned(), path.clone(), Box::new(sink), None).unwrap();
        let fake = Fake::default();
        let outcome = push(&fake, &["a.test"], run).await;
        let full = JournalError::Unwritable { path: path.clone(), reason: "the disk is full".to_owned() };
        let failure = Failure::Journal(full);
        let sent = *fake.sent.lock().unwrap();
        let announced = left.saturating_sub(2) / 2;
        assert_eq!(sent, announced, "{left} lines");
        let expected = match sent {
            0 => ZoneResult::Failed { of: 3, failure },
            done => ZoneResult::Partly { done, of: 3, failure },
        };
        assert_eq!(results(&outcome), [expected], "{left} lines");
        assert_eq!(outcome.summary().exit_code(), if sent == 0 { 1 } else { 4 });

        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x.jsonl"), &*written.lock().unwrap()).unwrap();
        let journal = Journal::at(folder.path());
        assert!(journal.read("x").unwrap().torn);
        let zones = journal.history().unwrap();
        assert_eq!(zones.last(&name("a.test"), "fake").map(|last| last.end), (left > 2).then_some(None));
    }
}

#[test]
fn a_full_disk_is_found_before_anything_else() {
    let full = std::fs::OpenOptions::new().append(true).open("/dev/full").unwrap();
    let error = Run::over("x".to_owned(), PathBuf::from("/dev/full"), Box::new(full), None).err().unwrap();
    assert_eq!(error.to_string(), "cannot write the journal /dev/full: the disk is full");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Journal::at(file.join("journal")).start().err().unwrap();
    assert!(matches!(error, JournalError::Unwritable { .. }), "{error}");
}

#[test]
fn one_push_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path().join("new"));
    assert_eq!(journal.runs(), Ok(Vec::new()));
    let first = journal.start().unwrap();
    let pid = Some(std::process::id());
    let path = folder.path().join("new/lock");
    assert_eq!(journal.start().err(), Some(JournalError::Locked { path, pid }));
    drop(first);
    assert!(journal.start().is_ok());
}

/// A kill cuts the file anywhere: whole lines count, half a line does not.
#[tokio::test]
async fn a_journal_is_readable_wherever_it_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    let outcome = push(&Fake::default(), &["a.test"], journal.start().unwrap()).await;
    let whole = std::fs::read(folder.path().join(format!("{}.jsonl", outcome.run))).unwrap();
    let cut = Journal::at(folder.path().join("cut"));
    std::fs::create_dir(cut.folder()).unwrap();
    for length in 0..=whole.len() {
        std::fs::write(cut.folder().join("x.jsonl"), &whole[..length]).unwrap();
        let recorded = cut.read("x").unwrap();
        let lines = whole[..length].iter().filter(|byte| **byte == b'\n').count();
        let zone = recorded.zones.values().next();
        assert_eq!(recorded.torn, length > 0 && whole[length - 1] != b'\n');
        assert_eq!(zone.map_or(0, |zone| zone.done), lines.saturating_sub(3) / 2);
        assert_eq!(zone.is_some_and(|zone| zone.unknown), [4, 6, 8].contains(&lines));
        assert_eq!(zone.and_then(|zone| zone.end).is_some(), lines == 10);
    }
    let damaged = [&whole[..10], b"\n", &whole[..]].concat();
    std::fs::write(cut.folder().join("x.jsonl"), damaged).unwrap();
    assert!(matches!(cut.read("x"), Err(JournalError::Damaged { line: 1, .. })));
}
