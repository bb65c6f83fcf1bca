//! What must hold of any text at all.

use crate::dump::dump;
use crate::mutation::{Numbers, mutated};
use crate::reading::holds;

#[test]
fn hold_for_mutations_of_the_cases() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax/cases");
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "dns") {
            continue;
        }
        let original = std::fs::read_to_string(&path).unwrap();
        holds(&original);
        for _ in 0..80 {
            holds(&mutated(&original, &mut numbers));
        }
    }
}

#[test]
fn the_fast_path_means_what_the_whole_grammar_means() {
    for line in [
        "www A 192.0.2.1",
        "www 300 A 192.0.2.1 192.0.2.2",
        "  a,b   5m  TXT   \"x y\" \"z#\"  ",
        "_sip._tcp SRV 0 0 5060 sip",
        "* CNAME @",
        "x HTTPS 1 . alpn=h2,h3",
        "x A 192.0.2.1 # why",
        "x TXT \"#\" # why {",
        "x TXT a#b",
        "override 3am A 192.0.2.1",
        "ttl 1h A 192.0.2.1",
        "ttl in A 192.0.2.1",
        "zone A 192.0.2.1",
        "provider files",
        "  mirror  a b   # both",
        "provider a, b",
        "provider a,b",
        "ttl 1..2",
        "ttl = 5m",
        "ttl",
        "ttl 5m#x",
        "ttl \t5m",
        "ttl $short",
        "owner \"web team\"",
        "soa ns1.example. hostmaster.example. [refresh = 4h]",
        "soa NS1.example. hostmaster.example.",
        "soa ns1.example. hostmaster.example.; v",
        "ttls 5m",
        "zone example.com {",
        "  extend  0/25.2.0.192.in-addr.arpa  {",
        "under @ {",
        "under a, b {",
        "under ${x} {",
        "zone IN {",
        "zone {",
        "zone a b {",
        "zone a {}",
        "}",
        "# a comment",
        "## described",
        "### a rule",
    ] {
        let fast = dump(&format!("{line}\n"));
        let whole = dump(line);
        assert_eq!(fast, whole, "{line}");
        assert!(!fast.is_empty(), "{line}");
    }
}

/// A tab in front leaves a row to the whole grammar.
#[test]
fn plain_rows_mean_what_the_whole_grammar_means() {
    for row in [
        "a 1",
        "a  192.0.2.1 \"x y\"   z,w # why",
        "a \"x\"\"y\"",
        "a \"x\"y",
        "a b\"x\"",
        "a",
        "\"a\" 1",
        "= 1",
        "a [b, c] 2001:db8::1",
        "a 1..2 _",
        "a $b ${c}",
        "a b#c",
        "a b; c",
        "a \"\" b",
        "# a comment",
        "## described",
        "}",
        "a { b",
    ] {
        let [fast, whole] = [" ", "\t"].map(|blank| dump(&format!("table t {{\n{blank}{row}\n}}\n")));
        assert_eq!(fast, whole, "{row}");
    }
}
