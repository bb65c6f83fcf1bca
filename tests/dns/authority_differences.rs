//! Where BIND and Knot answer otherwise than `Authority`, each with the reply
//! as it is. `Authority` follows aliases through all zones, `LONGEST_CHAIN` of
//! them, and answers ANY with all there is. In all else the three agree: see
//! `authority_oracle.rs`.

use zonal::dns::{Charset, Name, RecordType};

use crate::authority_corpus::ANY;
use crate::authority_message::{Connection, Reply, ReplyRecord};
use crate::name_server::{NameServer, ServedZone};
use crate::{bind, knot};

const PARENT: &str = "\
$TTL 300
@ SOA ns.nowhere. root.nowhere. 1 3600 600 86400 60
@ NS ns.nowhere.
two A 192.0.2.1
two TXT two
over CNAME www.example.net.
child NS ns.nowhere.
down CNAME www.child
self CNAME self
l1 CNAME l2
l2 CNAME l1
";

const CHILD: &str = "\
$TTL 300
@ SOA ns.nowhere. root.nowhere. 1 3600 600 86400 60
@ NS ns.nowhere.
www A 192.0.2.3
up CNAME two.example.com.
";

/// The answer section and the response code; the authority section unless it
/// is the zone's own NS RRset.
fn shown(reply: &Reply, apex: &Name) -> String {
    let line = |record: &ReplyRecord| {
        format!("{} {} {}", record.owner.relative_to(apex), record.rdata.record_type(), record.rdata)
    };
    let mut lines: Vec<String> = reply.answer.iter().map(line).collect();
    lines.push(format!("rcode {}", reply.rcode));
    for record in &reply.authority {
        if record.rdata.record_type() != RecordType::NS || record.owner != *apex {
            lines.push(format!("{} {}", record.owner.relative_to(apex), record.rdata.record_type()));
        }
    }
    lines.join("; ")
}

/// Asks for each name and type.
fn check(start: impl Fn(&[ServedZone<'_>]) -> Option<NameServer>, cases: &[(&str, RecordType, &str)]) {
    let apex: Name = "example.com".parse().unwrap();
    let links: Vec<String> = (0..12).map(|link| format!("n{link} CNAME n{}\n", link + 1)).collect();
    let parent = format!("{PARENT}{}n12 A 192.0.2.4\n", links.concat());
    let zones = [("example.com", &parent[..]), ("child.example.com", CHILD), ("example.net", CHILD)];
    let zones = zones.map(|(name, text)| ServedZone { name, text, options: "" });
    let Some(server) = start(&zones) else { return };
    let mut connection = Connection::open(server.address);
    for (question, record_type, expected) in cases {
        let question = Name::parse(question, Charset::Octets, Some(&apex)).unwrap();
        let reply = connection.ask(&question, *record_type);
        assert_eq!(shown(&reply, &apex), *expected, "{question} {record_type}");
    }
}

/// The CNAMEs from `n{from}` to `n{to}`.
fn chain(from: usize, to: usize) -> String {
    (from..to).map(|link| format!("n{link} CNAME n{}.example.com.; ", link + 1)).collect()
}

/// BIND follows aliases inside the zone it began in, eleven of them at most.
#[test]
fn of_bind() {
    let too_many = format!("{}rcode 2", chain(0, 12));
    let just_right = format!("{}n12 A 192.0.2.4; rcode 0", chain(1, 12));
    check(
        |zones| bind::start(zones, ""),
        &[
            ("over", RecordType::A, "over CNAME www.example.net.; rcode 0"),
            ("down", RecordType::A, "down CNAME www.child.example.com.; rcode 0"),
            ("up.child", RecordType::A, "up.child CNAME two.example.com.; rcode 0"),
            ("l1", RecordType::A, "l1 CNAME l2.example.com.; l2 CNAME l1.example.com.; rcode 2"),
            ("self", RecordType::A, "self CNAME self.example.com.; rcode 2"),
            ("n0", RecordType::A, &too_many),
            ("n1", RecordType::A, &just_right),
        ],
    );
}

/// Knot follows aliases inside the zone it began in, also into the cut to a zone
/// that it serves, five of them at most; and ANY gets one RRset (RFC 8482
/// section 4.1).
#[test]
fn of_knot() {
    let too_many = format!("{}rcode 0", chain(6, 11));
    let just_right = format!("{}n12 A 192.0.2.4; rcode 0", chain(7, 12));
    check(
        |zones| knot::start(zones, ""),
        &[
            ("over", RecordType::A, "over CNAME www.example.net.; rcode 0"),
            ("down", RecordType::A, "down CNAME www.child.example.com.; rcode 0; child NS"),
            ("up.child", RecordType::A, "up.child CNAME two.example.com.; rcode 0"),
            ("l1", RecordType::A, "l1 CNAME l2.example.com.; l2 CNAME l1.example.com.; rcode 0"),
            ("self", RecordType::A, "self CNAME self.example.com.; rcode 0"),
            ("n6", RecordType::A, &too_many),
            ("n7", RecordType::A, &just_right),
            ("two", ANY, "two A 192.0.2.1; rcode 0"),
        ],
    );
}
