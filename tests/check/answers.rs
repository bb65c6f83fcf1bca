//! What servers say, and what is made of it: `answers.txt` holds cases.
//!
//! ```text
//! === what it shows
//! www.example.com  A  -> 192.0.2.10      # lines of a test
//! ? www.example.com A NOERROR aa         # a question, and the response to it
//!   answer     www.example.com. A 192.0.2.10
//!   authority  example.com. NS ns1.example.net.
//! ---
//! holds
//! ```
//!
//! `UPDATE=1 cargo test --test check` writes what stands below the `---`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use zonal::check::{self, Exchange, Failure, LiveRun, Question, Server};
use zonal::dns::message::Message;
use zonal::dns::{Name, RecordType};
use zonal::model::testing::{Worlds, ZoneTest};
use zonal::model::{Defaults, Model, compile};
use zonal::text::{Source, Sources};

use crate::response::{Header, response};

const ZONES: &str = "\
zone example.com {
  www    A      192.0.2.10
  docs   CNAME  www
  text   TXT    \"one text\"
  lab    NS     ns1.example.net.
}
zone child.example.com { www  A  192.0.2.20 }
";

/// A server with a response to each question.
struct Script(BTreeMap<Question, Response>);

struct Response {
    rcode: u8,
    authoritative: bool,
    answer: String,
    authority: String,
}

#[async_trait]
impl Exchange for Script {
    async fn ask(&self, _: SocketAddr, question: &Question) -> Result<Message, Failure> {
        let silence = || Failure { clause: "no answer came".to_owned(), heard: false };
        let Response { rcode, authoritative, answer, authority } =
            self.0.get(question).ok_or_else(silence)?;
        let header = Header { id: 0, rcode: *rcode, authoritative: *authoritative, truncated: false };
        let bytes = response(header, &question.name, question.record_type, answer, authority);
        Ok(Message::parse(bytes).unwrap())
    }
}

#[tokio::test]
async fn cases() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/answers.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut found = String::new();
    for case in text.split("=== ").skip(1) {
        let (input, _) = case.split_once("---\n").unwrap_or((case, ""));
        found += &format!("=== {}---\n{}\n", input, outcome(input).await);
    }
    let found = found.trim_end().to_owned() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, found).unwrap();
    } else {
        assert!(found == text, "{found}");
    }
}

async fn outcome(input: &str) -> String {
    let (mut lines, mut script) = (String::new(), Script(BTreeMap::new()));
    let mut last = None;
    for line in input.lines().skip(1) {
        if let Some(rest) = line.strip_prefix("? ") {
            let (question, response) = asked(rest);
            last = Some(question.clone());
            script.0.insert(question, response);
        } else if let Some((section, record)) = line.strip_prefix("  ").and_then(|line| line.split_once(' '))
        {
            let response = last.as_ref().and_then(|question| script.0.get_mut(question)).expect("a question");
            let section = match section {
                "answer" => &mut response.answer,
                "authority" => &mut response.authority,
                other => panic!("{other} is no section"),
            };
            *section += &format!("{}\n", record.trim());
        } else {
            lines += &format!("  {line}\n");
        }
    }
    let (model, sources) = model(&lines);
    let tests: Vec<&ZoneTest> = model.tests.iter().collect();
    let servers = [Server { name: "192.0.2.1:53".to_owned(), address: ([192, 0, 2, 1], 53).into() }];
    let worlds = Worlds::new(&model.zones);
    let run = check::run(&tests, &servers, Arc::new(script), &worlds, None).await;
    shown(&run, &sources)
}

fn asked(text: &str) -> (Question, Response) {
    let mut words = text.split_whitespace();
    let name: Name = words.next().unwrap().parse().unwrap();
    let record_type = RecordType::parse(words.next().unwrap()).unwrap();
    let rcode = words.next().unwrap();
    let rcodes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN"];
    let rcode = rcodes.iter().position(|name| *name == rcode).expect("a response code") as u8;
    let authoritative = words.next() == Some("aa");
    let response = Response { rcode, authoritative, answer: String::new(), authority: String::new() };
    (Question { name, record_type }, response)
}

fn model(lines: &str) -> (Model, Sources) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.dns".to_owned(), format!("{ZONES}test \"case\" {{\n{lines}}}\n")));
    let (model, problems) = compile(&mut sources, &[id], &Defaults::default());
    assert!(!problems.has_errors(), "{problems:?}");
    (model, sources)
}

fn shown(run: &LiveRun<'_>, sources: &Sources) -> String {
    let mut out = String::new();
    for unheard in &run.unheard {
        let _ = writeln!(out, "unheard {}: {}", unheard.server, unheard.why);
    }
    for failure in run.outcomes.iter().flat_map(|outcome| &outcome.failures) {
        let _ = writeln!(out, "{} {}\n    {}", failure.code.name, failure.headline, failure.label);
        for other in &failure.others {
            let text = sources.text(other.span).split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(out, "    {}: {text}", other.text);
        }
        for help in &failure.help {
            let _ = writeln!(out, "    help: {help}");
        }
    }
    if out.is_empty() { "holds\n".to_owned() } else { out }
}
