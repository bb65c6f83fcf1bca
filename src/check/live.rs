//! Tests, held against the answers of servers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::JoinSet;

use super::codes;
use super::exchange::{Exchange, Question};
use super::iteration::{Interrupted, Respondent};
use super::server::Server;
use crate::diagnostic::Diagnostic;
use crate::dns::authority::{Answer, Expectation, Outcome};
use crate::dns::{Name, Rdata, RecordType, Records, joined_text, write_text};
use crate::model::testing::{Expected, TestOutcome, Worlds, ZoneTest, failed, found};

/// What came of tests at servers.
#[derive(Debug)]
pub struct LiveRun<'t> {
    /// In the order of the tests. A failure is [`codes::SERVER_FAILED`] where the
    /// server is at fault and not the data.
    pub outcomes: Vec<TestOutcome<'t>>,
    /// The servers from which nothing came at all; the outcomes are silent about them.
    pub unheard: Vec<Unheard>,
}

/// A server that could not be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    pub server: String,
    /// A clause: "over UDP and TCP nothing listens".
    pub why: String,
}

/// What a server said to each question; those that it was not asked are missing.
type Replies = BTreeMap<Question, Result<Answer, Interrupted>>;

/// How many questions to one server are under way at once.
const IN_FLIGHT: usize = 8;

/// Asks each server what the tests ask. `worlds` are the zones of the project,
/// `view` the one that the servers show; both only help to say what is wrong.
pub async fn run<'t>(
    tests: &[&'t ZoneTest],
    servers: &[Server],
    exchange: Arc<dyn Exchange>,
    worlds: &Worlds<'_>,
    view: Option<&str>,
) -> LiveRun<'t> {
    let lines = tests.iter().flat_map(|test| &test.expectations);
    let questions: BTreeSet<Question> = lines.map(question).collect();
    let questions: Arc<[Question]> = questions.into_iter().collect();
    let apexes: Arc<BTreeSet<Name>> = Arc::new(worlds.apexes().cloned().collect());
    let respondents = servers
        .iter()
        .map(|server| Arc::new(Respondent::new(Arc::clone(&exchange), server.address, Arc::clone(&apexes))));
    let asked: Vec<JoinSet<Replies>> = respondents.map(|respondent| ask(&respondent, &questions)).collect();
    let mut replies = Vec::with_capacity(servers.len());
    for parts in asked {
        replies.push(parts.join_all().await.into_iter().flatten().collect::<Replies>());
    }
    let (mut heard, mut unheard) = (Vec::new(), Vec::new());
    for (server, replies) in servers.iter().zip(&replies) {
        match why_unheard(replies) {
            Some(why) => unheard.push(Unheard { server: server.name.clone(), why }),
            None => heard.push((server.name.as_str(), replies)),
        }
    }
    let judge = Judge { servers: heard, worlds, view };
    let outcomes = tests.iter().map(|test| TestOutcome {
        test,
        failures: test.expectations.iter().flat_map(|line| judge.line(line)).collect(),
    });
    LiveRun { outcomes: outcomes.collect(), unheard }
}

/// Starts to ask one server all questions.
fn ask(respondent: &Arc<Respondent>, questions: &Arc<[Question]>) -> JoinSet<Replies> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..IN_FLIGHT.min(questions.len()) {
        let (respondent, questions, next) =
            (Arc::clone(respondent), Arc::clone(questions), Arc::clone(&next));
        workers.spawn(async move {
            let mut replies = Replies::new();
            while !respondent.is_given_up()
                && let Some(question) = questions.get(next.fetch_add(1, Ordering::Relaxed))
            {
                replies.insert(question.clone(), respondent.answer(question).await);
            }
            replies
        });
    }
    workers
}

/// Why a server answered nothing at all; `None` if it did.
fn why_unheard(replies: &Replies) -> Option<String> {
    let mut why = None;
    for reply in replies.values() {
        match reply {
            Err(interrupted) if !interrupted.trouble.is_heard() => {
                why = Some(interrupted.trouble.to_string())
            }
            _ => return None,
        }
    }
    why
}

fn question(line: &Expected) -> Question {
    Question { name: line.owner.clone(), record_type: line.record_type }
}

/// Holds answers against lines.
struct Judge<'r> {
    /// Those that answered something.
    servers: Vec<(&'r str, &'r Replies)>,
    worlds: &'r Worlds<'r>,
    view: Option<&'r str>,
}

impl Judge<'_> {
    /// One diagnostic for each way in which a line does not hold.
    fn line(&self, line: &Expected) -> Vec<Diagnostic> {
        let mut failures: Vec<(Diagnostic, Vec<&str>)> = Vec::new();
        for (server, replies) in &self.servers {
            let failure = match replies.get(&question(line)) {
                Some(Ok(answer)) => self.differs(line, answer),
                Some(Err(interrupted)) => Some(at_fault(line, interrupted)),
                None => Some(unasked(line)),
            };
            let Some(failure) = failure else { continue };
            match failures.iter_mut().find(|(known, _)| *known == failure) {
                Some((_, servers)) => servers.push(server),
                None => failures.push((failure, vec![server])),
            }
        }
        let said = failures.into_iter().map(|(mut failure, servers)| {
            failure.headline.push_str(&format!(" at {}", servers.join(", ")));
            failure
        });
        said.collect()
    }

    fn differs(&self, line: &Expected, answer: &Answer) -> Option<Diagnostic> {
        let (expected, answer) = (comparable(&line.expected), comparable_answer(answer));
        let difference = expected.check(&answer).err()?;
        let failed = failed(line, &answer, &difference, found(line, &answer, "the server does not serve"));
        let Some(places) = self.worlds.sources_of(self.view, line) else {
            return Some(
                failed.help("the sources do not answer so either: `zonal test` without `--server` says why"),
            );
        };
        let why = match answer.outcome {
            Outcome::Outside(_) => "the zone of that name is elsewhere",
            _ => "the server has another content",
        };
        let mut failed = failed.help(format!("the sources answer as expected: {why}"));
        for place in places {
            failed = failed.other(place, "the sources have this");
        }
        Some(failed)
    }
}

fn at_fault(line: &Expected, Interrupted { at, trouble }: &Interrupted) -> Diagnostic {
    let label = match *at == line.owner {
        true => trouble.to_string(),
        false => format!("asked for `{}`, where the aliases lead: {trouble}", at.with_unicode()),
    };
    server_failed(line).label(label)
}

fn unasked(line: &Expected) -> Diagnostic {
    server_failed(line).label("not asked: the server stopped answering")
}

fn server_failed(line: &Expected) -> Diagnostic {
    let headline = format!("`{}` {} could not be tested", line.owner.with_unicode(), line.record_type);
    Diagnostic::error(&codes::SERVER_FAILED, line.span, headline)
}

/// With texts as one string each: where servers cut them means nothing.
fn comparable(expected: &Expectation) -> Expectation {
    match expected {
        Expectation::Values(values) => Expectation::Values(values.iter().map(joined).collect()),
        other => other.clone(),
    }
}

fn comparable_answer(answer: &Answer) -> Answer {
    let mut answer = answer.clone();
    if let Outcome::Data(rrsets) = &mut answer.outcome {
        for rrset in rrsets {
            let data = rrset.records.data().iter().map(joined).collect();
            if let Some(records) = Records::new(rrset.records.ttl(), data) {
                rrset.records = records;
            }
        }
    }
    answer
}

/// A TXT record with strings as long as they can be; others as they are.
fn joined(rdata: &Rdata) -> Rdata {
    if rdata.record_type() != RecordType::TXT {
        return rdata.clone();
    }
    let mut wire = Vec::with_capacity(rdata.wire().len());
    write_text(&joined_text(rdata.wire()), &mut wire);
    Rdata::from_wire(RecordType::TXT, &wire).unwrap_or_else(|_| rdata.clone())
}
