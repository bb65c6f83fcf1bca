use std::time::Instant;
use zonal::format::format;
use zonal::model::{Defaults, compile};
use zonal::text::{Source, SourceId, Sources};

fn comp(text: &str) -> (usize, usize) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.dns", text));
    let (model, problems) = compile(&mut sources, &[id], &Defaults::default());
    (model.zones.iter().map(|z| z.zone.record_count()).sum(), problems.len())
}

fn rep(n: usize, f: impl Fn(usize) -> String) -> String { (0..n).map(f).collect() }
fn z(body: &str) -> String { format!("zone example.com {{\n{body}\n}}\n") }

#[test]
fn explore() {
    let only = std::env::var("ONLY").ok();
    let base: usize = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(2000);
    let all: Vec<(&str, Box<dyn Fn(usize) -> String>)> = vec![
        ("braces one line", Box::new(|n| z(&"under x { } ".repeat(n)))),
        ("open braces one line", Box::new(|n| "under x { ".repeat(n))),
        ("open braces lines", Box::new(|n| "under x {\n".repeat(n))),
        ("top headers unclosed", Box::new(|n| rep(n, |i| format!("zone z{i}. {{\n a A 1.2.3.4\n")))),
        ("close braces one line", Box::new(|n| "} ".repeat(n))),
        ("unclosed splices", Box::new(|n| format!("x {}", "${".repeat(n)))),
        ("unclosed splices rec", Box::new(|n| z(&format!("x TXT {}", "${".repeat(n))))),
        ("escaped quotes", Box::new(|n| format!("x {}", "\\\"".repeat(n)))),
        ("escaped quotes rec", Box::new(|n| z(&format!("x TXT {}", "\\\"".repeat(n))))),
        ("escaped quotes header", Box::new(|n| format!("x {} {{\n}}\n", "\\\"".repeat(n)))),
        ("splice owner", Box::new(|n| z(&format!("{} A 1.2.3.4", "${a".repeat(n))))),
        ("brackets", Box::new(|n| format!("let a = {}", "[".repeat(n)))),
        ("brackets lines", Box::new(|n| "let a = [\n".repeat(n))),
        ("paren lines", Box::new(|n| "a TXT (\n".repeat(n))),
        ("long line A", Box::new(|n| z(&format!("x A {}", rep(n, |i| format!("10.{}.{}.{} ", i>>16 & 255, i >> 8 & 255, i & 255)))))),
        ("long owners", Box::new(|n| z(&format!("{} A 1.2.3.4", (0..n).map(|i| format!("x{i}")).collect::<Vec<_>>().join(","))))),
        ("owners x values", Box::new(|n| z(&format!("{} A {}", (0..n).map(|i| format!("x{i}")).collect::<Vec<_>>().join(","), rep(n, |i| format!("10.{}.{}.{} ", i>>16 & 255, i >> 8 & 255, i & 255)))))),
        ("wrong lines", Box::new(|n| "x\n".repeat(n))),
        ("unknown types", Box::new(|n| z(&rep(n, |i| format!("x{i} FOO 1\n"))))),
        ("unknown vars", Box::new(|n| format!("{}{}", rep(n, |i| format!("let vvv{i} = 1\n")), z(&rep(n, |i| format!("x{i} A $www{i}\n")))))),
        ("unknown templates", Box::new(|n| format!("{}{}", rep(n, |i| format!("template vvv{i} {{ }}\n")), z(&rep(n, |i| format!("use www{i}\n")))))),
        ("undeclared zones", Box::new(|n| format!("{}{}", rep(n, |i| format!("zone vvv{i}.example {{ }}\n")), rep(n, |i| format!("extend www{i}.example {{ }}\n"))))),
        ("externals", Box::new(|n| rep(n, |i| format!("external zone vvv{i}.example\n")))),
        ("template chain", Box::new(|n| format!("{}{}", rep(n, |i| format!("template t{i} {{ use t{} }}\n", i + 1)), z("use t0")))),
        ("template ring", Box::new(|n| format!("{}{}", rep(n, |i| format!("template t{i} {{ use t{} }}\n", (i + 1) % n)), z("use t0")))),
        ("template all uses", Box::new(|n| format!("{}", rep(n / 10, |i| format!("template t{i} {{\n {} }}\n", rep(i, |j| format!("use t{j}\n"))))))),
        ("let chain", Box::new(|n| rep(n, |i| format!("let v{i} = $v{}\n", i + 1)))),
        ("let circles", Box::new(|n| format!("{}let v{n} = [{}]", rep(n, |i| format!("let v{i} = $v{}\n", i + 1)), (0..n).rev().map(|i| format!("$v{i}")).collect::<Vec<_>>().join(", ")))),
        ("let lists", Box::new(|n| format!("let v0 = [{}]\n{}", (0..n).map(|i| i.to_string()).collect::<Vec<_>>().join(","), rep(n, |i| format!("let v{} = $v{}\n", i + 1, i))))),
        ("table rows", Box::new(|n| format!("table t {{\n{}}}\n", rep(n, |i| format!("k{i} 10.0.0.1\n"))))),
        ("table lookups", Box::new(|n| format!("table t {{\n{}}}\n{}", rep(n, |i| format!("k{i} 10.0.0.1\n")), z(&rep(n, |i| format!("x{i} A $t.k{i}\n")))))),
        ("table wide", Box::new(|n| format!("table t ({}) {{\nk {}\n}}\n", (0..n).map(|i| format!("c{i}")).collect::<Vec<_>>().join(", "), "1 ".repeat(n)))),
        ("table wide lookups", Box::new(|n| format!("table t ({}) {{\nk {}\n}}\n{}", (0..n).map(|i| format!("c{i}")).collect::<Vec<_>>().join(", "), "1.2.3.4 ".repeat(n), z(&rep(n, |i| format!("x{i} A $t.k.c{i}\n")))))),
        ("zone names", Box::new(|n| format!("zone {} {{ }}\n", (0..n).map(|i| format!("z{i}.example")).collect::<Vec<_>>().join(", ")))),
        ("zone names x recs", Box::new(|n| format!("zone {} {{\n{} }}\n", (0..n).map(|i| format!("z{i}.example")).collect::<Vec<_>>().join(", "), rep(n, |i| format!("x{i} A 1.2.3.4\n"))))),
        ("parameters", Box::new(|n| format!("template t({}) {{ }}\n", (0..n).map(|i| format!("p{i}")).collect::<Vec<_>>().join(", ")))),
        ("arguments", Box::new(|n| format!("template t({}) {{ }}\n{}", (0..n).map(|i| format!("p{i}")).collect::<Vec<_>>().join(", "), z(&format!("use t({})", (0..n).map(|i| format!("p{i} = 1")).collect::<Vec<_>>().join(", ")))))),
        ("attributes", Box::new(|n| z(&format!("x A 1.2.3.4 [{}]", (0..n).map(|i| format!("a{i} = 1")).collect::<Vec<_>>().join(", "))))),
        ("views", Box::new(|n| z(&format!("{}{}", rep(n, |i| format!("view v{i} {{ }}\n")), rep(n, |i| format!("x{i} A 1.2.3.4\n")))))),
        ("ignores", Box::new(|n| z(&format!("{}{}", rep(n, |i| format!("ignore **.y{i}.** A\n")), rep(n, |i| format!("x{i} A 1.2.3.4\n")))))),
        ("manages", Box::new(|n| z(&format!("{}{}", rep(n, |i| format!("manage x{i}\n")), rep(n, |i| format!("x{i} A 1.2.3.4\n")))))),
        ("overrides", Box::new(|n| format!("template t {{\n{}}}\n{}", rep(n, |i| format!("x{i} A 1.2.3.4\n")), z(&format!("use t\n{}", rep(n, |i| format!("override x{i} A 1.2.3.5\n"))))))),
        ("duplicates", Box::new(|n| z(&rep(n, |_| format!("x A 1.2.3.4\n"))))),
        ("duplicates txt", Box::new(|n| z(&rep(n, |i| format!("x TXT \"{}\"\n", i / 2))))),
        ("ttl conflicts", Box::new(|n| z(&rep(n, |i| format!("x {} A 10.{}.{}.{}\n", i + 1, i>>16 & 255, i >> 8 & 255, i & 255))))),
        ("spf", Box::new(|n| z(&rep(n, |i| format!("@ SPF include:a{i}.example\n"))))),
        ("spf one", Box::new(|n| z(&format!("@ SPF {}\n", rep(n, |i| format!("include:a{i}.example "))) ))),
        ("dmarc", Box::new(|n| z(&rep(n, |i| format!("@ DMARC p=reject rua=mailto:a{i}@example.com\n"))))),
        ("dmarc one", Box::new(|n| z(&format!("@ DMARC p=reject rua={}\n", (0..n).map(|i| format!("mailto:a{i}@example.com")).collect::<Vec<_>>().join(","))))),
        ("txt long", Box::new(|n| z(&format!("@ TXT \"{}\"\n", "a".repeat(n * 10))))),
        ("docs", Box::new(|n| z(&format!("{} x A 1.2.3.4\n", "## text\n".repeat(n))))),
        ("comments", Box::new(|n| "# text\n".repeat(n * 10))),
        ("cnames", Box::new(|n| z(&rep(n, |i| format!("x{i} CNAME x{}\n", i + 1))))),
        ("cname loop tests", Box::new(|n| format!("{}test \"a\" {{\n{}}}\n", z(&rep(n, |i| format!("x{i} CNAME x{}\n", (i + 1) % n))), rep(n.min(100), |i| format!("x{i}.example.com A -> 1.2.3.4\n"))))),
        ("delegations", Box::new(|n| z(&rep(n, |i| format!("x{i} NS ns.x{i}\nns.x{i} A 1.2.3.4\na.b.x{i} A 1.2.3.4\n"))))),
        ("mx targets", Box::new(|n| z(&rep(n, |i| format!("x{i} MX 10 m{i}\n"))))),
        ("zones many", Box::new(|n| rep(n, |i| format!("zone z{i}.example {{\n @ A 1.2.3.4\n}}\n")))),
        ("zones nested", Box::new(|n| rep(n, |i| format!("zone z{i}.example {{\n @ NS ns.z{}.example.\n}}\n", i + 1)))),
        ("ptr", Box::new(|n| format!("zone 10.0.0.0/8 {{ ptr from example.com }}\n{}", z(&rep(n, |i| format!("x{i} A 10.{}.{}.{} [ptr]\n", i>>16 & 255, i >> 8 & 255, i & 255)))))),
        ("ptr same", Box::new(|n| format!("zone 10.0.0.0/8 {{ ptr from example.com }}\n{}", z(&rep(n, |i| format!("x{i} A 10.0.0.1 [ptr]\n")))))),
        ("ptr lines", Box::new(|n| format!("zone 10.0.0.0/8 {{\n{} }}\n{}", "ptr from example.com\n".repeat(n), z(&rep(n, |i| format!("x{i} A 10.{}.{}.{} [ptr]\n", i>>16 & 255, i >> 8 & 255, i & 255)))))),
        ("settings", Box::new(|n| z(&rep(n, |i| format!("owner a{i}\n"))))),
        ("ttl lines", Box::new(|n| z(&format!("under a {{\n{}}}", rep(n, |_| "ttl 1h\n".into()))))),
        ("blanks", Box::new(|n| " ".repeat(n * 100))),
        ("blank lines", Box::new(|n| "\n".repeat(n * 100))),
        ("cr", Box::new(|n| "\r".repeat(n * 10))),
        ("nul", Box::new(|n| "\0".repeat(n * 10))),
        ("bom", Box::new(|n| "\u{feff}".repeat(n * 10))),
        ("one word", Box::new(|n| "a".repeat(n * 100))),
        ("hashes", Box::new(|n| "#".repeat(n * 100))),
        ("semicolons", Box::new(|n| format!("x A 1.2.3.4 {}", ";".repeat(n * 10)))),
        ("backslashes", Box::new(|n| format!("x {}", "\\".repeat(n * 10)))),
        ("backslashes rec", Box::new(|n| z(&format!("x TXT {}", "\\\\".repeat(n * 10))))),
        ("quotes", Box::new(|n| z(&format!("x TXT {}", "\"".repeat(n * 10))))),
        ("quoted words", Box::new(|n| z(&format!("x TXT {}", "a\"b\"".repeat(n))))),
        ("quoted bad", Box::new(|n| z(&format!("x txt {}", "a\"b\"".repeat(n))))),
        ("commas", Box::new(|n| z(&format!("x{} A 1.2.3.4", ",".repeat(n))))),
        ("commas sp", Box::new(|n| z(&format!("x{} A 1.2.3.4", " , x".repeat(n))))),
        ("dollars", Box::new(|n| z(&format!("x A {}", "$a".repeat(n))))),
        ("steps", Box::new(|n| format!("let a = 1\n{}", z(&format!("x A $a{}", ".b".repeat(n)))))),
        ("steps [", Box::new(|n| format!("let a = 1\n{}", z(&format!("x A $a{}", "[b]".repeat(n)))))),
        ("doubling text", Box::new(|n| format!("let a0 = \"x\"\n{}", rep(n, |i| format!("let a{} = \"${{a{i}}}${{a{i}}}\"\n", i + 1))))),
        ("doubling list", Box::new(|n| format!("let a0 = [1, 1]\n{}", rep(n, |i| format!("let a{} = [$a{i}, $a{i}]\n", i + 1))))),
        ("loops", Box::new(|_| z("for a in 1..1000 { for b in 1..1000 { for c in 1..1000 { x${a}.${b}.${c} A 1.2.3.4 } } }"))),
        ("loops empty", Box::new(|_| z("for a in 1..1000 { for b in 1..1000 { for c in 1..1000 { } } }"))),
        ("loops bad", Box::new(|_| z("for a in 1..1000 { for b in 1..1000 { x A bad } }"))),
        ("loops bad2", Box::new(|n| z(&format!("for a in 1..1000 {{ for b in 1..1000 {{ {} }} }}", "x A $none\n".repeat(n / 100))))),
        ("loops left", Box::new(|n| format!("template t(a?) {{\n for b in 1..{} {{\n{} }} }}\n{}", n, "x A $a?\n".repeat(n), z("use t")))),
        ("loops list", Box::new(|n| format!("let l = [{}]\n{}", (0..n).map(|i| i.to_string()).collect::<Vec<_>>().join(","), z(&format!("for a in 1..{n} {{ x A $l.v4\n }}"))))),
        ("loops list param", Box::new(|n| format!("let l = [{}]\ntemplate t(l2) {{ for a in 1..{n} {{ }} }}\n{}", (0..n).map(|i| i.to_string()).collect::<Vec<_>>().join(","), z("use t($l)")))),
        ("loops text", Box::new(|n| format!("let l = [\"{}\"]\n{}", "x".repeat(60000), z(&format!("for a in 1..{n} {{ for b in $l {{ }} }}"))))),
        ("under product", Box::new(|n| z(&format!("under {} {{ under {} {{ a A 1.2.3.4\n }} }}", (0..n).map(|i| format!("a{i}")).collect::<Vec<_>>().join(", "), (0..n).map(|i| format!("b{i}")).collect::<Vec<_>>().join(", "))))),
        ("template nest 30x60", Box::new(|_| format!("{}{}", rep(31, |i| format!("template t{i} {{\n{} use t{}\n{} }}\n", "with [ttl = 5m] {\n".repeat(60), i + 1, "}\n".repeat(60))), z("use t0")))),
        ("long template use args", Box::new(|n| format!("template t(a) {{ x TXT $a\n }}\n{}", z(&rep(n, |i| format!("use t(\"{i}\")\n")))))),
        ("mixed script", Box::new(|n| z(&rep(n, |i| format!("аpple{i} A 1.2.3.4\n"))))),
        ("manyframes", Box::new(|n| z(&rep(n, |i| format!("under a{i} {{\n with [owner = o{i}] {{\n x A 1.2.3.4\n }} }}\n"))))),
        ("redirects", Box::new(|n| z(&rep(n, |i| format!("r{i} REDIRECT 301 \"https://example.com/\"\n"))))),
        ("alias", Box::new(|n| z(&rep(n, |i| format!("r{i} ALIAS a.example.\n"))))),
        ("expectations", Box::new(|n| format!("{}test \"a\" {{\n{}}}\n", z("a A 1.2.3.4"), rep(n, |i| format!("x{i}.example.com A -> NXDOMAIN\n"))))),
        ("expect values", Box::new(|n| format!("{}test \"a\" {{\nx.example.com A -> {}}}\n", z("a A 1.2.3.4"), rep(n, |i| format!("10.{}.{}.{} ", i>>16 & 255, i >> 8 & 255, i & 255))))),
        ("dkim", Box::new(|n| z(&format!("s DKIM k=rsa {}\n", "A".repeat(n))))),
        ("bad rdata long", Box::new(|n| z(&format!("s MX {}\n", "A".repeat(n * 100))))),
        ("long name", Box::new(|n| z(&format!("{} A 1.2.3.4\n", "a.".repeat(n * 10))))),
        ("idn name", Box::new(|n| z(&format!("{} A 1.2.3.4\n", "ö".repeat(n * 10))))),
        ("idn name lines", Box::new(|n| z(&rep(n, |i| format!("ö{i} A 1.2.3.4\n"))))),
        ("svcb", Box::new(|n| z(&format!("a HTTPS 1 . {}\n", rep(n, |i| format!("key{i}=a "))) ))),
        ("svcb mandatory", Box::new(|n| z(&format!("a HTTPS 1 . mandatory={}\n", (0..n).map(|i| format!("key{i}")).collect::<Vec<_>>().join(","))))),
        ("nsec types", Box::new(|n| z(&format!("a CSYNC 1 1 {}\n", rep(n, |i| format!("TYPE{i} "))) ))),
        ("apl", Box::new(|n| z(&format!("a APL {}\n", "1:1.2.3.0/24 ".repeat(n))))),
        ("wks", Box::new(|n| z(&format!("a WKS 1.2.3.4 tcp {}\n", "80 ".repeat(n))))),
        ("hip", Box::new(|n| z(&format!("a HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e19WzK00+CI6zBCQTdtWsuxKbWIy87UOoJTwkUs7lBu+Upr1gsNrut79ryra+bSRGQb1slImA8YVJyuIDsj7kwzG7jnERNqnWxZ48AWkskmdHaVDP4BcelrTI3rMXdXF5D {}\n", "a. ".repeat(n))))),
    ];
    for (name, make) in &all {
        if only.as_ref().is_some_and(|only| !name.contains(only.as_str())) { continue; }
        let mut times = Vec::new();
        for n in [base, base * 2, base * 4] {
            let text = make(n);
            let t = Instant::now();
            let r = comp(&text);
            let c = t.elapsed().as_secs_f64();
            let t = Instant::now();
            let f = format(SourceId(0), &text);
            times.push((n, text.len(), c, t.elapsed().as_secs_f64(), r, f.len()));
            if c > 8.0 { break; }
        }
        let l = times.last().unwrap();
        let k = times.len().max(2) - 2;
        let p = times[k];
        let ratio = if times.len() > 1 { l.2 / p.2 } else { 99.0 };
        let fr = if times.len() > 1 { l.3 / p.3 } else { 99.0 };
        let flag = if (ratio > 3.0 && l.2 > 0.05) || (fr > 3.0 && l.3 > 0.05) || l.2 > 3.0 || l.3 > 3.0 { "!!!" } else { "" };
        println!("{name:24} n={} len={} compile={:.3}s x{ratio:.1} fmt={:.3}s x{fr:.1} recs={} probs={} {flag}", l.0, l.1, l.2, l.3, l.4.0, l.4.1);
    }
}
