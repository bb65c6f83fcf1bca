//! The network exchange at servers that answer well and badly.

use std::time::Duration;

use zonal::check::{Exchange, Network, Question, Server};
use zonal::dns::message::Message;
use zonal::dns::{Name, RecordType, ServerAddress};

use crate::response::{Header, response};
use crate::scripted_server::{Act, Script, ScriptedServer};

const RCODE_FORMERR: u8 = 1;
const RCODE_REFUSED: u8 = 5;

fn www() -> Name {
    "www.example.com".parse().unwrap()
}

/// A right answer to a request, the header as it is changed.
fn answer(request: &[u8], change: impl Fn(&mut Header)) -> Vec<u8> {
    let id = u16::from_be_bytes([request[0], request[1]]);
    let mut header = Header { id, rcode: 0, authoritative: true, truncated: false };
    change(&mut header);
    response(header, &www(), RecordType::A, "www.example.com. A 192.0.2.1", "")
}

fn right(request: &[u8]) -> Vec<Act> {
    vec![Act::Message(answer(request, |_| {}))]
}

fn silent(_: &[u8]) -> Vec<Act> {
    vec![Act::Silence]
}

fn truncated(request: &[u8]) -> Vec<Act> {
    vec![Act::Message(answer(request, |header| header.truncated = true))]
}

fn wrong_id(request: &[u8]) -> Vec<Act> {
    vec![Act::Message(answer(request, |header| header.id ^= 1))]
}

fn wrong_question(request: &[u8]) -> Vec<Act> {
    let id = u16::from_be_bytes([request[0], request[1]]);
    let header = Header { id, rcode: 0, authoritative: true, truncated: false };
    vec![Act::Message(response(header, &"ftp.example.com".parse().unwrap(), RecordType::A, "", ""))]
}

fn wrong_class(request: &[u8]) -> Vec<Act> {
    let mut message = answer(request, |_| {});
    message[12 + www().wire().len() + 3] = 3;
    vec![Act::Message(message)]
}

fn no_question(request: &[u8]) -> Vec<Act> {
    vec![Act::Message([&request[..2], &[0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat())]
}

fn refused_without_question(request: &[u8]) -> Vec<Act> {
    vec![Act::Message([&request[..2], &[0x80, RCODE_REFUSED, 0, 0, 0, 0, 0, 0, 0, 0]].concat())]
}

fn echo(request: &[u8]) -> Vec<Act> {
    vec![Act::Message(request.to_vec())]
}

fn garbage(_: &[u8]) -> Vec<Act> {
    vec![Act::Message(vec![0x5a, 0x5a, 0x5a])]
}

/// Answers only what asks without recursion and takes 1232 octets over UDP.
fn particular(request: &[u8]) -> Vec<Act> {
    let opt = [&[0, 0, 41][..], &1232_u16.to_be_bytes(), &[0; 6]].concat();
    if request[2] == 0 && request[3] == 0 && request.ends_with(&opt) { right(request) } else { Vec::new() }
}

/// What is wrong stands in front of what is right.
fn wrong_then_right(request: &[u8]) -> Vec<Act> {
    [garbage(request), wrong_id(request), wrong_question(request), right(request)]
        .into_iter()
        .flatten()
        .collect()
}

fn cut_at_once(_: &[u8]) -> Vec<Act> {
    Vec::new()
}

fn cut_in_the_middle(request: &[u8]) -> Vec<Act> {
    let message = answer(request, |_| {});
    let framed = [&(message.len() as u16).to_be_bytes()[..], &message].concat();
    vec![Act::Octets(framed[..framed.len() - 1].to_vec())]
}

/// A server from before EDNS.
fn without_edns(request: &[u8]) -> Vec<Act> {
    let has_opt = request[11] == 1;
    vec![Act::Message(answer(request, |header| header.rcode = if has_opt { RCODE_FORMERR } else { 0 }))]
}

/// Asks, and gives the response code and the number of answers, or what went wrong.
async fn ask(udp: Option<Script>, tcp: Option<Script>) -> String {
    let server = ScriptedServer::start(udp, tcp).await;
    let network = Network { timeout: Duration::from_millis(400) };
    let question = Question { name: www(), record_type: RecordType::A };
    let shown = |answer: Message| format!("{}, {} records", answer.rcode(), answer.answers.len());
    match network.ask(server.address, &question).await {
        Ok(answer) => shown(answer),
        Err(failure) => format!("{}{}", if failure.heard { "" } else { "unheard: " }, failure.clause),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_server_gets_its_own_message() {
    let right: Script = right;
    let cases: [(Option<Script>, Option<Script>, &str); 23] = [
        (Some(right), None, "NOERROR, 1 records"),
        (Some(particular), None, "NOERROR, 1 records"),
        (Some(wrong_then_right), None, "NOERROR, 1 records"),
        (Some(without_edns), None, "NOERROR, 1 records"),
        (Some(refused_without_question), None, "REFUSED, 0 records"),
        (Some(truncated), Some(right), "NOERROR, 1 records"),
        (Some(silent), Some(right), "NOERROR, 1 records"),
        (Some(wrong_id), Some(right), "NOERROR, 1 records"),
        (None, Some(right), "NOERROR, 1 records"),
        (None, None, "unheard: over UDP and TCP nothing listens"),
        (Some(silent), None, "unheard: over UDP no answer came, over TCP nothing listens"),
        (Some(silent), Some(silent), "unheard: over UDP and TCP no answer came"),
        (
            Some(silent),
            Some(cut_at_once),
            "unheard: over UDP no answer came, over TCP the connection was cut before an answer came",
        ),
        (Some(truncated), None, "over UDP the answer is truncated, over TCP nothing listens"),
        (Some(truncated), Some(silent), "over UDP the answer is truncated, over TCP no answer came"),
        (Some(truncated), Some(truncated), "over UDP and TCP the answer is truncated"),
        (
            Some(truncated),
            Some(cut_in_the_middle),
            "over UDP the answer is truncated, over TCP the connection was cut in the middle of the answer",
        ),
        (
            Some(wrong_id),
            None,
            "over UDP an answer came with another id than the question, over TCP nothing listens",
        ),
        (
            Some(wrong_question),
            Some(wrong_question),
            "over UDP and TCP an answer came to another question: ftp.example.com. A",
        ),
        (
            Some(wrong_class),
            Some(no_question),
            "over UDP an answer came to another question: www.example.com. A, over TCP an answer came without its question",
        ),
        (Some(echo), Some(echo), "over UDP and TCP a message came that is no answer"),
        (
            Some(garbage),
            Some(garbage),
            "over UDP and TCP something came that is no DNS message: it has 3 octets, a header alone has 12",
        ),
        (
            Some(garbage),
            Some(wrong_id),
            "over UDP something came that is no DNS message: it has 3 octets, a header alone has 12, \
             over TCP an answer came with another id than the question",
        ),
    ];
    for (number, (udp, tcp, expected)) in cases.into_iter().enumerate() {
        assert_eq!(ask(udp, tcp).await, expected, "case {number}");
    }
}

/// No answer is taken from elsewhere, however right it looks.
#[tokio::test(flavor = "multi_thread")]
async fn answers_from_elsewhere_do_not_count() {
    let real = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let liar = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = real.local_addr().unwrap();
    tokio::spawn(async move {
        let mut request = [0; 1500];
        while let Ok((octets, peer)) = real.recv_from(&mut request).await {
            // It may be refused where it arrives.
            _ = liar.send_to(&answer(&request[..octets], |_| {}), peer).await;
            let refused = answer(&request[..octets], |header| header.rcode = RCODE_REFUSED);
            real.send_to(&refused, peer).await.unwrap();
        }
    });
    let question = Question { name: www(), record_type: RecordType::A };
    let found = Network { timeout: Duration::from_secs(5) }.ask(address, &question).await.unwrap();
    assert_eq!(found.rcode().to_string(), "REFUSED");
}

/// The whole is bounded, whatever the server does.
#[tokio::test(flavor = "multi_thread")]
async fn a_question_ends_in_time() {
    let start = std::time::Instant::now();
    let said = ask(Some(silent), Some(silent)).await;
    assert_eq!(said, "unheard: over UDP and TCP no answer came");
    assert!(start.elapsed() >= Duration::from_millis(400), "{:?}", start.elapsed());
}

#[tokio::test]
async fn host_names_are_looked_up() {
    let look_up = |text| async move {
        let address = ServerAddress::parse(text).unwrap();
        Server::look_up(&address, Duration::from_secs(20)).await.unwrap()
    };
    let server = look_up("localhost:5353").await;
    assert!(server.address.ip().is_loopback(), "{server:?}");
    assert_eq!(server.name, format!("localhost:5353 ({})", server.address.ip()));
    let server = look_up("[2001:db8::1]").await;
    assert_eq!(
        (server.name.as_str(), server.address.to_string().as_str()),
        ("[2001:db8::1]:53", "[2001:db8::1]:53")
    );
}
