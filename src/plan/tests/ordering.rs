use super::*;

fn check(old: &str, new: &str, expected: &str) {
    let wanted = desired(zone(new));
    let observed = present(zone(old));
    let plan = plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "test"));
    assert_eq!(show(&plan), unindent(expected), "{old}\n=>\n{new}");
}

#[test]
fn targets_come_first_and_go_last() {
    check(
        "laba 60 A 192.0.2.1\nlabc 60 CNAME laba.example.com.",
        "labe 60 A 192.0.2.1\nlabc 60 CNAME labe.example.com.",
        "+ labe 60 A 192.0.2.1
         - labc 60 CNAME laba.example.com.
         + labc 60 CNAME labe.example.com.
         - laba 60 A 192.0.2.1",
    );
    check(
        "",
        "a 60 CNAME x.w.example.com.\n*.w 60 A 192.0.2.1",
        "
        + *.w 60 A 192.0.2.1
        + a 60 CNAME x.w.example.com.",
    );
    check(
        "a 60 MX 5 b.example.com.\nb 60 A 192.0.2.1",
        "",
        "
        - a 60 MX 5 b.example.com.
        - b 60 A 192.0.2.1",
    );
}

#[test]
fn delegations_come_glue_ns_ds_and_go_the_other_way() {
    let delegation = "x 60 NS ns.x.example.com.\nx 60 DS 1 13 200 00\nns.x 60 A 192.0.2.1";
    check(
        "",
        delegation,
        "
        + ns.x 60 A 192.0.2.1
        + x 60 NS ns.x.example.com.
        + x 60 DS 1 13 200 00",
    );
    check(
        delegation,
        "",
        "
        - x 60 DS 1 13 200 00
        - x 60 NS ns.x.example.com.
        - ns.x 60 A 192.0.2.1",
    );
}

#[test]
fn a_cname_and_its_successors_swap_side_by_side() {
    let (cname, other) = ("w 60 CNAME c.example.com.\nc 60 A 192.0.2.1", "w 60 A 192.0.2.1\nw 60 TXT \"x\"");
    check(
        cname,
        other,
        "
        - w 60 CNAME c.example.com.
        + w 60 A 192.0.2.1
        + w 60 TXT \"x\"
        - c 60 A 192.0.2.1",
    );
    check(
        other,
        cname,
        "
        + c 60 A 192.0.2.1
        - w 60 A 192.0.2.1
        - w 60 TXT \"x\"
        + w 60 CNAME c.example.com.",
    );
    let wanted = desired(zone(other));
    let observed = present(zone(cname));
    let plan = plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "test"));
    let changes: Vec<Change> = plan.changes().cloned().collect();
    assert_eq!(bundles(&changes).map(<[Change]>::len).collect::<Vec<_>>(), [3, 1]);
}

/// RFC 6672 section 2.4.
#[test]
fn a_dname_waits_for_the_names_below_it() {
    let (dname, below) = ("d 60 DNAME example.net.", "a.d 60 A 192.0.2.1");
    check(below, dname, "- a.d 60 A 192.0.2.1\n+ d 60 DNAME example.net.");
    check(dname, below, "- d 60 DNAME example.net.\n+ a.d 60 A 192.0.2.1");
}

#[test]
fn cycles_give_up_one_need_only() {
    check(
        "",
        "a 60 CNAME b.example.com.\nb 60 CNAME a.example.com.\n0 60 CNAME a.example.com.",
        "
        + b 60 CNAME a.example.com.
        + a 60 CNAME b.example.com.
        + 0 60 CNAME a.example.com.",
    );
}

#[test]
fn long_chains_do_not_recurse() {
    let lines: String =
        (0..20_000).map(|index| format!("n{index} 60 CNAME n{}.example.com.\n", index + 1)).collect();
    let (wanted, observed) = (desired(zone(&lines)), present(zone("")));
    let plan = plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "test"));
    let place: std::collections::HashMap<&Name, usize> =
        plan.changes().enumerate().map(|(place, change)| (&change.key.owner, place)).collect();
    assert_eq!(place.len(), 20_000);
    for change in plan.changes() {
        let target = &change.edit.after().unwrap().data()[0].as_ref().names()[0];
        assert!(place.get(target).is_none_or(|target| *target < place[&change.key.owner]));
    }
}
