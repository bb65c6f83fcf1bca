//! Texts that are large, long, deep or multiply: each ends in time that grows with
//! its size and in memory that is bounded. What multiplies stops at the budget.
//! All runs in a thread with the usual 2 MiB of stack.

use zonal::format::format;
use zonal::model::{Budget, Defaults, compile};
use zonal::text::{Source, SourceId, Sources};

use crate::memory::most_held;

/// In octets: the presets, the budget's records, 10,000 problems.
const ALWAYS_ALLOWED: usize = 64 << 20;
const ALLOWED_FOR_AN_OCTET: usize = 400;

/// What compiling says, each code once.
fn survives(title: &str, text: &str) -> Vec<&'static str> {
    let defaults = Defaults { budget: Budget { records: 20_000, depth: 32 }, ..Defaults::default() };
    let (said, held) = most_held(|| {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a.dns", text));
        let (model, problems) = compile(&mut sources, &[id], &defaults);
        let records: usize = model.zones.iter().map(|desired| desired.zone.record_count()).sum();
        assert!(records <= text.len() + 10 * 20_000, "{title}: {records} records");
        let mut codes: Vec<_> = problems.iter().map(|problem| problem.code.name).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    });
    let allowed = ALWAYS_ALLOWED + ALLOWED_FOR_AN_OCTET * text.len();
    assert!(held < allowed, "{title}: {held} octets for a text of {}", text.len());
    let (_, held) = most_held(|| format(SourceId(0), text));
    assert!(held < allowed, "{title}: {held} octets to format a text of {}", text.len());
    said
}

pub fn zone(body: &str) -> String {
    format!("zone example.com {{\n{body}\n}}\n")
}

pub fn each(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// `a0, a1, a2`
pub fn list(prefix: &str, count: usize) -> String {
    (0..count).map(|number| format!("{prefix}{number}")).collect::<Vec<_>>().join(", ")
}

fn addresses(count: usize) -> String {
    each(count, |number| format!("10.{}.{}.{} ", number >> 16 & 255, number >> 8 & 255, number & 255))
}

#[test]
fn long_lines() {
    const N: usize = 50_000;
    for (title, text, code) in [
        ("blocks on one line", zone(&"under x { } ".repeat(N)), Some("statement-too-long")),
        ("open blocks on one line", "under x { ".repeat(N), Some("unclosed-block")),
        ("closing braces on one line", "} ".repeat(N), Some("unopened-block")),
        ("words before braces", "a#b { ".repeat(N), Some("unclosed-block")),
        ("splices without end", format!("x {}", "${".repeat(N)), Some("not-understood")),
        ("splices without end in a record", zone(&format!("x TXT {}", "${".repeat(N))), None),
        ("splices without end in an owner", zone(&format!("{} A 192.0.2.1", "${a".repeat(N))), None),
        ("quotes with escapes", format!("x {}", "\\\"".repeat(N)), Some("not-understood")),
        ("quotes with escapes before a brace", format!("x {} {{\n}}\n", "\\\"".repeat(N)), None),
        ("quotes in words", zone(&format!("x txt {}", "a\"b\"".repeat(N))), None),
        ("brackets", format!("let a = {}", "[".repeat(N)), Some("nested-too-deeply")),
        ("parentheses", zone(&format!("x A {} 192.0.2.1", "(".repeat(N))), Some("nested-too-deeply")),
        ("commas", zone(&format!("x{} A 192.0.2.1", ",".repeat(N))), None),
        ("steps", format!("let a = 1\n{}", zone(&format!("x A $a{}", "[b]".repeat(N)))), Some("wrong-kind")),
        ("backslashes", format!("x {}", "\\".repeat(N)), None),
        ("semicolons", zone(&format!("x A 192.0.2.1 {}", ";".repeat(N))), Some("semicolon")),
        ("one word", "a".repeat(20 * N), None),
        ("one keyword", format!("zon{}", "e".repeat(20 * N)), None),
        ("one lower-case type", zone(&format!("x {} 192.0.2.1", "a".repeat(N))), None),
        ("an owner", zone(&format!("{} A 192.0.2.1", "a.".repeat(N))), None),
        ("an owner in Unicode", zone(&format!("{} A 192.0.2.1", "ö".repeat(N))), None),
        ("a value", zone(&format!("x MX 10 {}", "a".repeat(N))), None),
        ("a text", zone(&format!("x TXT \"{}\"", "a".repeat(20 * N))), None),
        ("a comment", "#".repeat(20 * N), None),
        ("blanks", " ".repeat(20 * N), None),
        ("carriage returns", "\r".repeat(N), None),
        ("zeros", "\0".repeat(N), None),
        ("byte order marks", "\u{feff}".repeat(N), None),
        ("line separators", format!("x A 192.0.2.1{}", "\u{2028}".repeat(N)), None),
        ("right-to-left marks", zone(&format!("x{} A 192.0.2.1", "\u{202e}".repeat(N))), None),
        ("a statement of 17 MiB", "x ".repeat(17 << 19), Some("statement-too-long")),
    ] {
        let said = survives(title, &text);
        assert!(code.is_none_or(|code| said.contains(&code)), "{title}: {said:?}");
    }
}

#[test]
fn many_lines() {
    const N: usize = 20_000;
    for (title, text, code) in [
        ("wrong lines", "x\n".repeat(N), None),
        ("unknown types", zone(&each(N, |i| format!("x{i} FOO 1\n"))), None),
        ("open blocks", "under x {\n".repeat(N), None),
        ("zones without end", each(N, |i| format!("zone z{i}. {{\n")), None),
        ("open brackets", "let a = [\n".repeat(N), None),
        (
            "unknown values",
            each(N, |i| format!("let v{i} = 1\n")) + &zone(&each(N, |i| format!("x A $w{i}\n"))),
            None,
        ),
        (
            "unknown templates",
            each(N, |i| format!("template v{i} {{ }}\n")) + &zone(&each(N, |i| format!("use w{i}\n"))),
            None,
        ),
        (
            "undeclared zones",
            each(N / 4, |i| format!("zone v{i}.example {{ }}\nextend w{i}.example {{ }}\n")),
            Some("unknown-zone"),
        ),
        ("external zones", each(N, |i| format!("external zone v{i}.example\n")), None),
        ("zone names", format!("zone {} {{ }}\n", list("z", N)), None),
        ("owners", zone(&format!("{} A 192.0.2.1", list("x", N))), None),
        ("addresses", zone(&format!("x A {}", addresses(N))), None),
        (
            "rows",
            format!(
                "table t {{\n{}}}\n{}",
                each(N, |i| format!("k{i} 192.0.2.1\n")),
                zone(&each(N, |i| format!("x{i} A $t.k{i}\n")))
            ),
            None,
        ),
        (
            "columns",
            format!(
                "table t ({}) {{\nk {}\n}}\n{}",
                list("c", N),
                "192.0.2.1 ".repeat(N),
                zone(&each(N, |i| format!("x{i} A $t.k.c{i}\n")))
            ),
            None,
        ),
        (
            "parameters",
            format!(
                "template t({}) {{ }}\n{}",
                list("p", N),
                zone(&format!(
                    "use t({})",
                    (0..N).map(|i| format!("p{i} = 1")).collect::<Vec<_>>().join(", ")
                ))
            ),
            None,
        ),
        ("aliases as targets", zone(&each(N, |i| format!("r{i} ALIAS a.example.\nm{i} MX 10 r{i}\n"))), None),
        ("descriptions", zone(&format!("{}x A 192.0.2.1", "## text\n".repeat(N))), None),
        (
            "plain records with line ends of Windows",
            zone(&each(N, |i| format!("x{i}  A  192.0.2.1\r\n"))),
            None,
        ),
    ] {
        let said = survives(title, &text);
        assert!(code.is_none_or(|code| said.contains(&code)), "{title}: {said:?}");
    }
}

#[test]
fn chains_and_circles() {
    const N: usize = 20_000;
    let backwards = (0..N).rev().map(|number| format!("$v{number}")).collect::<Vec<_>>().join(", ");
    let deep_body =
        |inside: &str| format!("{}{inside}{}", "with [ttl = 5m] {\n".repeat(60), "}\n".repeat(60));
    for (title, text, code) in [
        ("values", each(N, |i| format!("let v{i} = $v{}\n", i + 1)) + &format!("let v{N} = 1\n"), None),
        (
            "lists in lists",
            "let v0 = [1]\n".to_owned() + &each(N, |i| format!("let v{} = [$v{i}]\n", i + 1)),
            Some("over-budget"),
        ),
        ("a circle", each(N, |i| format!("let v{i} = $v{}\n", (i + 1) % N)), Some("definition-cycle")),
        (
            "circles in circles",
            each(N, |i| format!("let v{i} = $v{}\n", i + 1)) + &format!("let v{N} = [{backwards}]\n"),
            Some("definition-cycle"),
        ),
        (
            "templates",
            each(N, |i| format!("template t{i} {{ use t{} }}\n", i + 1)) + &zone("use t0"),
            Some("over-budget"),
        ),
        (
            "a circle of templates",
            each(N, |i| format!("template t{i} {{ use t{} }}\n", (i + 1) % N)),
            Some("definition-cycle"),
        ),
        (
            "templates of all others",
            each(200, |i| format!("template t{i} {{\n{}}}\n", each(i, |j| format!("use t{j}\n"))))
                + &zone("use t199"),
            Some("over-budget"),
        ),
        (
            "blocks in templates",
            each(32, |i| format!("template t{i} {{\n{}}}\n", deep_body(&format!("use t{}\n", i + 1))))
                + "template t32 { }\n"
                + &zone("use t0"),
            Some("over-budget"),
        ),
        ("aliases", zone(&each(N, |i| format!("x{i} CNAME x{}\n", i + 1))), None),
    ] {
        let said = survives(title, &text);
        assert!(code.is_none_or(|code| said.contains(&code)), "{title}: {said:?}");
    }
}

#[test]
fn what_multiplies_stops_at_the_budget() {
    const N: usize = 2_000;
    let long = "x".repeat(60_000);
    let numbers = list("", N);
    for (title, text) in [
        (
            "loops",
            zone(
                "for a in 1..1000 { for b in 1..1000 { for c in 1..1000 { x${a}.${b}.${c} A 192.0.2.1\n } } }",
            ),
        ),
        ("empty loops", zone("for a in 1..1000000 { for b in 1..1000000 { } }")),
        ("loops of blocks", zone("for a in 1..1000000 { with [ttl = 5m] { with [ttl = 6m] { } } }")),
        (
            "loops of lines that are left out",
            format!(
                "template t(a?) {{\n for b in 1..19000 {{\n{} }} }}\n{}",
                "x A $a?\n".repeat(100),
                zone("use t")
            ),
        ),
        (
            "loops over a long text",
            format!("let l = [\"{long}\"]\n{}", zone("for a in 1..19000 { for b in $l { x TXT $b\n } }")),
        ),
        (
            "templates of templates",
            "template t0 { x${zone}  A 192.0.2.1\n }\n".to_owned()
                + &each(30, |i| format!("template t{} {{\n use t{i}\n use t{i}\n use t{i}\n }}\n", i + 1))
                + &zone("use t30"),
        ),
        ("owners and addresses", zone(&format!("{} A {}", list("x", N), addresses(N)))),
        (
            "zones and lines",
            format!("zone {} {{\n{}}}\n", list("z", N), each(N, |i| format!("x{i} A 192.0.2.1\n"))),
        ),
        (
            "zones and lines with values",
            format!(
                "let a = 192.0.2.1\nzone {} {{\n{}}}\n",
                list("z", N),
                each(N, |i| format!("x{i} A $a\n"))
            ),
        ),
        (
            "origins",
            zone(&format!("under {} {{ under {} {{ x A 192.0.2.1\n }} }}", list("a", N), list("b", N))),
        ),
        ("origins of nothing", zone(&format!("under {} {{ under {} {{ }} }}", list("a", N), list("b", N)))),
        (
            "origins that are known late",
            format!("let l = [{}]\n{}", list("a", N), zone("under $l { under $l { x A 192.0.2.1\n } }")),
        ),
        (
            "zones and wrong lines",
            format!("zone {} {{\n{}}}\n", list("z", N), each(N, |i| format!("x{i} A bad\n"))),
        ),
        (
            "zones and settings",
            format!(
                "let t = \"{long}\"\nlet z = [{}]\nzone $z {{\nowner $t\n}}\n{}",
                list("z", N),
                "extend $z { }\n".repeat(N)
            ),
        ),
        (
            "zones and ignored names",
            format!(
                "zone {} {{\n{}}}\n",
                list("z", N),
                each(N, |i| format!("ignore {}x{i}\n", "a.".repeat(100)))
            ),
        ),
        ("zones and blocks", format!("zone {} {{\n{}}}\n", list("z", N), "with [ttl = 5m] { }\n".repeat(N))),
        (
            "zones and views",
            format!("zone {} {{\n{}}}\n", list("z", N), each(N, |i| format!("view v{i} {{ }}\n"))),
        ),
        ("zones and name servers", format!("zone {} {{\nnameservers {}\n}}\n", list("z", N), list("ns", N))),
        (
            "views and ignored names",
            zone(&(each(N, |i| format!("view v{i} {{ }}\n")) + &each(N, |i| format!("ignore x{i}\n")))),
        ),
        (
            "reverse zones that all point back",
            format!(
                "zone example.com {{\n{}}}\n{}",
                each(N, |i| format!("x{i} A 10.0.{}.{} [ptr]\n", i >> 8, i & 255)),
                each(15, |i| format!(
                    "extend 10.in-addr.arpa {{ view v{i} {{ ptr from example.com\n }} }}\n"
                )) + "zone 10.in-addr.arpa { }\n"
            ),
        ),
        (
            "views of a reverse zone that points back",
            format!(
                "zone example.com {{\n{}}}\nzone 10.in-addr.arpa {{\nptr from example.com\n{}}}\n",
                each(N, |i| format!("x{i} A 10.0.{}.{} [ptr]\n", i >> 8, i & 255)),
                each(15, |i| format!("view v{i} {{ }}\n"))
            ),
        ),
        (
            "lines that point back in each view",
            format!(
                "zone example.com {{ }}\nzone 10.in-addr.arpa {{\n{}{}}}\n",
                each(N, |_| "ptr from example.com\n".to_owned()),
                each(N, |i| format!("view v{i} {{ }}\n"))
            ),
        ),
        (
            "long names",
            zone(&format!(
                "for a in 1..19999 {{ x${{a}}.{} A 192.0.2.1\n }}",
                "a.".repeat(110).trim_end_matches('.')
            )),
        ),
        (
            "notes",
            format!(
                "let n = \"{long}\"\n{}",
                zone("for a in 1..19999 { x${a} A 192.0.2.1 [note = \"${n}${a}\"]\n }")
            ),
        ),
        (
            "arguments",
            format!(
                "let n = \"{long}\"\ntemplate t(a) {{ }}\n{}",
                zone("for a in 1..9999 { use t(\"${n}${a}\")\n }")
            ),
        ),
        (
            "lists that are written in a loop",
            format!("template t(a) {{ }}\n{}", zone(&format!("for a in 1..9999 {{ use t([{numbers}])\n }}"))),
        ),
        ("names of others", format!("let l = [{}]\n{}", list("e", N), "external zone $l\n".repeat(N))),
        (
            "views and lines",
            zone(&(each(N, |i| format!("view v{i} {{ }}\n")) + &each(N, |i| format!("x{i} A 192.0.2.1\n")))),
        ),
        (
            "texts that double",
            "let a0 = \"xx\"\n".to_owned()
                + &each(40, |i| format!("let a{} = \"${{a{i}}}${{a{i}}}\"\n", i + 1)),
        ),
        (
            "lists that double",
            "let a0 = [1, 1]\n".to_owned() + &each(40, |i| format!("let a{} = [$a{i}, $a{i}]\n", i + 1)),
        ),
    ] {
        let said = survives(title, &text);
        assert!(said.contains(&"over-budget"), "{title}: {said:?}");
    }
    for (title, text) in [
        ("wrong lines in loops", zone("for a in 1..1000 { for b in 1..1000 { x A bad${a}x${b}\n } }")),
        (
            "a list handed to a loop",
            format!(
                "let l = [{numbers}]\ntemplate t(l2) {{ for a in 1..19000 {{ }} }}\n{}",
                zone("use t($l)")
            ),
        ),
        ("a list in a loop", format!("let l = [{numbers}]\n{}", zone("for a in 1..19000 { x A $l.v4\n }"))),
    ] {
        survives(title, &text);
    }
}

#[test]
fn what_is_written_one_by_one_is_never_too_much() {
    const N: usize = 30_000;
    for (title, text) in [
        ("records", zone(&each(N, |i| format!("x{i} A 192.0.2.1\n")))),
        ("short records", zone(&each(N, |i| format!("@ RP a b{i}\n")))),
        (
            "records below a long name",
            zone(&format!(
                "under {} {{\n{}}}",
                "a.".repeat(110).trim_end_matches('.'),
                each(N, |i| format!("{i} RP a a\n"))
            )),
        ),
        (
            "records of a few zones",
            format!(
                "zone a.example, b.example, c.example {{\n{}}}\n",
                each(N, |i| format!("x{i} A 192.0.2.1\n"))
            ),
        ),
        (
            "records of a few views",
            zone(&format!(
                "view a {{ }}\nview b {{ }}\nview c {{ }}\n{}",
                each(N, |i| format!("x{i} A 192.0.2.1\n"))
            )),
        ),
        ("blocks", zone(&each(N, |i| format!("under a{i} {{\nx A 192.0.2.1\n}}\n")))),
        (
            "zones with name servers",
            each(N, |i| format!("zone z{i}. {{\nnameservers a.example. b.example.\n}}\n")),
        ),
    ] {
        assert_eq!(survives(title, &text), [""; 0], "{title}");
    }
}

/// Each name is held against the lines that may match it, not against all.
#[test]
fn names_that_are_left_to_others() {
    const N: usize = 20_000;
    let records = each(N, |i| format!("x{i} A 192.0.2.1\n"));
    for (title, text) in [
        ("ignored names", zone(&(each(N, |i| format!("ignore y{i} A\n")) + &records))),
        ("ignored names below names", zone(&(each(N, |i| format!("ignore y{i}.**\n")) + &records))),
        ("managed names", zone(&(each(N, |i| format!("manage x{i}\n")) + &records))),
        ("managed names below names", zone(&(each(N, |i| format!("manage x{i}.**\n")) + &records))),
        (
            "managed names of an extension",
            format!(
                "zone example.com {{ }}\nextend example.com {{\n{}{records}}}\n",
                each(N, |i| format!("manage x{i}\n"))
            ),
        ),
    ] {
        assert_eq!(survives(title, &text), [""; 0], "{title}");
    }
}
