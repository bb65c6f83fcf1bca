//! What `preview` gives as JSON is what docs/plan.schema.json says.

use std::path::Path;

use serde_json::Value;

use super::sandbox::Sandbox;

const SOURCES: &str = r#"
template web(address: ip) { www  A  $address }
zone example.com {
  soa  ns1.example.net. hostmaster.example.net.
  @    NS  ns1.example.net.
  @    MX  10 mx2.example.net.
  use web(192.0.2.2)
  for i in 1..2 { h${i}  TXT  "${i}" }
  ignore others
}
zone new.example {
  soa  ns1.example.net. hostmaster.example.net.
  @    NS  ns1.example.net.
}
"#;

const LIVE: &str = "$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns1.example.net. hostmaster.example.net. 7 7200 600 \
                    86400 300\n@ NS ns1.example.net.\n@ MX 10 mx1.example.net.\nwww A 192.0.2.1\nothers A 192.0.2.3\n\
                    gone A 192.0.2.4\ngone TXT \"x\"\n";

#[test]
fn a_plan_conforms_to_its_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sandbox = Sandbox::copy_of(&root.join("tests/cli/cases/flow"));
    std::fs::write(sandbox.folder().join("a.dns"), SOURCES).expect("the sources");
    std::fs::create_dir(sandbox.folder().join("live")).expect("a folder");
    std::fs::write(sandbox.folder().join("live/example.com.zone"), LIVE).expect("the zone");
    let ran = sandbox.run("zonal preview --format json --out plan.json");
    assert_eq!(ran.exit, 3, "{}", ran.output);
    let saved = std::fs::read_to_string(sandbox.folder().join("plan.json")).expect("the saved plan");
    assert_eq!(ran.output, saved, "printed and saved");
    let schema = std::fs::read_to_string(root.join("docs/plan.schema.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let mut document: Value = serde_json::from_str(&saved).expect("JSON");
    assert_eq!(violations(&document, &schema, &schema, "$"), [""; 0]);
    for (pointer, value, violation) in [
        ("/format", Value::from("zonal-plan/0"), "$.format: not \"zonal-plan/1\""),
        ("/zones/0/atomic", Value::from(1), "$.zones[0].atomic: no boolean"),
        ("/zones/0/changes/0/action", Value::from("move"), "$.zones[0].changes[0].action: not one of"),
    ] {
        let place = document.pointer_mut(pointer).expect("a place");
        let right = std::mem::replace(place, value);
        assert_eq!(violations(&document, &schema, &schema, "$"), [violation]);
        *document.pointer_mut(pointer).expect("a place") = right;
    }
}

/// By the keywords that the schema uses.
fn violations(value: &Value, schema: &Value, all: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return violations(value, all.pointer(&name[1..]).expect("a definition"), all, at);
    }
    let mut found = Vec::new();
    if !schema["const"].is_null() && schema["const"] != *value {
        found.push(format!("{at}: not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        found.push(format!("{at}: not one of"));
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some(other) => panic!("a type {other}"),
        None => true,
    };
    if !fits {
        found.push(format!("{at}: no {}", schema["type"].as_str().unwrap_or_default()));
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(key).is_none() {
            found.push(format!("{at}: lacks {key}"));
        }
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(key) {
            Some(schema) => found.extend(violations(inner, schema, all, &format!("{at}.{key}"))),
            None => found.push(format!("{at}: {key} is unknown")),
        }
    }
    for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(violations(inner, &schema["items"], all, &format!("{at}[{index}]")));
    }
    found
}
