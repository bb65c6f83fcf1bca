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
        for _ in 0..300 {
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
    ] {
        let fast = dump(&format!("{line}\n"));
        let whole = dump(line);
        assert_eq!(fast, whole, "{line}");
        assert!(fast.starts_with("record"), "{fast}");
    }
}
