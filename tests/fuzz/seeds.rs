//! Writes what a target begins with: `seeds TARGET FOLDER DICTIONARY`. The seeds
//! are the sources, cases and master files of the repository. Built by itself, with
//! rustc alone, and run at the root of the repository.

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, folder, dictionary] = &arguments[..] else {
        eprintln!("usage: seeds TARGET FOLDER DICTIONARY");
        std::process::exit(2);
    };
    fs::create_dir_all(folder).expect("the folder of the seeds");
    for (number, seed) in seeds(target).iter().enumerate() {
        fs::write(Path::new(folder).join(format!("seed-{number:05}")), seed).expect("a seed");
    }
    fs::write(dictionary, words()).expect("the dictionary");
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    match target {
        "import" => files("zone"),
        "settings" => cut(files("toml"), &["----------\n"]),
        "answers" => vec![answer()],
        _ => {
            let cases = files("txt").into_iter().filter(|text| text.starts_with(b"=== "));
            let sources = cases.flat_map(|text| cut(vec![text], &["=== ", "---\n"]));
            files("dns").into_iter().chain(sources).collect()
        }
    }
}

/// The files of the repository with this extension.
fn files(extension: &str) -> Vec<Vec<u8>> {
    let mut folders: Vec<PathBuf> = ["tests", "examples", "zones"].map(PathBuf::from).into();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|found| found == extension) => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found.iter().map(|path| fs::read(path).expect("a file")).collect()
}

/// Each text cut at lines that hold one of the marks.
fn cut(texts: Vec<Vec<u8>>, marks: &[&str]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    for text in texts {
        let text = String::from_utf8_lossy(&text).into_owned();
        let mut part = String::new();
        for line in text.split_inclusive('\n') {
            if marks.iter().any(|mark| line.starts_with(mark)) {
                parts.push(std::mem::take(&mut part).into_bytes());
            } else {
                part.push_str(line);
            }
        }
        parts.push(part.into_bytes());
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A transfer of `x`: SOA, A, MX with a pointer, SOA.
fn answer() -> Vec<u8> {
    let soa = [&[0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 9, 0, 24, 0xc0, 12, 0xc0, 12][..], &[0; 20]].concat();
    let a = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1];
    let mx = [0xc0, 12, 0, 15, 0, 1, 0, 0, 0, 9, 0, 6, 0, 5, 1, b'M', 0xc0, 12];
    let header = [0, 7, 0x84, 0, 0, 1, 0, 4, 0, 0, 0, 0, 1, b'x', 0, 0, 252, 0, 1];
    let message = [&header[..], &soa, &a, &mx, &soa].concat();
    [&(message.len() as u16).to_be_bytes()[..], &message].concat()
}

/// The words and signs of the language and of master files.
fn words() -> String {
    let typed = ["ADDR", "ALIAS", "SPF", "DMARC", "DKIM", "MTASTS", "TLSRPT", "BIMI", "REDIRECT"];
    let types = fs::read_to_string("src/dns/record_type.rs").expect("the types");
    let types = types.split('"').skip(1).step_by(2).filter(|word| word.bytes().all(|octet| octet.is_ascii_uppercase()));
    let grammar = fs::read_to_string("grammar/zone.pest").expect("the grammar");
    let keywords = grammar.split('"').skip(1).step_by(2).filter(|word| word.len() > 1 && !word.contains('\\'));
    let signs = ["192.0.2.1", "2001:db8::1", "@", "**", "\n", "\r\n", "{\n", "\n}\n", "${", "\\", "\u{feff}",
        "\u{2028}", "\u{202e}", "\\# 4 ", "@@ b\n", "v=spf1 ", "v=DMARC1; p=none", "$ORIGIN ", "$TTL ", "$INCLUDE ",
        "$GENERATE 1-3 ", "a.example.", "1h", "owner = ", "2026-12-31", " A 192.0.2.1\n", "example.com"];
    let mut all: Vec<&str> = typed.into_iter().chain(types).chain(keywords).chain(signs).collect();
    all.retain(|word| !word.is_empty());
    all.sort_unstable();
    all.dedup();
    all.iter().map(|word| format!("\"{}\"\n", escaped(word))).collect()
}

fn escaped(word: &str) -> String {
    let octet = |octet: u8| match octet {
        b'"' | b'\\' => format!("\\{}", char::from(octet)),
        b' '..=b'~' => char::from(octet).to_string(),
        _ => format!("\\x{octet:02X}"),
    };
    word.bytes().map(octet).collect()
}
