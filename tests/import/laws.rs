//! Compiling what was imported gives what was read.

use std::fmt::Write;
use std::path::Path;

use zonal::dns::{Name, RecordType};
use zonal::import::read;
use zonal::text::SourceId;

use crate::mutation::{Numbers, mutated};
use crate::{Disk, Memory, compiled, importing, plain, root, zones_in};

#[test]
fn the_corpus_of_master_files_comes_back() {
    let apex: Name = "example.com".parse().unwrap();
    let mut refused = Vec::new();
    for path in zones_in(&root().join("dns/master/corpus")) {
        let draft = read(&Disk, &path, &plain(Some(&apex))).unwrap();
        let (text, checked) = compiled(&draft);
        assert!(checked.is_good(), "{checked:?}\n{text}");
        for refused_line in &checked.refused {
            assert!(!refused_line.records.is_empty(), "{refused_line:?}\n{text}");
            refused.push(format!("{}: {}", path.file_name().unwrap().display(), refused_line.code));
        }
        assert_eq!(fmt(&text), text);
    }
    assert_eq!(refused, REFUSED);
}

/// What the language does not take.
const REFUSED: [&str; 8] = [
    "generate.zone: missing-target",
    "generate.zone: missing-target",
    "generate.zone: missing-target",
    "include-parts.zone: missing-target",
    "include-parts.zone: missing-target",
    "odd-owners.zone: missing-target",
    "origins.zone: missing-target",
    "types.zone: ds-without-ns",
];

fn fmt(text: &str) -> String {
    zonal::format::format(SourceId(0), text)
}

#[test]
fn random_zones_come_back() {
    let apex: Name = "example.com".parse().unwrap();
    let mut records = 0;
    for seed in 1..=300 {
        let text = random_zone(&mut Numbers(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed)));
        let direct = zonal::dns::master::read_text(Path::new("zone"), text.clone().into_bytes(), &apex);
        assert_eq!(direct.problems, []);
        let files = Memory(text.clone().into_bytes());
        let draft = read(&files, Path::new("zone"), &plain(Some(&apex))).unwrap();
        assert_eq!(draft.wanted, direct.zone, "{text}");
        let (_, checked) = compiled(&draft);
        assert!(checked.is_good() && checked.refused.is_empty(), "{checked:?}\n{text}\n{}", draft.text);
        assert_eq!(fmt(&draft.text), draft.text);
        assert!(draft.wanted.get(&apex, RecordType::SOA).is_some());
        records += draft.wanted.record_count();
        for comment in text.lines().filter_map(|line| line.split_once("; c").map(|(_, number)| number)) {
            assert!(draft.text.contains(&format!("# c{comment}\n")), "c{comment} of\n{text}\n{}", draft.text);
        }
    }
    assert!(records > 3000, "{records}");
}

/// Whatever is read is never rewritten in silence.
#[test]
fn damaged_zones_come_back_or_are_refused() {
    let mut numbers = Numbers(11);
    let (mut read_well, mut texts) = (0, Vec::new());
    for folder in ["dns/master/corpus", "import/cases"] {
        texts.extend(zones_in(&root().join(folder)).iter().map(|path| std::fs::read(path).unwrap()));
    }
    texts.push(b"$TTL 1h\n@ SOA ns h 1 2 3 4 5\n@ SOA ns h 2 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n".to_vec());
    texts.extend((1..=150).map(|seed| random_zone(&mut Numbers(seed)).into_bytes()));
    for octets in texts {
        importing::holds(&octets);
        for _ in 0..4 {
            let text = mutated(&String::from_utf8_lossy(&octets), &mut numbers);
            read_well += usize::from(importing::holds(text.as_bytes()));
        }
    }
    assert!(read_well > 50, "{read_well}");
}

/// A zone that the language holds: each owner has one kind of content.
fn random_zone(numbers: &mut Numbers) -> String {
    let mut text = String::from("$TTL 1h\n@ SOA ns hostmaster (\n 7 ; serial\n 1h 15m 1w 5m )\n@ NS ns\n");
    text.push_str("ns A 192.0.2.1\n   AAAA 2001:db8::1\nmail 5m A 192.0.2.2\n");
    for index in 0..5 + numbers.below(20) {
        if numbers.below(4) == 0 {
            text.push('\n');
        }
        if numbers.below(4) == 0 {
            let _ = writeln!(text, "; c{index}a");
        }
        let owner = ["h", "a.b", "*.w", "_x._tcp", "\\046", "\\$", "a\\\"", "9", "example.com", "1.2.3"];
        let owner = format!("{}{index}", owner[numbers.below(owner.len())]);
        let owner = if numbers.below(8) == 0 { format!("{owner}.example.com") } else { owner };
        let ttl = ["", "60 ", "1h ", "IN "][numbers.below(4)];
        let trailing = if numbers.below(4) == 0 { format!(" ; c{index}") } else { String::new() };
        let record = match numbers.below(9) {
            0 => format!("A 192.0.2.{index}{trailing}\n {ttl}AAAA 2001:db8::{index}"),
            1 => format!("A 192.0.2.{index}{trailing}\n {ttl}A 192.0.3.{index}"),
            2 => format!("CNAME {}", ["mail", "www.example.net.", "deep.below", "@"][numbers.below(4)]),
            3 => "TXT \"a;b \\\"q\\\" ${x} \\200\" \"second\"".to_owned(),
            4 => "TXT \"v=spf1 \" \"-all\\\\ ${x}\"".replace("v=spf1 \" \"", "one "),
            5 => format!("MX {index} mail"),
            6 => format!("CAA 0 issue \"ca{index}.example; a=${{b}}\""),
            7 => format!("HTTPS 1 . alpn=\"h2,h3\" ipv4hint=192.0.2.{index}"),
            _ => format!("SRV 0 0 {index} mail"),
        };
        let at_the_end = if record.contains('\n') { String::new() } else { trailing };
        let _ = writeln!(text, "{owner} {ttl}{record}{at_the_end}");
    }
    text
}
