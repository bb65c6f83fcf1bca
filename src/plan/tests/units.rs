use super::granularity::*;
use super::*;

fn changes(old: &str, new: &str) -> (Observed, Vec<Change>) {
    let (wanted, observed) = (desired(zone(new)), present(zone(old)));
    let plan = plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "test"));
    let changes = plan.changes().cloned().collect();
    (observed, changes)
}

fn records(old: &str, new: &str) -> String {
    let record = |(ttl, rdata): &(Ttl, crate::dns::Rdata)| format!("{} {rdata}", ttl.seconds());
    let line = |change: RecordChange| match change {
        RecordChange::Create { owner, ttl, rdata } => format!("+ {owner} {}\n", record(&(ttl, rdata))),
        RecordChange::Modify { owner, old, new } => {
            format!("~ {owner} {} => {}\n", record(&old), record(&new))
        }
        RecordChange::Delete { owner, ttl, rdata } => format!("- {owner} {}\n", record(&(ttl, rdata))),
    };
    record_changes(&changes(old, new).1).into_iter().map(line).collect()
}

#[test]
fn records_are_modified_in_place_where_they_can_be() {
    let two = "a 60 A 192.0.2.1\na 60 A 192.0.2.2";
    for (old, new, expected) in [
        ("", two, "+ a.example.com. 60 192.0.2.1\n+ a.example.com. 60 192.0.2.2"),
        (two, "", "- a.example.com. 60 192.0.2.1\n- a.example.com. 60 192.0.2.2"),
        (two, "a 60 A 192.0.2.2\na 60 A 192.0.2.3", "~ a.example.com. 60 192.0.2.1 => 60 192.0.2.3"),
        (two, "a 60 A 192.0.2.2", "- a.example.com. 60 192.0.2.1"),
        (
            "a 400 A 192.0.2.1",
            "a 700 A 192.0.2.1\na 700 A 192.0.2.2",
            "
            ~ a.example.com. 400 192.0.2.1 => 700 192.0.2.1
            + a.example.com. 700 192.0.2.2",
        ),
        (
            "@ 60 NS a.\n@ 60 NS b.",
            "@ 60 NS c.\n@ 60 NS d.\n@ 60 NS e.",
            "
            ~ example.com. 60 a. => 60 c.
            ~ example.com. 60 b. => 60 d.
            + example.com. 60 e.",
        ),
        ("a 60 A 192.0.2.1", "a 60 MX 5 x.", "+ a.example.com. 60 5 x.\n- a.example.com. 60 192.0.2.1"),
    ] {
        let mut found: Vec<String> = records(old, new).lines().map(str::to_owned).collect();
        let mut wanted: Vec<String> = unindent(expected).lines().map(str::to_owned).collect();
        if old == "a 60 A 192.0.2.1" {
            found.sort();
            wanted.sort();
        }
        assert_eq!(found, wanted, "{old} => {new}");
    }
}

#[test]
fn owners_and_zones_come_whole() {
    let old = "a 60 A 192.0.2.1\na 60 TXT \"x\"\nb 60 A 192.0.2.1";
    let new = "a 60 A 192.0.2.2\na 60 TXT \"x\"\nb 60 A 192.0.2.1\nc 60 A 192.0.2.1";
    let (observed, changes) = changes(old, new);
    let owners = owner_changes(&changes, &observed);
    let counts: Vec<(String, usize, usize)> = owners
        .iter()
        .map(|change| (change.owner.relative_to(&name("@")), change.old.len(), change.new.len()))
        .collect();
    assert_eq!(counts, [("a".to_owned(), 2, 2), ("c".to_owned(), 0, 1)]);
    assert_eq!(zone_after(&changes, &observed, &name("@")), zone(new));
}
