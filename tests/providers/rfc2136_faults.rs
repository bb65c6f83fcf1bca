//! Kind `rfc2136` against servers that answer wrongly: each fault is an error of
//! its own, and no zone comes out short.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use zonal::dns::{Name, Rdata, RecordType, Records, RrsetKey, Ttl};
use zonal::plan::{Cause, Change, Edit, Observed};
use zonal::provider::rfc2136::{Rfc2136, Rfc2136Config, TsigKey};
use zonal::provider::{Provider, Request as Update, WriteFailure};

use crate::scripted_server::{AXFR, Record, Request, SOA, Signer, Stamp, Step, serve, wire};

const SECRET: &[u8] = b"a secret of thirty-two octets ..";

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn provider(server: std::net::SocketAddr, signed: bool, timeout: Duration) -> Rfc2136 {
    let key = || TsigKey::new("k.test", "hmac-sha256", &data_encoding::BASE64.encode(SECRET)).unwrap();
    let config = Rfc2136Config {
        instance: "primary".to_owned(),
        server: server.to_string(),
        tsig: signed.then(key),
        zones: Vec::new(),
        catalog: None,
        timeout,
    };
    Rfc2136::new(config).unwrap()
}

fn soa(serial: u32) -> Record {
    let numbers = [serial, 1, 2, 3, 4].map(u32::to_be_bytes).concat();
    Record("x", SOA, 1, 300, [wire("ns.x"), wire("you.x"), numbers].concat())
}

fn a(owner: &'static str, last: u8) -> Record {
    Record(owner, 1, 1, 300, vec![192, 0, 2, last])
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn stamp() -> Stamp {
    Stamp { time: now(), error: 0, other: Vec::new() }
}

const PATIENCE: Duration = Duration::from_secs(20);
const IMPATIENCE: Duration = Duration::from_secs(1);

/// Reads the zone `x.` from a server that answers questions for its SOA with
/// serial 7 and transfers as the script says.
async fn read(
    timeout: Duration,
    script: impl Fn(&Request) -> Vec<Step> + Send + Sync + 'static,
) -> Result<Observed, String> {
    let server = serve(move |request| match request.record_type() {
        SOA => vec![Step::Message(request.answer(0, &[soa(7)]))],
        _ => script(request),
    });
    let server = server.await;
    let read = provider(server, false, timeout).reader().read(&name("x")).await;
    read.map_err(|failure| shorten(&failure.message, server))
}

fn shorten(message: &str, server: std::net::SocketAddr) -> String {
    let start = format!("x. cannot be read from {server}: ");
    message.strip_prefix(&start).unwrap_or_else(|| panic!("{message}")).to_owned()
}

/// One message with these records.
fn one(records: Vec<Record>) -> impl Fn(&Request) -> Vec<Step> + Send + Sync + 'static {
    move |request| vec![Step::Message(request.answer(0, &records)), Step::Silence]
}

/// One message with these records, changed.
fn altered(
    records: Vec<Record>,
    alter: impl Fn(&mut Vec<u8>) + Send + Sync + 'static,
) -> impl Fn(&Request) -> Vec<Step> + Send + Sync + 'static {
    move |request| {
        let mut message = request.answer(0, &records);
        alter(&mut message);
        vec![Step::Message(message), Step::Silence]
    }
}

fn whole() -> Vec<Record> {
    vec![soa(7), a("www.x", 1), soa(7)]
}

#[tokio::test]
async fn messages_that_make_no_zone() {
    let cases: Vec<(Vec<Record>, &str)> = vec![
        (vec![], "a message of the transfer holds no records"),
        (vec![a("www.x", 1), soa(7)], "the transfer begins with www.x. A, not with the SOA of x."),
        (vec![soa(7), a("www.x", 1), soa(8)], "the transfer begins with serial 7 and ends with serial 8"),
        (vec![soa(7), a("www.y", 1), soa(7)], "www.y. A in the transfer is outside the zone"),
        (vec![soa(7), soa(7), a("www.x", 1)], "www.x. A follows the end of the transfer"),
        (vec![soa(6), soa(6)], "the transfer has serial 6, older than the 7 the server answers"),
        (
            vec![soa(7), Record("www.x", 1, 3, 300, vec![0; 4]), soa(7)],
            "www.x. A of class 3 in the transfer is no zone data",
        ),
        (
            vec![soa(7), Record("www.x", 41, 1, 300, vec![]), soa(7)],
            "www.x. TYPE41 of class 1 in the transfer is no zone data",
        ),
        (
            vec![soa(7), Record("www.x", SOA, 1, 300, soa(7).4), soa(7)],
            "www.x. SOA in the transfer is not at the apex",
        ),
        (vec![Record("x", SOA, 1, 300, vec![0, 0]), soa(7)], "a SOA of the transfer is unreadable"),
    ];
    for (records, error) in cases {
        assert_eq!(read(PATIENCE, one(records)).await, Err(error.to_owned()));
    }
}

#[tokio::test]
async fn messages_that_are_no_answer() {
    type Alter = fn(&mut Vec<u8>);
    let cases: [(Alter, &str); 6] = [
        (|message| message[2] |= 0x02, "the answer is truncated (TC), which cannot be over TCP"),
        (|message| message[2] &= 0x7f, "what came is no answer to our request"),
        (|message| message[13] = b'y', "the answer is for y. AXFR, the request was for x. AXFR"),
        (
            |message| message.truncate(5),
            "the answer is no DNS message: it has 5 octets, a header alone has 12",
        ),
        (
            |message| message.truncate(message.len() - 3),
            "the answer is no DNS message: record 3 of 3 is cut off or its owner is no name",
        ),
        (|message| message.fill(0xff), "the answer is no DNS message: its question is unreadable"),
    ];
    for (alter, error) in cases {
        assert_eq!(read(PATIENCE, altered(whole(), alter)).await, Err(error.to_owned()));
    }
    let other_id = read(PATIENCE, altered(whole(), |message| message[1] ^= 1)).await.unwrap_err();
    assert!(other_id.starts_with("the answer has the id "), "{other_id}");
}

#[tokio::test]
async fn servers_that_stop() {
    let first = |request: &Request| request.answer(0, &[soa(7), a("www.x", 1)]);
    let framed = |request: &Request| {
        let message = request.answer(0, &whole());
        [&(message.len() as u16).to_be_bytes(), &message[..message.len() - 4]].concat()
    };
    let give_up = |request: &Request| {
        vec![Step::Message(request.answer(0, &[soa(7)])), Step::Message(request.answer(2, &[]))]
    };
    for (read, error) in [
        (read(PATIENCE, |_| vec![]).await, "the server closed the connection before it answered"),
        (
            read(PATIENCE, move |request| vec![Step::Message(first(request))]).await,
            "the server closed the connection in the middle of the transfer, after 2 records",
        ),
        (
            read(PATIENCE, move |request| vec![Step::Octets(framed(request))]).await,
            "the server closed the connection in the middle of a message",
        ),
        (
            read(PATIENCE, |_| vec![Step::Octets(vec![0])]).await,
            "the server closed the connection before it answered",
        ),
        (read(PATIENCE, give_up).await, "the server gave up the transfer after 1 records (SERVFAIL)"),
        (read(IMPATIENCE, |_| vec![Step::Silence]).await, "the server sent nothing for 1 s"),
        (
            read(IMPATIENCE, move |request| vec![Step::Message(first(request)), Step::Silence]).await,
            "the server sent nothing for 1 s",
        ),
    ] {
        assert_eq!(read, Err(error.to_owned()));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    drop(listener);
    let failure = provider(server, false, PATIENCE).reader().read(&name("x")).await.unwrap_err();
    assert_eq!(shorten(&failure.message, server), "nothing listens there on 127.0.0.1 (TCP)");
}

#[tokio::test]
async fn slow_is_not_silent() {
    let timeout = Duration::from_secs(1);
    let slowly = move |request: &Request| {
        let mut steps = vec![Step::Message(request.answer(0, &[soa(7)]))];
        for last in 0..8 {
            steps.push(Step::Pause(timeout / 6));
            steps.push(Step::Message(request.answer(0, &[a("www.x", last)])));
        }
        steps.push(Step::Message(request.answer(0, &[soa(7)])));
        steps
    };
    let observed = read(timeout, slowly).await.unwrap();
    assert_eq!(observed.zone().unwrap().record_count(), 9);
}

#[tokio::test]
async fn refusals() {
    for (soa_rcode, rcode, said) in [
        (0, 5, Err("the server refused the transfer (REFUSED)")),
        (0, 9, Err("the server says it is not authoritative for the zone (NOTAUTH)")),
        (0, 2, Err("the server failed (SERVFAIL)")),
        (0, 4, Err("the server does no transfers (NOTIMP)")),
        (5, 5, Err("the server refused the transfer (REFUSED)")),
        (2, 9, Err("the server says it is not authoritative for the zone (NOTAUTH)")),
        (5, 9, Ok(Observed::Absent)),
        (9, 9, Ok(Observed::Absent)),
        (3, 9, Ok(Observed::Absent)),
    ] {
        let server = serve(move |request| match request.record_type() {
            SOA if soa_rcode == 0 => vec![Step::Message(request.answer(0, &[soa(7)]))],
            SOA => vec![Step::Message(request.answer(soa_rcode, &[]))],
            _ => vec![Step::Message(request.answer(rcode, &[]))],
        });
        let server = server.await;
        let read = provider(server, false, PATIENCE).reader().read(&name("x")).await;
        assert_eq!(read.map_err(|failure| shorten(&failure.message, server)), said.map_err(str::to_owned));
    }
}

/// What cannot be held in a zone is told, and costs nothing else.
#[tokio::test]
async fn odd_records_are_kept_or_told() {
    let records = vec![
        soa(7),
        Record("apl.x", 42, 1, 300, vec![]),
        Record("unknown.x", 65280, 1, 300, vec![]),
        Record("bad.x", 1, 1, 300, vec![1, 2, 3]),
        Record("bad.x", 1, 1, 300, vec![192, 0, 2, 7]),
        Record("loop.x", 2, 1, 300, vec![0xc0, 0xff]),
        Record("mixed.x", 1, 1, 300, vec![192, 0, 2, 1]),
        Record("mixed.x", 1, 1, 200, vec![192, 0, 2, 2]),
        Record("mixed.x", 1, 1, 100, vec![192, 0, 2, 3]),
        Record("negative.x", 1, 1, 0xffff_ffff, vec![192, 0, 2, 4]),
        soa(7),
    ];
    let Ok(Observed::Present { zone, irregular }) = read(PATIENCE, one(records)).await else {
        panic!("the zone is there");
    };
    let told: Vec<String> = irregular
        .iter()
        .map(|told| {
            format!("{} {} {} ({})", told.key.owner, told.key.record_type, told.what, told.untouchable)
        })
        .collect();
    assert_eq!(
        told,
        [
            "bad.x. A holds RDATA that cannot be understood (the data ends too early at octet 0): 010203 (true)",
            "loop.x. NS holds RDATA that cannot be understood (a name in it is none): c0ff (true)",
            "mixed.x. A has records with different TTLs (RFC 2181 section 5.2) (false)",
            "negative.x. A has the TTL 4294967295, which counts as 0 (RFC 2181 section 8) (false)",
        ]
    );
    let owners: Vec<String> =
        zone.iter().map(|rrset| format!("{} {}", rrset.owner(), rrset.rdatas().len())).collect();
    assert_eq!(owners, ["x. 1", "apl.x. 1", "bad.x. 1", "mixed.x. 3", "negative.x. 1", "unknown.x. 1"]);
}

/// Reads with a key from a server that signs the SOA well and the transfer as
/// the script says.
async fn read_signed(
    script: impl Fn(&Request, Signer) -> Vec<Vec<u8>> + Send + Sync + 'static,
) -> Result<usize, String> {
    let server = serve(move |request| {
        let mut signer = Signer::new("k.test", SECRET, request);
        match request.record_type() {
            SOA => vec![Step::Message(signer.sign(request.answer(0, &[soa(7)]), &stamp()))],
            _ => script(request, signer).into_iter().map(Step::Message).collect(),
        }
    });
    let server = server.await;
    let read = provider(server, true, PATIENCE).reader().read(&name("x")).await;
    let count = |observed: Observed| observed.zone().map_or(0, |zone| zone.record_count());
    read.map(count).map_err(|failure| shorten(&failure.message, server))
}

/// A transfer in which so many messages are not signed between the first and the last.
fn with_unsigned(count: u8, last_signed: bool) -> impl Fn(&Request, Signer) -> Vec<Vec<u8>> + Send + Sync {
    move |request, mut signer| {
        let mut messages = vec![signer.sign(request.answer(0, &[soa(7)]), &stamp())];
        for last in 0..count {
            messages.push(signer.skip(request.answer(0, &[a("www.x", last)])));
        }
        let end = request.answer(0, &[soa(7)]);
        messages.push(if last_signed { signer.sign(end, &stamp()) } else { signer.skip(end) });
        messages
    }
}

#[tokio::test]
async fn signatures() {
    let unsigned = |request: &Request, _: Signer| vec![request.answer(0, &whole())];
    let other_key = |request: &Request, _: Signer| {
        vec![Signer::new("other.test", SECRET, request).sign(request.answer(0, &whole()), &stamp())]
    };
    let other_secret = |request: &Request, _: Signer| {
        vec![Signer::new("k.test", b"?", request).sign(request.answer(0, &whole()), &stamp())]
    };
    let tampered = |request: &Request, mut signer: Signer| {
        let mut message = signer.sign(request.answer(0, &whole()), &stamp());
        let at = message.windows(4).position(|octets| octets == [192, 0, 2, 1]).unwrap();
        message[at] = 10;
        vec![message]
    };
    let second_tampered = |request: &Request, mut signer: Signer| {
        let first = signer.sign(request.answer(0, &[soa(7)]), &stamp());
        signer.skip(vec![0]);
        vec![first, signer.sign(request.answer(0, &[soa(7)]), &stamp())]
    };
    let late = |request: &Request, mut signer: Signer| {
        let stamp = Stamp { time: now() - 100_000, ..stamp() };
        vec![signer.sign(request.answer(0, &whole()), &stamp)]
    };
    let error = |error: u16, other: u64| {
        move |request: &Request, mut signer: Signer| {
            let other = if other > 0 { (now() + other).to_be_bytes()[2..].to_vec() } else { Vec::new() };
            vec![signer.sign(request.answer(9, &[]), &Stamp { error, other, ..stamp() })]
        }
    };
    assert_eq!(read_signed(with_unsigned(0, true)).await, Ok(1));
    assert_eq!(read_signed(with_unsigned(99, true)).await, Ok(100));
    for (read, message) in [
        (
            read_signed(with_unsigned(100, true)).await,
            "more than 99 messages in a row are not signed (RFC 8945 section 5.3.1)",
        ),
        (read_signed(with_unsigned(5, false)).await, "the answer is not signed, so it is not believed"),
        (read_signed(unsigned).await, "the answer is not signed, so it is not believed"),
        (read_signed(other_key).await, "the answer is signed with another key or algorithm (other.test.)"),
        (read_signed(other_secret).await, "the signature of the answer does not fit the TSIG key k.test."),
        (read_signed(tampered).await, "the signature of the answer does not fit the TSIG key k.test."),
        (read_signed(second_tampered).await, "the signature of the answer does not fit the TSIG key k.test."),
        (
            read_signed(error(17, 0)).await,
            "the server does not accept the TSIG key k.test. (hmac-sha256): BADKEY",
        ),
        (read_signed(error(16, 0)).await, "the server has another secret for the TSIG key k.test.: BADSIG"),
        (read_signed(error(22, 0)).await, "the server denies our signature: error 22"),
    ] {
        assert_eq!(read, Err(message.to_owned()));
    }
    // A second may pass between the two clocks' readings.
    for (read, start, skews, end) in [
        (
            read_signed(late).await,
            "the answer was signed at another time: the server's clock is ",
            99_999..=100_005,
            " s behind ours",
        ),
        (
            read_signed(error(18, 4000)).await,
            "the clocks differ, the server says (BADTIME): the server's clock is ",
            3990..=4000,
            " s ahead of ours",
        ),
    ] {
        let message = read.unwrap_err();
        let skew = message.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
        assert!(skew.is_some_and(|skew| skews.contains(&skew.parse::<i64>().unwrap())), "{message}");
    }
}

/// Sends the addition of `www.x. A` to a server that answers an update as the
/// script says.
async fn write(
    signed: bool,
    timeout: Duration,
    script: impl Fn(&Request) -> Vec<Step> + Send + Sync + 'static,
) -> Result<(), WriteFailure> {
    let server = serve(move |request| {
        if request.opcode() == 5 {
            return script(request);
        }
        let records = if request.record_type() == AXFR { whole() } else { vec![soa(7)] };
        let message = request.answer(0, &records);
        let message =
            if signed { Signer::new("k.test", SECRET, request).sign(message, &stamp()) } else { message };
        vec![Step::Message(message)]
    });
    let server = server.await;
    let rdata = Rdata::from_wire(RecordType::A, &[192, 0, 2, 1]).unwrap();
    let records = Records::new(Ttl::new(300).unwrap(), vec![rdata]).unwrap();
    let change = Change {
        key: RrsetKey { owner: name("new.x"), record_type: RecordType::A },
        edit: Edit::Add(records),
        cause: Cause::Unknown,
        source: Vec::new(),
    };
    let update = Update { changes: vec![change], expected_serial: Some(7), next_serial: Some(8) };
    let sent = provider(server, signed, timeout).writer().send(&name("x"), &update).await;
    let start = format!("x. at {server}: ");
    let shorten = |message: String| message.strip_prefix(&start).expect("it names the server").to_owned();
    sent.map_err(|failure| match failure {
        WriteFailure::Conflict { message } => WriteFailure::Conflict { message: shorten(message) },
        WriteFailure::Unknown { message, .. } => {
            WriteFailure::Unknown { message: shorten(message), help: None }
        }
        incomplete @ WriteFailure::Incomplete { .. } => incomplete,
        WriteFailure::Refused { message, .. } => {
            WriteFailure::Refused { message: shorten(message), help: None }
        }
    })
}

#[tokio::test]
async fn what_is_known_of_an_update_that_failed() {
    let answer = |rcode: u8| move |request: &Request| vec![Step::Message(request.answer(rcode, &[]))];
    let refused = |message: &str| Err(WriteFailure::Refused { message: message.to_owned(), help: None });
    let unknown = |message: &str| {
        let message = format!("{message}; the update may have been applied or not");
        Err(WriteFailure::Unknown { message, help: None })
    };
    let bad_key = |request: &Request| {
        let mut signer = Signer::new("k.test", SECRET, request);
        vec![Step::Message(signer.sign(request.answer(9, &[]), &Stamp { error: 17, ..stamp() }))]
    };
    // What the prerequisites alone are answered with.
    let failing = |rcode: u8| {
        move |request: &Request| {
            let message = request.answer(if request.updates() > 0 { 2 } else { rcode }, &[]);
            vec![Step::Message(Signer::new("k.test", SECRET, request).sign(message, &stamp()))]
        }
    };
    let (fails_but_holds, fails_having_done_it) = (failing(0), failing(8));
    for (sent, known) in [
        (write(false, PATIENCE, answer(0)).await, Ok(())),
        (write(true, PATIENCE, answer(1)).await, refused("the server rejected our RDATA (FORMERR)")),
        (write(true, PATIENCE, answer(2)).await, unknown("the server failed (SERVFAIL)")),
        (
            write(true, PATIENCE, fails_but_holds).await,
            refused("the server failed (SERVFAIL), and what stood before still stands"),
        ),
        (write(true, PATIENCE, fails_having_done_it).await, unknown("the server failed (SERVFAIL)")),
        (write(true, PATIENCE, answer(4)).await, refused("the server does no dynamic updates (NOTIMP)")),
        (write(true, PATIENCE, answer(5)).await, refused("the server refused the update (REFUSED)")),
        (
            write(true, PATIENCE, answer(9)).await,
            refused("the server is not the primary of the zone, or does not take the key for it (NOTAUTH)"),
        ),
        (
            write(true, PATIENCE, answer(10)).await,
            refused("the server says that a name is not in the zone (NOTZONE)"),
        ),
        (write(true, PATIENCE, answer(0)).await, unknown("the answer is not signed, so it is not believed")),
        (
            write(true, PATIENCE, bad_key).await,
            refused("the server does not accept the TSIG key k.test. (hmac-sha256): BADKEY"),
        ),
        (
            write(false, PATIENCE, |_| vec![]).await,
            unknown("the server closed the connection before it answered"),
        ),
        (write(false, IMPATIENCE, |_| vec![Step::Silence]).await, unknown("the server sent nothing for 1 s")),
    ] {
        assert_eq!(sent, known);
    }
}
