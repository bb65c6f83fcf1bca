//! Servers that fall silent, and one that sends data that is none.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use zonal::check::{self, Exchange, Failure, LiveRun, Question, Server};
use zonal::dns::RecordType;
use zonal::dns::message::{IN, Message, MessageWriter, Opcode, Section};
use zonal::model::testing::{Worlds, ZoneTest};
use zonal::model::{Defaults, Model, compile};
use zonal::text::{Source, Sources};

const LINES: usize = 200;

/// Answers so many questions, each with these octets as the address.
struct Limited {
    answers: usize,
    address: &'static [u8],
    asked: AtomicUsize,
}

#[async_trait]
impl Exchange for Limited {
    async fn ask(&self, _: SocketAddr, question: &Question) -> Result<Message, Failure> {
        if self.asked.fetch_add(1, Ordering::Relaxed) >= self.answers {
            return Err(Failure { clause: "no answer came".to_owned(), heard: false });
        }
        let mut writer = MessageWriter::new(0, Opcode::Query, &question.name, question.record_type);
        // The answer section in responses.
        writer.record(Section::Prerequisite, &question.name, RecordType::A, IN, 300, self.address);
        let mut bytes = writer.finish();
        bytes[2] |= 0x84;
        Ok(Message::parse(bytes).unwrap())
    }
}

fn model() -> Model {
    let lines: String = (0..LINES).map(|line| format!("  n{line}.example.com  A  -> 192.0.2.1\n")).collect();
    let mut sources = Sources::default();
    let text = format!("zone example.com {{ *  A  192.0.2.1 }}\ntest \"many\" {{\n{lines}}}\n");
    let id = sources.add(Source::new("a.dns".to_owned(), text));
    let (model, problems) = compile(&mut sources, &[id], &Defaults::default());
    assert!(!problems.has_errors(), "{problems:?}");
    model
}

/// Runs the test; also how many questions were put.
async fn run<'t>(model: &'t Model, answers: usize, address: &'static [u8]) -> (LiveRun<'t>, usize) {
    let server = Arc::new(Limited { answers, address, asked: AtomicUsize::new(0) });
    let tests: Vec<&ZoneTest> = model.tests.iter().collect();
    let servers = [Server { name: "192.0.2.1:53".to_owned(), address: ([192, 0, 2, 1], 53).into() }];
    let run = check::run(&tests, &servers, server.clone(), &Worlds::new(&model.zones), None).await;
    (run, server.asked.load(Ordering::Relaxed))
}

/// As many labels as there are, with how often each is there.
fn labels(run: &LiveRun<'_>) -> Vec<(String, usize)> {
    let mut labels: Vec<(String, usize)> = Vec::new();
    for failure in &run.outcomes[0].failures {
        match labels.iter_mut().find(|(label, _)| *label == failure.label) {
            Some((_, count)) => *count += 1,
            None => labels.push((failure.label.clone(), 1)),
        }
    }
    labels.sort();
    labels
}

#[tokio::test]
async fn a_silent_server_is_not_asked_on_and_on() {
    let model = model();
    let (run, asked) = run(&model, 0, &[192, 0, 2, 1]).await;
    assert!((8..16).contains(&asked), "{asked}");
    assert_eq!(labels(&run), []);
    assert_eq!(run.unheard[0].why, "no answer came");
}

/// Every line has its failure, also those that were not asked any more.
#[tokio::test]
async fn a_server_that_falls_silent_loses_no_line() {
    let model = model();
    let (run, asked) = run(&model, 50, &[192, 0, 2, 1]).await;
    assert!((58..66).contains(&asked), "{asked}");
    let silent = asked - 50;
    let expected = [
        ("no answer came".to_owned(), silent),
        ("not asked: the server stopped answering".to_owned(), LINES - asked),
    ];
    assert_eq!(labels(&run), expected);
    assert_eq!(run.unheard, []);
}

#[tokio::test]
async fn data_that_is_none_is_the_fault_of_the_server() {
    let model = model();
    let (run, asked) = run(&model, LINES, &[192, 0, 2]).await;
    assert_eq!(asked, LINES);
    let [(label, LINES)] = &labels(&run)[..] else { panic!("{:?}", labels(&run)) };
    assert!(label.starts_with("answers with A data that cannot be understood: "), "{label}");
    assert!(run.outcomes[0].failures.iter().all(|failure| failure.code.name == "server-failed"));
}
