//! Kind `rfc2136` with every value of `tests/dns/rdata.txt`, alone at a name of
//! real BIND and Knot: what a server takes reads back the same, and what it does
//! not take is refused with nothing changed.

use zonal::dns::{Name, RecordType, Records, RrsetKey, Ttl};
use zonal::plan::{Cause, Change, Edit, Observed};
use zonal::provider::{Provider, WriteFailure};

use crate::name_server::{NameServer, ServedZone};
use crate::rdata_text::{Case, case, lines, read};
use crate::rfc2136::provider;
use crate::{bind, knot};

const ZONE: &str = "$TTL 300\n@ IN SOA ns1 hostmaster 7 3600 600 86400 60\n@ NS ns1\nns1 A 192.0.2.1\n";

const SERVED: ServedZone<'_> = ServedZone { name: "example.com", text: ZONE, options: "" };

#[tokio::test]
async fn bind_takes_or_refuses_every_type() {
    let Some(server) = bind::start(&[SERVED], "") else { return };
    // BIND's `check-names`.
    let refused = ["NS a\\.b.c\\255.: the server refused the update (REFUSED)"];
    assert_eq!(push_all(&server, &[]).await, refused);
}

/// What Knot 3.2 takes and cannot write into its file, after which it fails at every
/// further update of the zone.
const KNOT_CANNOT_WRITE: [&str; 5] = [
    "KEY 49152 3 8",
    "KEY NOKEY NONE DSA",
    "SSHFP 6 3",
    "IPSECKEY 0 1 0 1.2.3.4 AAAA",
    "APL \\# 8 0003000401020304",
];

#[tokio::test]
async fn knot_takes_or_refuses_every_type() {
    let Some(server) = knot::start(&[SERVED], "") else { return };
    let refused = [
        "NULL \\# 0: the server rejected our RDATA (FORMERR)",
        "LOC \\# 3 010203: the server rejected our RDATA (FORMERR)",
    ];
    assert_eq!(push_all(&server, &KNOT_CANNOT_WRITE).await, refused);
}

/// Pushes each value alone and gives those that were refused, with why. All others
/// must read back as they are wanted, and what is refused must change nothing.
async fn push_all(server: &NameServer, skipped: &[&str]) -> Vec<String> {
    let apex: Name = "example.com".parse().unwrap();
    let provider = provider(server);
    let without = &provider.capabilities().without;
    let mut refused = Vec::new();
    let mut before = provider.reader().read(&apex).await.unwrap();
    let all = lines(include_str!("../dns/rdata.txt"));
    let mut lines: Vec<String> = all.filter(|line| !skipped.contains(&line.as_str())).collect();
    // BIND begins to sign, and moves the serial some time after such a key came.
    lines.sort_by_key(|line| line.starts_with("DNSKEY"));
    for (number, line) in lines.into_iter().enumerate() {
        let Case { record_type, text } = case(&line);
        let ours = !record_type.is_dnssec_generated() && !without.contains(&record_type);
        if record_type == RecordType::SOA || !ours {
            continue;
        }
        let owner: Name = format!("v{number}.example.com").parse().unwrap();
        let mut changes = vec![add(&owner, record_type, &text)];
        if record_type == RecordType::DS {
            changes.push(add(&owner, RecordType::NS, "ns.example.net."));
        }
        let wanted: Vec<_> = changes.iter().map(|change| change.edit.after().cloned()).collect();
        let keys: Vec<RrsetKey> = changes.iter().map(|change| change.key.clone()).collect();
        let sent = loop {
            let requests = provider.reader().requests(&before, changes.clone());
            match provider.writer().send(&apex, &requests[0]).await {
                Err(WriteFailure::Conflict { .. }) if record_type == RecordType::DNSKEY => {
                    before = provider.reader().read(&apex).await.unwrap();
                }
                sent => break sent,
            }
        };
        let after = provider.reader().read(&apex).await.unwrap();
        let Observed::Present { zone, irregular } = &after else { panic!("the zone is absent") };
        assert_eq!(irregular, &[], "{line}");
        match sent {
            Ok(()) => {
                let stands = keys.iter().map(|key| zone.get(&key.owner, key.record_type));
                let stands: Vec<_> = stands.map(|rrset| rrset.map(|rrset| rrset.to_records())).collect();
                assert_eq!(stands, wanted, "{line}");
            }
            Err(WriteFailure::Refused { message, .. }) => {
                assert_eq!(after, before, "{line}");
                refused.push(format!("{line}: {}", message.split(": ").nth(1).unwrap_or_default()));
            }
            Err(failure) => panic!("{line}: {failure:?}"),
        }
        before = after;
    }
    refused
}

fn add(owner: &Name, record_type: RecordType, text: &str) -> Change {
    let rdata = read(record_type, text).unwrap();
    let records = Records::new(Ttl::new(300).unwrap(), vec![rdata]).unwrap();
    let key = RrsetKey { owner: owner.clone(), record_type };
    Change { key, edit: Edit::Add(records), cause: Cause::Unknown, source: Vec::new() }
}
