use super::*;

fn plan() -> Plan {
    let live = "@ 3600 SOA ns1.example.com. hostmaster.example.com. 7 7200 600 86400 300
        a 60 A 192.0.2.1
        b 60 TXT \"with \\\"quotes\\\" and \\\\\" \"two\"
        c 60 TYPE65280 \\# 2 abcd
        d 60 A 192.0.2.1";
    let mut wanted = desired(zone("a 60 A 192.0.2.2\ne 60 MX 5 a.example.com.\nd 60 A 192.0.2.1"));
    wanted.settings.soa = Some(soa(7201));
    ignore(&mut wanted.scope, "b TXT");
    let observed = Observed::Present {
        zone: zone(live),
        irregular: vec![Irregularity {
            key: crate::dns::RrsetKey { owner: name("d"), record_type: RecordType::A },
            what: "it has a filter".to_owned(),
            untouchable: true,
        }],
    };
    let given = capabilities();
    Plan::new(vec![
        plan_zone(&Sides::new(&wanted, &observed, &given, "cf")),
        plan_zone(&Sides::new(&wanted, &Observed::Absent, &given, "new")),
    ])
}

#[test]
fn a_plan_is_read_as_it_was_written() {
    let mut plan = plan();
    let read = Plan::from_json(&plan.to_json()).unwrap();
    for planned in plan.zones.iter_mut().flat_map(|zone| &mut zone.changes) {
        planned.change.source.clear();
    }
    assert_eq!(read, plan);
}

#[test]
fn the_document_is_stable() {
    let wanted = desired(zone("a 60 A 192.0.2.2"));
    let observed = present(zone("a 300 A 192.0.2.1"));
    let plan = Plan::new(vec![plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "cf"))]);
    assert_eq!(
        plan.to_json(),
        r#"{
  "format": "zonal-plan/1",
  "fingerprint": "eba7f0e198f27ada9b20259d428ba671",
  "zones": [
    {
      "zone": "example.com.",
      "instance": "cf",
      "state": "present",
      "read": {
        "rrsets": 1,
        "records": 1
      },
      "atomic": true,
      "changes": [
        {
          "owner": "a.example.com.",
          "type": "A",
          "action": "replace",
          "old": {
            "ttl": 300,
            "values": [
              "192.0.2.1"
            ]
          },
          "new": {
            "ttl": 60,
            "values": [
              "192.0.2.2"
            ]
          },
          "cause": "unknown",
          "read": "f40288dd3109a7f053df6b40aea81d4c",
          "sources": [],
          "risks": [],
          "stale_seconds": 300
        }
      ],
      "left_alone": [],
      "irregular": [],
      "guards": []
    }
  ]
}
"#
    );
}

#[test]
fn refuses_other_and_edited_documents() {
    let text = plan().to_json();
    for (from, to, error) in [
        ("zonal-plan/1", "zonal-plan/2", "its format is `zonal-plan/2`, this zonal reads `zonal-plan/1`"),
        ("192.0.2.2", "192.0.2.66", "its fingerprint is not that of its changes; it was edited or cut"),
        ("192.0.2.2", "192.0.2.x", "`192.0.2.x` is no A data: `192.0.2.x` is no IPv4 address"),
        ("\"atomic\"", "\"atomik\"", "unknown field `atomik`"),
        ("\"add\"", "\"remove\"", "the sides of e.example.com. MX do not fit the action"),
    ] {
        let refused = Plan::from_json(&text.replace(from, to)).unwrap_err();
        assert!(refused.contains(error), "{refused}");
    }
}

#[test]
fn beyond_an_approved_plan_are_only_new_changes() {
    let approved = plan();
    assert_eq!(plan().beyond(&approved), []);
    let mut fewer = plan();
    let known = fewer.zones[0].changes.pop().unwrap();
    assert_eq!(fewer.beyond(&approved), []);
    let full = plan();
    let new: Vec<&Planned> = full.beyond(&fewer).into_iter().map(|new| new.planned).collect();
    assert_eq!(new, [&known]);
}

/// Blanks, quotes and backslashes inside of a parameter's quotes do not end it.
#[test]
fn reads_back_what_it_prints() {
    for (record_type, text) in [
        (RecordType::SVCB, r#"1 . alpn="h2" key667="a b\"c\\""#),
        (RecordType::HTTPS, r#"1 . dohpath="/q {?dns}" key667="\\\" " key668="x""#),
        (RecordType::TXT, r#""a b" "" "\\\"""#),
        (RecordType::NS, r#"a\032b\"c.example."#),
    ] {
        assert_eq!(read_rdata(record_type, text).unwrap().to_string(), text);
    }
}

/// A serial that moved between review and push is no new change.
#[test]
fn serials_do_not_count() {
    let planned = |serial: u32| {
        let line = format!("@ 3600 SOA ns1.example.com. hostmaster.example.com. {serial} 7200 600 86400 300");
        let mut wanted = desired(zone(""));
        wanted.settings.soa = Some(soa(1));
        let observed = present(zone(&line));
        Plan::new(vec![plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "cf"))])
    };
    assert_eq!(planned(8).beyond(&planned(7)), []);
    assert_eq!(planned(8).fingerprint(), planned(7).fingerprint());
    assert_ne!(planned(8).fingerprint(), Plan::default().fingerprint());
}

/// Every field that a document holds is in the schema, and every field that
/// the schema wants is in a document.
#[test]
fn the_schema_knows_the_document() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/plan.schema.json")).unwrap();
    let document = serde_json::to_value(plan()).unwrap();
    let mut problems = Vec::new();
    conforms(&document, &schema, &schema, "$", &mut problems);
    assert_eq!(problems, Vec::<String>::new());
    let broken = serde_json::json!({ "format": "x", "zones": [{}], "more": 1 });
    conforms(&broken, &schema, &schema, "$", &mut problems);
    assert!(problems.len() > 5, "{problems:?}");
}

/// The parts of JSON Schema that the schema uses: `$ref`, `const`, `enum`,
/// `type`, `required`, `properties`, `additionalProperties: false`, `items`.
fn conforms(
    value: &serde_json::Value,
    schema: &serde_json::Value,
    root: &serde_json::Value,
    at: &str,
    problems: &mut Vec<String>,
) {
    use serde_json::Value;
    if let Some(reference) = schema["$ref"].as_str() {
        return conforms(value, root.pointer(&reference[1..]).unwrap(), root, at, problems);
    }
    if schema.get("const").is_some_and(|constant| constant != value) {
        problems.push(format!("{at}: is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        problems.push(format!("{at}: {value} is not in the list"));
    }
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::Null => "null",
    };
    if schema["type"].as_str().is_some_and(|wanted| wanted != kind) {
        problems.push(format!("{at}: is of type {kind}"));
    }
    for item in value.as_array().into_iter().flatten() {
        conforms(item, &schema["items"], root, &format!("{at}[]"), problems);
    }
    let Some(object) = value.as_object() else { return };
    for required in schema["required"].as_array().into_iter().flatten() {
        if !object.contains_key(required.as_str().unwrap()) {
            problems.push(format!("{at}: {required} is missing"));
        }
    }
    for (key, value) in object {
        match schema["properties"].get(key) {
            Some(property) => conforms(value, property, root, &format!("{at}.{key}"), problems),
            None => problems.push(format!("{at}: {key} is unknown")),
        }
    }
}
