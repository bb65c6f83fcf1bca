//! Reading and writing master files, against expected outputs in
//! `tests/dns/master/` and against BIND and Knot DNS.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use zonal::dns::master::{self, Item, MasterFile, MasterFileError, Style};
use zonal::dns::{Name, RecordType, Ttl, Zone, ZoneBuilder};
use zonal::text::{Files, ReadError};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dns/master");

fn apex() -> Name {
    "example.com".parse().unwrap()
}

/// Files in memory.
#[derive(Default)]
struct Folder(BTreeMap<PathBuf, Vec<u8>>);

impl Files for Folder {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let missing = || ReadError { path: path.to_owned(), reason: "no such file".to_owned() };
        self.0.get(path).cloned().ok_or_else(missing)
    }
}

/// Files of this machine.
struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        std::fs::read(path).map_err(|error| ReadError { path: path.to_owned(), reason: error.to_string() })
    }
}

fn read_text(text: &[u8]) -> MasterFile {
    master::read_text(Path::new("zone"), text.to_vec(), &apex())
}

fn show(file: &MasterFile) -> String {
    let mut text = master::write(&file.zone, Style::Absolute);
    for (mark, found) in [("error", &file.problems), ("warning", &file.warnings())] {
        for problem in found {
            text += &show_problem(mark, problem);
        }
    }
    text
}

fn show_problem(mark: &str, problem: &MasterFileError) -> String {
    let (place, mut text) = (&problem.place, String::new());
    assert_eq!(place.start.line, place.end.line, "{problem}");
    writeln!(text, "{mark}: {place}-{}: {}", place.end.column, problem.message).unwrap();
    if let Some(help) = &problem.help {
        writeln!(text, "  help: {help}").unwrap();
    }
    text
}

/// Each case file: `=== title`, files behind `--- file PATH` (`zones/main` is
/// the top one), and the whole outcome behind `--- read`.
#[test]
fn cases() {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(format!("{DATA}/reader")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut different = Vec::new();
    for path in paths {
        let expected = std::fs::read_to_string(&path).unwrap();
        let mut actual = String::new();
        for case in expected.split("=== ").skip(1) {
            let (input, _) = case.split_once("--- read\n").unwrap();
            writeln!(actual, "=== {input}--- read").unwrap();
            let mut folder = Folder::default();
            for file in input.split("--- file ").skip(1) {
                let (path, text) = file.split_once('\n').unwrap();
                folder.0.insert(path.into(), text.into());
            }
            let read = master::read(&folder, Path::new("zones/main"), &apex());
            writeln!(actual, "{}", show(&read)).unwrap();
        }
        if actual != expected {
            let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join(path.file_name().unwrap());
            std::fs::write(&fresh, actual).unwrap();
            different.push(format!("diff {} {}", path.display(), fresh.display()));
        }
    }
    assert!(different.is_empty(), "what is read is not what is expected; see\n{}", different.join("\n"));
}

/// What a text file cannot show well: line ends, marks and octets.
#[test]
fn octets() {
    let soa = "example.com. 9 IN SOA . . 1 2 3 4 5\n";
    for (text, expected) in [
        (&b"@ 9 SOA . . 1 2 3 4 5"[..], soa.to_owned()),
        (b"\xEF\xBB\xBF@ 9 SOA . . 1 2 3 4 5\r\n\r\n", soa.to_owned()),
        (
            b"@ 9 SOA . . (\r1 2 3\r4 ;\r5)\rz FOO x\r",
            format!("{soa}error: zone:5:3-6: `FOO` is no record type\n"),
        ),
        (
            b"a 9 TXT caf\xE9 \"\xE9\" \\\xE9 \\\\\xE9",
            r#"a.example.com. 9 IN TXT "caf\233" "\233" "\233" "\\\233""#.to_owned() + "\n",
        ),
        ("ö 9 TXT \"ö\" ; ö\n".as_bytes(), r#"\195\182.example.com. 9 IN TXT "\195\182""#.to_owned() + "\n"),
        ("ö 9 TXT ö €\"\n".as_bytes(), {
            let help = "end the text with `\"`; a `\"` inside it is written `\\\"`";
            format!("error: zone:1:12-13: this quote is not closed on its line\n  help: {help}\n")
        }),
        (
            b"a 9 TXT a\0b \"\0\"\nb 9 TXT \"\\\0\"",
            [(1, 10, 11), (2, 9, 13)]
                .map(|(line, start, end)| {
                    let message = "a NUL octet stands in the text\n  help: write it as `\\000`";
                    format!("error: zone:{line}:{start}-{end}: {message}\n")
                })
                .concat(),
        ),
        (
            b"\xFF\xFEa\0 \x009\0",
            "error: zone:1:1-1: the file is UTF-16\n  help: save it as UTF-8\n".to_owned(),
        ),
        (b"", String::new()),
        (b" \t ;", String::new()),
        (
            b"$INCLUDE x",
            "error: zone:1:10-11: $INCLUDE is not possible here\n  help: put the records in its place\n"
                .to_owned(),
        ),
    ] {
        assert_eq!(show(&read_text(text)), expected, "{}", text.escape_ascii());
    }
    let missing = master::read(&Folder::default(), Path::new("a/b"), &apex());
    assert_eq!(show(&missing), "error: a/b:1:1-1: cannot read a/b: no such file\n");
}

/// What an import of a file needs: comments and where everything stands.
#[test]
fn items_have_places() {
    let text = "; first\n@ 9 SOA . . ( 1 ; serial\n 2 3 4 5 ) ; behind\n ( A ; lost\n";
    let mut seen = String::new();
    let problems = master::visit_text(Path::new("zone"), text.as_bytes().to_vec(), &apex(), &mut |item| {
        let (place, what) = match item {
            Item::Odd(odd) => (odd.place, odd.message),
            Item::Comment(comment) => (comment.place(), comment.text().escape_ascii().to_string()),
            Item::Record(entry) => {
                let tokens: Vec<&str> = entry.tokens.iter().map(|token| token.text).collect();
                (entry.place(), format!("{} {} {tokens:?}", entry.owner, entry.ttl_is_written))
            }
        };
        writeln!(seen, "{place}-{}:{} {what}", place.end.line, place.end.column).unwrap();
    });
    assert_eq!(
        seen,
        "zone:1:1-1:8  first\nzone:2:17-2:25  serial\nzone:3:12-3:20  behind\n\
         zone:2:1-3:9 example.com. true [\".\", \".\", \"1\", \"2\", \"3\", \"4\", \"5\"]\n\
         zone:4:6-4:12  lost\n"
    );
    assert_eq!(problems.len(), 1);
}

/// Shapes that would take quadratic time or much memory if they could.
#[test]
fn hostile_texts_end_soon() {
    const SIZE: usize = 1 << 21;
    let repeat = |text: &str| text.repeat(SIZE / text.len()).into_bytes();
    let after = |head: &str, text: &str| [head.as_bytes(), &repeat(text)].concat();
    for (text, problems, last) in [
        (repeat("("), 1, "this `(` is never closed"),
        (repeat("(\n"), 9, "this `(` is never closed; the file is not read on from here"),
        (repeat("(;\n"), 9, "this `(` is never closed; the file is not read on from here"),
        (repeat(")"), 1, "this `)` closes nothing"),
        (repeat("\""), 1, "the entry takes more than 1048576 characters"),
        (repeat("\\"), 1, "the entry takes more than 1048576 characters"),
        (repeat("a"), 1, "the entry takes more than 1048576 characters"),
        (repeat("a "), 1, "the entry takes more than 1048576 characters"),
        (repeat(";"), 0, ""),
        (repeat("()\n"), 0, ""),
        (after("a 9 TXT ", "a "), 1, "the entry takes more than 1048576 characters"),
        (after("a 9 TXT (", "\"\"\n"), 100_001, "599055 more lines are wrong behind this one"),
        (repeat("a\n"), 100_001, "948576 more lines are wrong behind this one"),
        (repeat("$GENERATE 0-99999 a$ A x\n"), 83_886, "for 0: `x` is no IPv4 address"),
    ] {
        let read = read_text(&text);
        let said = read.problems.last().map_or("", |problem| &problem.message);
        assert_eq!((read.problems.len(), said), (problems, last), "{}", text[..12].escape_ascii());
    }
}

#[test]
fn includes_and_generators_are_bounded() {
    let mut folder = Folder::default();
    for depth in 0..20 {
        let text = format!("$INCLUDE f{0}\n$INCLUDE f{0}\n", depth + 1);
        folder.0.insert(format!("f{depth}").into(), text.into());
    }
    let read = master::read(&folder, Path::new("f0"), &apex());
    let mut messages: Vec<&str> = read.problems.iter().map(|problem| &*problem.message).collect();
    messages.sort_unstable();
    messages.dedup();
    assert_eq!(
        messages,
        ["files include one another more than 16 deep", "the zone has more than 1000 includes"]
    );
    let long = format!("$TTL 9\n$GENERATE 1-1000000 a TXT \"{}\"\n", "${0,255} ".repeat(200));
    let read = read_text(long.as_bytes());
    assert_eq!(read.zone.record_count(), 2621);
    assert_eq!(read.problems[0].message, "$GENERATE makes more than 134217728 octets of text");
}

fn corpus() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(format!("{DATA}/corpus"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "zone"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn read_good(file: MasterFile, what: &Path) -> Zone {
    assert!(file.problems.is_empty(), "{}: {:#?}", what.display(), file.problems);
    file.zone
}

/// The output of a program, `None` where it is not installed; CI has all.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    match Command::new(program).args(arguments).current_dir(folder).output() {
        Ok(output) => {
            let errors = String::from_utf8_lossy(&output.stderr);
            let shown = String::from_utf8_lossy(&output.stdout);
            let shown: String = shown.chars().take(2000).collect();
            assert!(output.status.success(), "{program} {arguments:?}\n{errors}\n{shown}");
            Some(output.stdout)
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{program}: {error}");
            println!("skipped: {program}: {error}");
            None
        }
    }
}

/// The zone as BIND reads a master file.
fn compiled_by_bind(folder: &Path, file: &str) -> Option<Zone> {
    let checks = ["-i", "none", "-k", "ignore", "-n", "ignore", "-r", "ignore"];
    let arguments = [&checks[..], &["-s", "full", "-o", "-", "example.com", file]].concat();
    let text = run(folder, "named-compilezone", &arguments)?;
    Some(read_good(read_text(&text), Path::new("named-compilezone")))
}

#[test]
fn bind_reads_the_same() {
    for path in corpus() {
        let ours = read_good(master::read(&Disk, &path, &apex()), &path);
        let file = path.file_name().unwrap().to_str().unwrap();
        if let Some(theirs) = compiled_by_bind(path.parent().unwrap(), file) {
            assert_eq!(theirs, ours, "{}", path.display());
        }
    }
}

/// Checks that what we write of a zone is that zone for us, BIND and Knot DNS.
fn check_written(zone: &Zone, what: &Path) {
    let folder = tempfile::tempdir().unwrap();
    for style in [Style::Relative, Style::Absolute] {
        let text = master::write(zone, style);
        let again = read_good(read_text(text.as_bytes()), what);
        assert!(&again == zone, "{}: we read back\n{text}", what.display());
        std::fs::write(folder.path().join("written"), &text).unwrap();
        if let Some(theirs) = compiled_by_bind(folder.path(), "written") {
            assert!(&theirs == zone, "{}: BIND reads back\n{text}", what.display());
        }
        let arguments = ["-i", "none", "-k", "ignore", "-n", "ignore", "example.com", "written"];
        run(folder.path(), "named-checkzone", &arguments);
        let path = folder.path().display();
        let settings =
            format!("zone:\n  - domain: example.com\n    storage: \"{path}\"\n    file: written\n");
        std::fs::write(folder.path().join("knot.conf"), settings).unwrap();
        run(folder.path(), "knotc", &["-c", "knot.conf", "zone-check", "example.com"]);
    }
}

#[test]
fn written_zones_are_read_back() {
    for path in corpus() {
        check_written(&read_good(master::read(&Disk, &path, &apex()), &path), &path);
    }
}

/// RDATA of the greatest size: of letters, of octets that take the most text,
/// and of the most strings.
fn longest(octets: usize) -> Zone {
    let mut builder = ZoneBuilder::new(apex());
    let head = read_good(read_text(b"@ 9 SOA . . 1 2 3 4 5\n@ 9 NS .\n"), Path::new("head"));
    for rrset in head.iter() {
        for rdata in rrset.rdatas() {
            builder.push_name(&rrset.owner(), rdata.record_type, Some(rrset.ttl()), rdata.wire).unwrap();
        }
    }
    let strings = |octet: u8| {
        let mut wire = Vec::new();
        while wire.len() < octets {
            let length = (octets - wire.len() - 1).min(255);
            wire.push(length as u8);
            wire.resize(wire.len() + length, octet);
        }
        wire
    };
    for (owner, wire) in [("a", strings(b'a')), ("b", strings(255)), ("c", vec![0; octets])] {
        let owner = apex().child(owner.as_bytes()).unwrap();
        builder.push_name(&owner, RecordType::TXT, Ttl::new(9), &wire).unwrap();
    }
    builder.finish(Ttl::MAX).zone
}

#[test]
fn the_longest_records_are_read_back() {
    let zone = longest(65535);
    for style in [Style::Relative, Style::Absolute] {
        let text = master::write(&zone, style);
        assert!(read_good(read_text(text.as_bytes()), Path::new("the longest")) == zone);
    }
    // BIND 9.18 has no room for the last octets.
    check_written(&longest(65500), Path::new("the longest for BIND"));
}

/// The layout, and that the order of the input has no part in it.
#[test]
fn writes_in_columns() {
    let lines = [
        "$TTL 60\n@ 300 SOA ns host 1 2 3 4 5",
        "www 300 A 192.0.2.2",
        "WWW 300 A 192.0.2.1",
        "\\@ CNAME www",
        "@ 86400 NS ns.example.net.",
        "@ 86400 NS ns",
        "sub 86400 NS ns.sub",
        "@ TXT \"x\"",
        "a-name-of-more-than-twenty-four-octets 9 AAAA ::1",
    ];
    let expected = "\
$ORIGIN example.com.
$TTL 300
@                                IN SOA     ns.example.com. host.example.com. 1 2 3 4 5
@                        86400   IN NS      ns.example.com.
@                        86400   IN NS      ns.example.net.
@                        60      IN TXT     \"x\"
\\@                       60      IN CNAME   www.example.com.
a-name-of-more-than-twenty-four-octets 9       IN AAAA    ::1
sub                      86400   IN NS      ns.sub.example.com.
www                              IN A       192.0.2.1
www                              IN A       192.0.2.2
";
    let forward = read_text(lines.join("\n").as_bytes()).zone;
    assert_eq!(master::write(&forward, Style::Relative), expected);
    let backward: Vec<&str> = lines.iter().skip(1).rev().copied().chain([lines[0]]).collect();
    let backward = read_text(format!("$TTL 60\n{}", backward.join("\n")).as_bytes()).zone;
    assert_eq!(master::write(&backward, Style::Relative), expected);
    assert_eq!(master::write(&Zone::empty(apex()), Style::Relative), "$ORIGIN example.com.\n");
    let only_ns = read_text(b"@ 9 NS .").zone;
    assert_eq!(
        master::write(&only_ns, Style::Relative),
        "$ORIGIN example.com.\n$TTL 9\n@                                IN NS      .\n"
    );
}

/// Whatever stands in a file: no panic, places within the text, and the good
/// lines written and read back are the same zone.
#[test]
fn mutated_texts_are_read() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let texts: Vec<Vec<u8>> = corpus().iter().map(|path| std::fs::read(path).unwrap()).collect();
    let bits: Vec<&[u8]> = [
        "\n",
        "\r",
        " ",
        "\t",
        ";",
        "(",
        ")",
        "\"",
        "\\",
        "\\0",
        "$",
        "@",
        ".",
        "..",
        "\0",
        "\u{e9}",
        "IN ",
        "300 ",
        "$TTL",
        "$ORIGIN ",
        "$INCLUDE ",
        "$GENERATE 1-3 ",
        "${",
        "TXT",
        "A",
        "MX ",
        "\\# 4 01020304",
        "TYPE",
    ]
    .iter()
    .map(|bit| bit.as_bytes())
    .collect();
    for round in 0..3000 {
        let mut text = texts[numbers.below(texts.len())].clone();
        for _ in 0..1 + numbers.below(8) {
            let (one, other) = (numbers.below(text.len() + 1), numbers.below(text.len() + 1));
            let (start, end) = (one.min(other), one.max(other));
            match numbers.below(5) {
                0 => drop(text.drain(start..end.min(start + 8))),
                1 => text.truncate(end),
                2 if start < text.len() => text[start] = numbers.below(256) as u8,
                3 => drop(text.splice(start..start, text[start..end.min(start + 80)].to_vec())),
                _ => drop(text.splice(start..start, bits[numbers.below(bits.len())].iter().copied())),
            }
        }
        let read = read_text(&text);
        let lines = 1 + text.iter().filter(|&&byte| byte == b'\n' || byte == b'\r').count();
        for problem in &read.problems {
            let place = &problem.place;
            assert!(place.start <= place.end && place.end.line as usize <= lines, "{round}: {problem}");
        }
        for style in [Style::Relative, Style::Absolute] {
            let written = master::write(&read.zone, style);
            let again = read_good(read_text(written.as_bytes()), Path::new("mutated"));
            assert_eq!(again, read.zone, "{round}");
        }
    }
}

/// A generator of numbers that is the same everywhere (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit.max(1)
    }
}
