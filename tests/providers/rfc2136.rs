//! Kind `rfc2136` against real BIND and Knot.

use std::time::Duration;

use zonal::dns::{Name, Rdata, RecordType, Records, RrsetKey, Token, Ttl, Zone, ZoneBuilder};
use zonal::plan::{Capabilities, Cause, Change, Edit, Observed};
use zonal::provider::rfc2136::{Rfc2136, Rfc2136Config, TsigKey};
use zonal::provider::{Provider, Request, WriteFailure};

use crate::name_server::{KEYS, NameServer, STRANGER, ServedZone};
use crate::{bind, knot};

const ZONE: &str = "\
$TTL 300
@ IN SOA ns1 hostmaster 7 3600 600 86400 60
@ NS ns1
@ NS ns2.example.net.
ns1 A 192.0.2.1
www A 192.0.2.2
www A 192.0.2.3
alias CNAME www
odd TYPE65280 \\# 0
list APL
list TXT \"two\" \"strings\"
";

const SERVED: ServedZone<'_> = ServedZone { name: "example.com", text: ZONE, options: "" };

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn key((name, algorithm, secret): (&str, &str, &str)) -> TsigKey {
    let algorithm = if algorithm == "hmac-sha1" { "legacy-hmac-sha1" } else { algorithm };
    TsigKey::new(name, algorithm, secret).unwrap()
}

fn config(server: &NameServer, tsig: Option<TsigKey>) -> Rfc2136Config {
    Rfc2136Config {
        instance: "primary".to_owned(),
        server: server.address.to_string(),
        tsig,
        zones: Vec::new(),
        catalog: None,
        timeout: Duration::from_secs(20),
    }
}

pub fn provider(server: &NameServer) -> Rfc2136 {
    Rfc2136::new(config(server, Some(key(KEYS[1])))).unwrap()
}

async fn read(provider: &Rfc2136, apex: &str) -> Zone {
    match provider.reader().read(&name(apex)).await.unwrap() {
        Observed::Present { zone, irregular } => {
            assert_eq!(irregular, []);
            zone
        }
        Observed::Absent => panic!("{apex} is absent"),
    }
}

fn serial(zone: &Zone) -> u32 {
    let soa = zone.get(zone.apex(), RecordType::SOA).unwrap().to_records();
    soa.data()[0].to_string().split(' ').nth(2).unwrap().parse().unwrap()
}

/// The records that the project says, a line each; the serial as `_`.
fn lines(provider: &Rfc2136, zone: &Zone) -> Vec<String> {
    let generated = generated(provider);
    let kept = zone.iter().filter(|rrset| !generated.contains(&rrset.record_type()));
    let mut lines = Vec::new();
    for rrset in kept {
        for rdata in rrset.rdatas() {
            let mut rdata = rdata.to_string();
            if rrset.record_type() == RecordType::SOA {
                let fields: Vec<&str> = rdata.split(' ').collect();
                rdata = [&fields[..2], &["_"], &fields[3..]].concat().join(" ");
            }
            let owner = rrset.owner().relative_to(zone.apex());
            lines.push(format!("{owner} {} {} {rdata}", rrset.ttl().seconds(), rrset.record_type()));
        }
    }
    lines
}

/// The zone of such lines.
fn zone(apex: &str, lines: &[&str]) -> Zone {
    let apex = name(apex);
    let mut builder = ZoneBuilder::new(apex.clone());
    for line in lines {
        let mut fields = line.split(' ');
        let owner = match fields.next().unwrap() {
            "@" => apex.clone(),
            owner => Name::parse(owner, zonal::dns::Charset::Octets, Some(&apex)).unwrap(),
        };
        let ttl = Ttl::new(fields.next().unwrap().parse().unwrap());
        let record_type = RecordType::parse(fields.next().unwrap()).unwrap();
        let tokens: Vec<Token<'_>> = fields
            .map(|text| Token { text: if text == "_" { "0" } else { text.trim_matches('"') }, quoted: false })
            .collect();
        let rdata = match tokens[..] {
            [Token { text: "\\#", .. }, Token { text: "0", .. }] => {
                Rdata::from_wire(record_type, &[]).unwrap()
            }
            [Token { text: "\\#", .. }, _, Token { text, .. }] => {
                let wire = data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
                Rdata::from_wire(record_type, &wire).unwrap()
            }
            _ => Rdata::read(record_type, &tokens, &Some(&apex)).unwrap(),
        };
        builder.push_name(&owner, record_type, ttl, rdata.wire()).unwrap();
    }
    builder.finish(Ttl::MAX).zone
}

fn generated(provider: &Rfc2136) -> Vec<RecordType> {
    let Capabilities { generated, generated_at_apex, .. } = provider.capabilities();
    [&generated[..], generated_at_apex].concat()
}

/// What leads from one zone to the other; generated types stay out of it.
fn changes(provider: &Rfc2136, from: &Zone, to: &Zone) -> Vec<Change> {
    let generated = generated(provider);
    let mut keys: Vec<RrsetKey> = from.iter().chain(to.iter()).map(|rrset| rrset.key()).collect();
    keys.sort();
    keys.dedup();
    let records =
        |zone: &Zone, key: &RrsetKey| zone.get(&key.owner, key.record_type).map(|rrset| rrset.to_records());
    let edit = |key: &RrsetKey| match (records(from, key), records(to, key)) {
        (None, Some(new)) => Some(Edit::Add(new)),
        (Some(old), None) => Some(Edit::Remove(old)),
        (Some(old), Some(new)) => {
            let soa = key.record_type == RecordType::SOA;
            let same = if soa { without_serial(&old) == without_serial(&new) } else { old == new };
            (!same).then_some(Edit::Replace { old, new })
        }
        (None, None) => None,
    };
    keys.retain(|key| !generated.contains(&key.record_type));
    let change = |key: RrsetKey| {
        let edit = edit(&key)?;
        Some(Change { key, edit, cause: Cause::Unknown, source: Vec::new() })
    };
    keys.into_iter().filter_map(change).collect()
}

fn without_serial(soa: &Records) -> (u32, Vec<String>) {
    let text = soa.data()[0].to_string();
    let mut fields: Vec<String> = text.split(' ').map(str::to_owned).collect();
    fields.remove(2);
    (soa.ttl().seconds(), fields)
}

/// Brings the served zone to these lines; gives the requests it took.
async fn push(provider: &Rfc2136, apex: &str, wanted: &[&str]) -> Vec<Request> {
    let observed = provider.reader().read(&name(apex)).await.unwrap();
    let changes = changes(provider, observed.zone().unwrap(), &zone(apex, wanted));
    let requests = provider.reader().requests(&observed, changes);
    for request in &requests {
        provider.writer().send(&name(apex), request).await.unwrap_or_else(|failure| {
            panic!("{failure:?} for {wanted:#?}");
        });
    }
    requests
}

/// BIND (true) and Knot, where they are installed, with one zone each.
fn servers() -> Vec<(NameServer, bool)> {
    let started = [(bind::start(&[SERVED], ""), true), (knot::start(&[SERVED], ""), false)];
    started.into_iter().filter_map(|(server, is_bind)| Some((server?, is_bind))).collect()
}

#[tokio::test]
async fn reads_all_records_with_each_algorithm() {
    for (server, _) in servers() {
        for tsig in [0, 1, 2, 3] {
            let provider = Rfc2136::new(config(&server, Some(key(KEYS[tsig])))).unwrap();
            let zone = read(&provider, "example.com").await;
            assert_eq!(serial(&zone), 7);
            let mut lines = lines(&provider, &zone);
            lines.retain(|line| !line.contains("APL"));
            assert_eq!(
                lines,
                [
                    "@ 300 NS ns1.example.com.",
                    "@ 300 NS ns2.example.net.",
                    "@ 300 SOA ns1.example.com. hostmaster.example.com. _ 3600 600 86400 60",
                    "alias 300 CNAME www.example.com.",
                    "list 300 TXT \"two\" \"strings\"",
                    "ns1 300 A 192.0.2.1",
                    "odd 300 TYPE65280 \\# 0",
                    "www 300 A 192.0.2.2",
                    "www 300 A 192.0.2.3",
                ]
            );
            let list = zone.get(&name("list.example.com"), RecordType::APL).unwrap();
            assert_eq!(list.rdatas().map(|rdata| rdata.wire.len()).collect::<Vec<_>>(), [0]);
        }
    }
}

#[tokio::test]
async fn each_way_a_key_can_be_wrong_has_its_own_error() {
    let (known, algorithm, _) = KEYS[1];
    let other_secret = (known, algorithm, KEYS[2].2);
    let other_algorithm = (known, "hmac-sha512", KEYS[1].2);
    let unknown = ("unknown.test.", algorithm, KEYS[1].2);
    let apex = name("example.com");
    let wrong_secret = "the server has another secret for the TSIG key sha256.test.: BADSIG";
    let bad_key =
        |name: &str| format!("the server does not accept the TSIG key {name} ({algorithm}): BADKEY");
    let bad_algorithm =
        "the server does not accept the TSIG key sha256.test. (hmac-sha512): BADKEY".to_owned();
    for (server, is_bind) in servers() {
        let cases = [
            (Some(other_secret), wrong_secret.to_owned(), wrong_secret.to_owned()),
            (Some(unknown), bad_key(unknown.0), bad_key(unknown.0)),
            (Some(other_algorithm), bad_algorithm.clone(), bad_algorithm.clone()),
            match is_bind {
                true => (
                    Some(STRANGER),
                    "the server refused the transfer (REFUSED)".to_owned(),
                    "the server refused the update (REFUSED)".to_owned(),
                ),
                false => (Some(STRANGER), bad_key(STRANGER.0), bad_key(STRANGER.0)),
            },
            match is_bind {
                true => (
                    None,
                    "the server refused the transfer (REFUSED)".to_owned(),
                    "the server refused the update (REFUSED)".to_owned(),
                ),
                false => (
                    None,
                    "the server says it is not authoritative for the zone (NOTAUTH)".to_owned(),
                    "the server is not the primary of the zone, or does not take the key for it (NOTAUTH)"
                        .to_owned(),
                ),
            },
        ];
        let address = server.address;
        for (tsig, reading, writing) in cases {
            let provider = Rfc2136::new(config(&server, tsig.map(key))).unwrap();
            let failure = provider.reader().read(&apex).await.unwrap_err();
            assert_eq!(failure.message, format!("example.com. cannot be read from {address}: {reading}"));
            let add = zone("example.com", &["new 60 A 192.0.2.9"]);
            let request = Request {
                changes: changes(&provider, &Zone::empty(apex.clone()), &add),
                expected_serial: None,
                next_serial: None,
            };
            match provider.writer().send(&apex, &request).await {
                Err(WriteFailure::Refused { message, .. }) => {
                    assert_eq!(message, format!("example.com. at {address}: {writing}"));
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_zone_that_is_not_served_is_absent() {
    for (server, _) in servers() {
        let provider = provider(&server);
        let reader = provider.reader();
        for absent in ["example.org", "sub.example.com"] {
            let apex = name(absent);
            let observed = reader.read(&apex).await;
            assert_eq!(observed, Ok(Observed::Absent), "{absent}");
            let add = zone(absent, &["www 60 A 192.0.2.1"]);
            let changes = changes(&provider, &Zone::empty(apex.clone()), &add);
            let requests = provider.reader().requests(&observed.unwrap(), changes);
            let message = match provider.writer().send(&apex, &requests[0]).await {
                Err(WriteFailure::Refused { message, .. }) => message,
                other => panic!("{other:?}"),
            };
            let start = format!("{apex} at {}: the server does not answer for the zone", server.address);
            assert!(message.starts_with(&start), "{message}");
        }
    }
}

#[tokio::test]
async fn moves_from_state_to_state() {
    let soa = "@ 300 SOA ns1.example.com. hostmaster.example.com. _ 3600 600 86400 60";
    let (ns1, ns2) = ("@ 300 NS ns1.example.com.", "@ 300 NS ns2.example.net.");
    let glue = "ns1 300 A 192.0.2.1";
    let long = format!("long 60 TXT \"{}\" \"{}\"", "a".repeat(255), "b".repeat(255));
    let states: &[&[&str]] = &[
        &[ns1, ns2, soa, glue],
        &[ns1, ns2, soa, glue, "w 300 A 192.0.2.1"],
        &[ns1, ns2, soa, glue, "w 300 A 192.0.2.2", "w 300 A 192.0.2.3"],
        &[ns1, ns2, soa, glue, "w 60 A 192.0.2.2", "w 60 A 192.0.2.3"],
        &[ns1, ns2, soa, glue, "w 30 A 192.0.2.3", "w 30 A 192.0.2.4"],
        &[ns1, ns2, soa, glue, "w 60 CNAME ns1.example.com."],
        &[ns1, ns2, soa, glue, "w 60 CNAME ns2.example.com."],
        &[ns1, ns2, soa, glue, "w 90 CNAME ns2.example.com."],
        &[ns1, ns2, soa, glue, "w 90 A 192.0.2.1", "w 60 AAAA 2001:db8::1", "w 30 MX 5 mail.example.net."],
        &[ns1, ns2, soa, glue, "w 60 CNAME ns1.example.com."],
        &[ns1, ns2, soa, glue, "d 60 DNAME example.net."],
        &[ns1, ns2, soa, glue, "d 60 DNAME example.org."],
        &["@ 300 NS ns3.example.net.", "@ 300 NS ns4.example.net.", soa, glue],
        &["@ 600 NS ns3.example.net.", "@ 600 NS ns4.example.net.", soa, glue],
        &["@ 900 NS ns4.example.net.", "@ 900 NS ns5.example.net.", soa, glue],
        &["@ 60 NS ns6.example.net.", soa, glue],
        &["@ 60 NS ns7.example.net.", soa, glue],
        &["@ 300 NS ns1.example.com.", "@ 300 SOA ns9.example.com. you.example.com. _ 1 2 3 4", glue],
        &[ns1, "@ 60 SOA ns9.example.com. you.example.com. _ 1 2 3 4", glue],
        &[ns1, soa, glue, "sub 60 NS a.sub", "a.sub 60 A 192.0.2.7", "*.wild 5 A 192.0.2.8"],
        &[ns1, soa, glue, &long, "o 1 TYPE65280 \\# 0", "o 1 TYPE65281 \\# 2 c00c", "o 1 TXT \"\""],
        &[ns1, soa, glue, "o 1 TYPE65281 \\# 2 c00d"],
        &[ns1, soa, glue, "a\\.b 1 TXT \"x\"", "0/25 1 NS ns1", "\\000\\255 1 TXT \"x\""],
        &[ns1, soa, glue],
    ];
    for (server, _) in servers() {
        let provider = provider(&server);
        for state in states {
            let before = serial(&read(&provider, "example.com").await);
            let requests = push(&provider, "example.com", state).await;
            let after = read(&provider, "example.com").await;
            let wanted = zone("example.com", state);
            assert_eq!(lines(&provider, &after), lines(&provider, &wanted));
            assert_eq!(changes(&provider, &after, &wanted), []);
            assert_eq!(requests.len(), 1);
            assert_eq!(
                (requests[0].expected_serial, requests[0].next_serial),
                (Some(before), Some(before + 1))
            );
            assert_eq!(serial(&after), before + 1);
        }
    }
}

/// A zone with this many addresses beside SOA, NS and one glue record.
fn large(count: u32) -> String {
    use std::fmt::Write;
    let mut text =
        "$TTL 300\n@ IN SOA ns1 hostmaster 7 3600 600 86400 60\n@ NS ns1\nns1 A 192.0.2.1\n".to_owned();
    for number in 0..count {
        let [_, b, c, d] = number.to_be_bytes();
        writeln!(text, "host-{number} A 10.{b}.{c}.{d}").unwrap();
    }
    text
}

#[tokio::test]
async fn a_large_zone_arrives_whole_while_others_take_the_time() {
    let text = large(60_000);
    let served = || [ServedZone { name: "large.example", text: &text, options: "" }];
    for server in [bind::start(&served(), ""), knot::start(&served(), "")].into_iter().flatten() {
        let provider = provider(&server);
        // One thread: each turn of this task holds up the reader.
        let busy = tokio::spawn(async {
            loop {
                std::thread::sleep(Duration::from_millis(5));
                tokio::task::yield_now().await;
            }
        });
        let zone = read(&provider, "large.example").await;
        busy.abort();
        assert_eq!(zone.record_count(), 60_003);
    }
}

#[tokio::test]
async fn many_changes_go_out_in_chained_messages() {
    let hosts: Vec<String> =
        (0..2500).map(|number| format!("host-{number} 60 TXT \"{}\"", "x".repeat(30))).collect();
    let few = ["@ 300 NS ns1", "@ 300 SOA ns1 hostmaster _ 3600 600 86400 60", "ns1 300 A 192.0.2.1"];
    let mut many = few.to_vec();
    many.extend(hosts.iter().map(String::as_str));
    let served = |zones: &[(&'static str, &'static str)]| -> Vec<ServedZone<'_>> {
        zones.iter().map(|&(name, options)| ServedZone { name, text: ZONE, options }).collect()
    };
    let bind_zones = [
        ("plain.example", ""),
        ("signed.example", "dnssec-policy default; inline-signing no;"),
        ("inline.example", "dnssec-policy default; inline-signing yes;"),
    ];
    let knot_zones = [("plain.example", ""), ("signed.example", "dnssec-signing: on")];
    let servers = [
        (bind::start(&served(&bind_zones), ""), &bind_zones[..]),
        (knot::start(&served(&knot_zones), ""), &knot_zones[..]),
    ];
    for (server, zones) in servers {
        let Some(server) = server else { continue };
        let provider = provider(&server);
        for (apex, options) in zones {
            for wanted in [&many[..], &few] {
                let before = match options.is_empty() {
                    true => read(&provider, apex).await,
                    false => until_signed(&provider, apex).await,
                };
                let requests = push(&provider, apex, wanted).await;
                assert!(requests.len() > 1, "{}", requests.len());
                let after = settled(&provider, apex, &zone(apex, wanted)).await;
                if !options.contains("inline-signing yes") {
                    assert_eq!(serial(&after), serial(&before) + requests.len() as u32);
                    assert_eq!(requests.last().unwrap().next_serial, Some(serial(&after)));
                }
            }
        }
    }
}

/// Signed zones, and the ways BIND counts serials by itself.
#[tokio::test]
async fn signed_zones_are_read_and_changed() {
    let bind_zones = [
        ("dynamic.example", "dnssec-policy default; inline-signing no;"),
        ("inline.example", "dnssec-policy default; inline-signing yes;"),
        ("unixtime.example", "serial-update-method unixtime;"),
        ("date.example", "serial-update-method date;"),
        ("nsec3.example", "dnssec-policy nsec3; inline-signing no;"),
    ];
    let knot_zones = [
        ("dynamic.example", "dnssec-signing: on"),
        ("unixtime.example", "serial-policy: unixtime"),
        ("nsec3.example", "dnssec-signing: on\ndnssec-policy: nsec3"),
        (
            "difference.example",
            "dnssec-signing: on\nzonefile-load: difference-no-serial\njournal-content: all",
        ),
    ];
    let served = |zones: &[(&'static str, &'static str)]| -> Vec<ServedZone<'_>> {
        zones.iter().map(|&(name, options)| ServedZone { name, text: ZONE, options }).collect()
    };
    let bind_nsec3 = "dnssec-policy nsec3 { keys { csk lifetime unlimited algorithm 13; }; \
                      nsec3param iterations 0 optout no salt-length 0; };\n";
    let servers = [
        (bind::start(&served(&bind_zones), bind_nsec3), &bind_zones[..]),
        (knot::start(&served(&knot_zones), "policy:\n  - id: nsec3\n    nsec3: on\n"), &knot_zones[..]),
    ];
    for (server, zones) in servers {
        let Some(server) = server else { continue };
        let provider = provider(&server);
        for (apex, options) in zones {
            let is_signed = options.contains("dnssec");
            if is_signed {
                until_signed(&provider, apex).await;
            }
            let (ns, glue) = ("@ 60 NS ns1", "ns1 300 A 192.0.2.1");
            let soa = "@ 300 SOA ns1 hostmaster _ 3600 600 86400 30";
            let states: [&[&str]; 10] = [
                &["@ 300 NS ns1", "@ 300 SOA ns1 hostmaster _ 3600 600 86400 60", glue, "w 60 A 192.0.2.9"],
                &[ns, soa, glue, "w 60 A 192.0.2.8"],
                &[ns, "@ 60 NS ns2.example.net.", soa, glue, "w 60 CNAME ns1"],
                &[ns, soa, glue, "w 60 CNAME ns1.example.net."],
                &[ns, soa, glue, "w 90 CNAME ns1.example.net."],
                &[ns, soa, glue, "w 60 A 192.0.2.8", "a.w 60 A 192.0.2.8"],
                &[ns, soa, glue, "w 60 DNAME ns1"],
                &[ns, soa, glue, "w 60 DNAME ns2.example.net."],
                &[ns, soa, glue, "w 90 DNAME ns2.example.net."],
                &[ns, soa, glue, "w 90 A 192.0.2.8"],
            ];
            for state in states {
                let requests = push(&provider, apex, state).await;
                let wanted = zone(apex, state);
                let after = settled(&provider, apex, &wanted).await;
                assert_eq!(requests.len(), 1);
                if !options.contains("inline-signing yes") {
                    assert_eq!(requests[0].next_serial, Some(serial(&after)), "{apex} {options}");
                }
                assert_eq!(covered(&after, &format!("w.{apex}")), signed_types(&wanted, apex, is_signed));
            }
        }
    }
}

/// The types whose signatures stand at a name.
fn covered(zone: &Zone, owner: &str) -> Vec<RecordType> {
    let signatures = zone.get(&name(owner), RecordType::RRSIG);
    let covered = |wire: &[u8]| RecordType(u16::from_be_bytes([wire[0], wire[1]]));
    signatures.into_iter().flat_map(|rrset| rrset.rdatas()).map(|rdata| covered(rdata.wire)).collect()
}

/// The types that must be signed at `w`.
fn signed_types(wanted: &Zone, apex: &str, is_signed: bool) -> Vec<RecordType> {
    if !is_signed {
        return Vec::new();
    }
    let owner = name(&format!("w.{apex}"));
    let types = wanted.at(&owner).map(|rrset| rrset.record_type());
    let nsec = Some(RecordType::NSEC).filter(|_| !apex.starts_with("nsec3"));
    types.chain(nsec).collect()
}

/// Waits until the zone is signed and its serial stands still.
async fn until_signed(provider: &Rfc2136, apex: &str) -> Zone {
    let mut last = None;
    for _ in 0..200 {
        let zone = read(provider, apex).await;
        let signed = |rrset: zonal::dns::RrsetRef<'_>| rrset.record_type() == RecordType::RRSIG;
        // The last octet of BIND's private records tells whether it is done.
        let progress = zone.get(&name(apex), RecordType(65534));
        let done = progress.is_none_or(|rrset| rrset.rdatas().all(|rdata| rdata.wire.ends_with(&[1])));
        if done && zone.iter().any(signed) && last.as_ref() == Some(&zone) {
            return zone;
        }
        last = Some(zone);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{apex} did not get signed");
}

/// Waits until the zone shows what was sent: an inline-signed zone follows the
/// one that was changed.
async fn settled(provider: &Rfc2136, apex: &str, wanted: &Zone) -> Zone {
    let mut after = read(provider, apex).await;
    for _ in 0..100 {
        if lines(provider, &after) == lines(provider, wanted) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        after = read(provider, apex).await;
    }
    assert_eq!(lines(provider, &after), lines(provider, wanted));
    after
}

#[tokio::test]
async fn a_zone_that_changed_meanwhile_is_a_conflict() {
    let apex = name("example.com");
    let soa = "@ 300 SOA ns1 hostmaster _ 3600 600 86400 60";
    for (server, is_bind) in servers() {
        let (provider, others) = (provider(&server), provider(&server));
        let at = format!("example.com. at {}: ", server.address);
        push(&provider, "example.com", &["@ 300 NS ns1", soa, "ns1 300 A 192.0.2.1", "w 60 A 192.0.2.1"])
            .await;
        let observed = provider.reader().read(&apex).await.unwrap();
        let stale = observed.zone().unwrap();
        let wanted = |lines: &[&str]| {
            let edits = zone("example.com", lines);
            changes(&provider, stale, &edits)
                .into_iter()
                .filter(|change| change.key.record_type == RecordType::A)
                .collect::<Vec<Change>>()
        };
        let change = wanted(&["ns1 300 A 192.0.2.1", "w 60 A 192.0.2.3"]);
        let requests = provider.reader().requests(&observed, change.clone());
        push(&others, "example.com", &["@ 300 NS ns1", soa, "ns1 300 A 192.0.2.1", "w 60 A 192.0.2.2"]).await;
        let failure = provider.writer().send(&apex, &requests[0]).await.unwrap_err();
        let (was, is) = (serial(stale), serial(stale) + 1);
        let message = format!("{at}changed since it was read: w.example.com. A (NXRRSET)");
        assert_eq!(failure, WriteFailure::Conflict { message });
        // What the request changes stands, but something else does not.
        let other = wanted(&["ns1 300 A 192.0.2.9", "w 60 A 192.0.2.1"]);
        let requests = provider.reader().requests(&observed, other);
        let failure = provider.writer().send(&apex, &requests[0]).await.unwrap_err();
        let moved = format!("the zone changed since it was read: its serial was {was} and is {is}");
        assert_eq!(failure, WriteFailure::Conflict { message: format!("{at}{moved} (NXRRSET)") });
        // The same from a process that did not read the zone.
        let fresh = Rfc2136::new(config(&server, Some(key(KEYS[1])))).unwrap();
        let failure = fresh.writer().send(&apex, &requests[0]).await.unwrap_err();
        assert_eq!(failure, WriteFailure::Conflict { message: format!("{at}{moved}") });
        // The same without a serial to go by: the values tell.
        let add = zone("example.com", &["ns1 300 A 192.0.2.1", "w 60 A 192.0.2.3"]);
        let adds = changes(&provider, &Zone::empty(apex.clone()), &add);
        for (changes, message) in [
            (change, "changed since it was read: w.example.com. A (NXRRSET)"),
            (adds, "changed since it was read: ns1.example.com. A, w.example.com. A (YXRRSET)"),
        ] {
            let request = Request { changes, expected_serial: None, next_serial: None };
            let failure = provider.writer().send(&apex, &request).await.unwrap_err();
            assert_eq!(failure, WriteFailure::Conflict { message: format!("{at}{message}") }, "{is_bind}");
        }
        assert_eq!(serial(&read(&provider, "example.com").await), is);
    }
}

/// An inline-signed zone shows another SOA than the one that updates see; the
/// values of the RRsets are tested all the same.
#[tokio::test]
async fn conflicts_are_found_behind_a_hidden_soa_too() {
    let options = "dnssec-policy default; inline-signing yes;";
    let Some(server) = bind::start(&[ServedZone { options, ..SERVED }], "") else { return };
    let provider = provider(&server);
    until_signed(&provider, "example.com").await;
    let apex = name("example.com");
    let ours = Rfc2136::new(config(&server, Some(key(KEYS[2])))).unwrap();
    for (address, other) in [("192.0.2.11", "192.0.2.12"), ("192.0.2.13", "192.0.2.14")] {
        let observed = ours.reader().read(&apex).await.unwrap();
        let before = observed.zone().unwrap();
        let to = |address: &str| {
            let new =
                zone("example.com", &[&format!("www 300 A {address}")]).iter().next().unwrap().to_records();
            let key = RrsetKey { owner: name("www.example.com"), record_type: RecordType::A };
            let old = before.get(&key.owner, key.record_type).unwrap().to_records();
            let edit = Edit::Replace { old, new };
            vec![Change { key, edit, cause: Cause::Unknown, source: Vec::new() }]
        };
        let request = &ours.reader().requests(&observed, to(other))[0];
        let first = &provider.reader().requests(&observed, to(address))[0];
        assert_eq!(provider.writer().send(&apex, first).await, Ok(()));
        let failure = ours.writer().send(&apex, request).await;
        assert!(matches!(failure, Err(WriteFailure::Conflict { .. })), "{failure:?}");
        let wanted = zone("example.com", &[&format!("www 300 A {address}")]);
        let mut now = None;
        for _ in 0..100 {
            let zone = read(&provider, "example.com").await;
            now = zone.get(&name("www.example.com"), RecordType::A).map(|rrset| rrset.to_records());
            if now == wanted.iter().next().map(|rrset| rrset.to_records()) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(now, wanted.iter().next().map(|rrset| rrset.to_records()));
        until_signed(&provider, "example.com").await;
    }
}

#[tokio::test]
async fn what_no_message_can_hold_is_refused_before_anything_goes_out() {
    let lines: Vec<String> =
        (0..4000_u32).map(|number| format!("big 60 A 10.0.{}.{}", number / 256, number % 256)).collect();
    let mut wanted = vec!["a 60 A 192.0.2.1"];
    wanted.extend(lines.iter().map(String::as_str));
    let apex = name("example.com");
    for (server, _) in servers() {
        let provider = provider(&server);
        let observed = provider.reader().read(&apex).await.unwrap();
        let nothing = Zone::empty(apex.clone());
        let too_much = changes(&provider, &nothing, &zone("example.com", &wanted));
        let ns = zone("example.com", &["@ 300 NS ns1", "@ 300 NS ns2.example.net."]);
        let no_ns = changes(&provider, &ns, &nothing);
        for (changes, refusal) in [
            (
                too_much,
                "the changes at big.example.com. take 80016 octets, a message of dynamic update has room for 62561",
            ),
            (no_ns, "dynamic update cannot remove the NS RRset at the apex example.com."),
        ] {
            let requests = provider.reader().requests(&observed, changes);
            assert_eq!(requests.len(), 1);
            match provider.writer().send(&apex, &requests[0]).await {
                Err(WriteFailure::Refused { message, .. }) => assert_eq!(message, refusal),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(provider.reader().read(&apex).await.unwrap(), observed);
    }
}

/// BIND fails at an RRset beyond its `max-records-per-type`, and has then done nothing.
#[tokio::test]
async fn what_bind_fails_at_is_known_not_to_be_applied() {
    let addresses: Vec<String> =
        (0..2000_u32).map(|number| format!("big 60 A 10.0.{}.{}", number / 256, number % 256)).collect();
    let mut wanted = vec!["a 60 A 192.0.2.1"];
    wanted.extend(addresses.iter().map(String::as_str));
    let apex = name("example.com");
    for options in ["", "dnssec-policy default; inline-signing yes;"] {
        let limits = "max-records-per-type 100;";
        let options = format!("{limits} {options}");
        let Some(server) = bind::start(&[ServedZone { options: &options, ..SERVED }], "") else { return };
        let provider = provider(&server);
        if options != format!("{limits} ") {
            until_signed(&provider, "example.com").await;
        }
        let observed = provider.reader().read(&apex).await.unwrap();
        let changes = changes(&provider, &Zone::empty(apex.clone()), &zone("example.com", &wanted));
        let requests = provider.reader().requests(&observed, changes);
        assert_eq!(requests.len(), 1);
        match provider.writer().send(&apex, &requests[0]).await {
            Err(WriteFailure::Refused { message, help: Some(help) }) => {
                let said = "the server failed (SERVFAIL), and what stood before still stands";
                assert_eq!(message, format!("example.com. at {}: {said}", server.address));
                assert!(help.starts_with("big.example.com. A would have 2000 records"), "{help}");
                assert!(help.contains("max-records-per-type"), "{help}");
            }
            other => panic!("{other:?}"),
        }
        let after = read(&provider, "example.com").await;
        assert_eq!(lines(&provider, &after), lines(&provider, observed.zone().unwrap()));
    }
}

#[tokio::test]
async fn zones_come_from_the_configuration_or_a_catalog() {
    let catalog = "\
$TTL 0
@ SOA invalid. invalid. 1 3600 600 86400 0
@ NS invalid.
version TXT \"2\"
u1.zones PTR b.example.
u2.zones PTR a.example.
group.u2.zones TXT \"x\"
";
    let served = || [ServedZone { name: "catalog.test", text: catalog, options: "" }, SERVED];
    for server in [bind::start(&served(), ""), knot::start(&served(), "")].into_iter().flatten() {
        let config = config(&server, Some(key(KEYS[1])));
        let zones = async |zones: &[&str], catalog: Option<&str>| {
            let zones = zones.iter().map(|zone| name(zone)).collect();
            let config = Rfc2136Config { zones, catalog: catalog.map(name), ..config.clone() };
            let listed = Rfc2136::new(config).unwrap().reader().zones().await;
            listed
                .map(|zones| zones.iter().map(Name::to_string).collect::<Vec<_>>())
                .map_err(|failure| failure.message)
        };
        let address = server.address;
        assert_eq!(
            zones(&["b.x", "a.x", "b.x"], Some("catalog.test")).await,
            Ok(vec!["a.x.".into(), "b.x.".into()])
        );
        assert_eq!(
            zones(&[], Some("catalog.test")).await,
            Ok(vec!["a.example.".into(), "b.example.".into()])
        );
        assert_eq!(
            zones(&[], Some("example.com")).await,
            Err(format!(
                "the catalog zone example.com. cannot be read from {address}: example.com. is no catalog zone: \
                 version.example.com. TXT \"2\" is missing (RFC 9432)"
            ))
        );
        assert_eq!(zones(&[], None).await, Err(format!("`primary` ({address}) cannot list its zones")));
    }
}
