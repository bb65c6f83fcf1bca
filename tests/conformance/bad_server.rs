//! Servers that answer nonsense, or nothing: a clear error for their zone, exit
//! code 1, the other zones are still shown, and nothing is changed anywhere.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

/// Answers a message that came over TCP; `None` keeps still.
type Script = fn(&[u8]) -> Option<Vec<u8>>;

const SOA: u16 = 6;

fn serve(script: Script) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // The peer may go at any time.
            std::thread::spawn(move || answer(stream, script).ok());
        }
    });
    address
}

fn answer(mut stream: TcpStream, script: Script) -> std::io::Result<()> {
    let mut octets = [0; 2];
    stream.read_exact(&mut octets)?;
    let mut query = vec![0; usize::from(u16::from_be_bytes(octets))];
    stream.read_exact(&mut query)?;
    match script(&query) {
        Some(octets) => stream.write_all(&octets),
        None => stream.read_to_end(&mut Vec::new()).map(|_| ()),
    }
}

fn name(text: &str) -> Vec<u8> {
    let labels = text.split('.').flat_map(|label| [&[label.len() as u8], label.as_bytes()].concat());
    labels.chain([0]).collect()
}

/// An authoritative answer with SOA records of these zones and serials.
fn soas(query: &[u8], question: &str, records: &[(&str, u32)]) -> Vec<u8> {
    let record_type = &query[query.len() - 4..query.len() - 2];
    let mut message = [&query[..2], &[0x84, 0, 0, 1, 0, records.len() as u8, 0, 0, 0, 0]].concat();
    message.extend([&name(question)[..], record_type, &[0, 1]].concat());
    for (owner, serial) in records {
        let numbers = [*serial, 3600, 600, 86400, 60].map(u32::to_be_bytes).concat();
        let data = [name("ns1.test"), name("host.test"), numbers].concat();
        message.extend(
            [&name(owner)[..], &SOA.to_be_bytes(), &[0, 1, 0, 0, 1, 44, 0, data.len() as u8]].concat(),
        );
        message.extend(data);
    }
    [&(message.len() as u16).to_be_bytes()[..], &message].concat()
}

fn asks_for_soa(query: &[u8]) -> bool {
    query[query.len() - 4..query.len() - 2] == SOA.to_be_bytes()
}

fn garbage(_: &[u8]) -> Option<Vec<u8>> {
    Some([&[0, 64][..], &[0xa5; 64]].concat())
}

fn other_protocol(_: &[u8]) -> Option<Vec<u8>> {
    Some(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".to_vec())
}

fn nothing(_: &[u8]) -> Option<Vec<u8>> {
    Some(Vec::new())
}

fn silence(_: &[u8]) -> Option<Vec<u8>> {
    None
}

fn another_zone(query: &[u8]) -> Option<Vec<u8>> {
    Some(soas(query, "other.example", &[("other.example", 1), ("other.example", 1)]))
}

fn records_of_another_zone(query: &[u8]) -> Option<Vec<u8>> {
    Some(soas(query, "bad.example", &[("other.example", 1), ("other.example", 1)]))
}

fn old_serial(query: &[u8]) -> Option<Vec<u8>> {
    Some(match asks_for_soa(query) {
        true => soas(query, "bad.example", &[("bad.example", 9)]),
        false => soas(query, "bad.example", &[("bad.example", 3), ("bad.example", 3)]),
    })
}

fn half_a_transfer(query: &[u8]) -> Option<Vec<u8>> {
    Some(soas(query, "bad.example", &[("bad.example", 9)]))
}

/// What the folder holds besides the sources, sorted.
fn left_behind(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with("zon")).collect();
    names.sort();
    names
}

struct Said {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn zonal(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zonal"));
    let output = command.args(arguments).arg("--project").arg(folder).output().unwrap();
    let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    Said { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn project(server: SocketAddr) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let toml = format!(
        "edition = \"2026\"\n[providers.files]\nkind = \"zone-file\"\npath = \"out\"\n\
         [providers.bad]\nkind = \"rfc2136\"\nserver = \"{server}\"\ntimeout = \"1s\"\n"
    );
    fs::write(folder.path().join("zonal.toml"), toml).unwrap();
    let sources = "zone good.example {\n  provider files\n  soa ns1.test. host.test.\n  @  NS  ns1.test.\n}\n\
                   zone bad.example {\n  provider bad\n  www  A  192.0.2.1\n}\n";
    fs::write(folder.path().join("zones.dns"), sources).unwrap();
    folder
}

/// The line that says why the zone cannot be planned.
fn check(server: SocketAddr) -> String {
    let folder = project(server);
    let folder = folder.path();
    let preview = zonal(folder, &["preview"]);
    assert_eq!(preview.code, Some(1), "{}{}", preview.stdout, preview.stderr);
    assert!(preview.stdout.contains("good.example. at files: new zone, 2 changes"), "{}", preview.stdout);
    assert_eq!(left_behind(folder), [""; 0]);

    let push = zonal(folder, &["push", "--yes"]);
    assert_eq!(push.code, Some(1), "{}{}", push.stdout, push.stderr);
    assert_eq!(push.stdout, preview.stdout);
    assert!(
        push.stderr.contains("error: some zones could not be planned, so nothing is pushed"),
        "{}",
        push.stderr
    );
    assert_eq!(left_behind(folder), [""; 0]);

    let rest = zonal(folder, &["push", "--yes", "--keep-going"]);
    assert_eq!(rest.code, Some(4), "{}{}", rest.stdout, rest.stderr);
    assert_eq!(left_behind(folder), [".zonal", "out"]);
    let line = preview.stdout.lines().find(|line| line.starts_with("bad.example")).unwrap();
    line.replace(&server.to_string(), "SERVER")
}

#[test]
fn each_has_its_clear_error_and_nothing_is_changed() {
    let cases: [(&str, Script); 8] = [
        ("garbage", garbage),
        ("other protocol", other_protocol),
        ("nothing", nothing),
        ("silence", silence),
        ("another zone", another_zone),
        ("records of another zone", records_of_another_zone),
        ("old serial", old_serial),
        ("half a transfer", half_a_transfer),
    ];
    let mut found = String::new();
    for (title, script) in cases {
        found += &format!("{title}: {}\n", check(serve(script)));
    }
    // A port that was free a moment ago.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    found += &format!("closed port: {}\n", check(closed));
    assert_eq!(found, include_str!("bad_server.txt"));
}
