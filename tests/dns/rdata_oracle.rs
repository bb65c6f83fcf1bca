//! Every text of `rdata.txt` means the same to BIND as to us, and so does what
//! we write for it.

use std::io::Write;
use std::process::{Command, Stdio};

use zonal::dns::{Rdata, RecordType};

use crate::generic_form::{generic, hex};
use crate::rdata_text::{Case, case, lines, read};

const AGREED: &str = include_str!("rdata.txt");
const BEYOND: &str = include_str!("rdata-beyond-bind.txt");

#[test]
fn reading_and_writing_are_inverse() {
    for Case { record_type, text } in lines(AGREED).map(|line| case(&line)) {
        inverse(record_type, &text);
    }
}

#[test]
fn every_type_has_three_values() {
    let cases: Vec<Case> = lines(AGREED).map(|line| case(&line)).collect();
    for &(mnemonic, record_type) in RecordType::KNOWN {
        let count = cases.iter().filter(|case| case.record_type == record_type).count();
        assert!(count >= 3, "{mnemonic} has {count}");
    }
}

/// `TYPE text => hex`: BIND refuses these.
#[test]
fn texts_beyond_bind() {
    for line in lines(BEYOND) {
        let (line, wire) = line.split_once(" => ").expect("`=>`");
        let Case { record_type, text } = case(line);
        let rdata = inverse(record_type, &text);
        assert_eq!(hex(rdata.wire()), wire, "{record_type} {text}");
        if let Some(Ok(octets)) = bind(record_type, &text) {
            panic!("{record_type} {text}: BIND takes it as {}", hex(&octets));
        }
    }
}

#[test]
fn bind_reads_and_writes_the_same() {
    let mut wrong = String::new();
    for Case { record_type, text } in lines(AGREED).map(|line| case(&line)) {
        let ours = read(record_type, &text).unwrap_or_else(|error| panic!("{record_type} {text}: {error}"));
        for form in [text, ours.to_string()] {
            let Some(theirs) = bind(record_type, &form) else { return };
            let canonical =
                theirs.map(|wire| Rdata::from_wire(record_type, &wire).map_err(|error| error.to_string()));
            if canonical != Ok(Ok(ours.clone())) {
                wrong += &format!("{record_type} {form}\n  ours {ours:?}\n  BIND {canonical:?}\n");
            }
        }
    }
    assert_eq!(wrong, "");
}

fn inverse(record_type: RecordType, text: &str) -> Rdata {
    let rdata = read(record_type, text).unwrap_or_else(|error| panic!("{record_type} {text}: {error:?}"));
    let written = rdata.to_string();
    assert_eq!(read(record_type, &written).as_ref(), Ok(&rdata), "{record_type} {written}");
    let unknown = generic(rdata.wire());
    assert_eq!(read(record_type, &unknown).as_ref(), Ok(&rdata), "{record_type} {unknown}");
    assert_eq!(Rdata::from_wire(record_type, rdata.wire()).as_ref(), Ok(&rdata), "{record_type} {unknown}");
    rdata
}

/// The wire form BIND gives a text, or its error; `None` without BIND, which CI
/// does not forgive.
pub fn bind(record_type: RecordType, text: &str) -> Option<Result<Vec<u8>, String>> {
    let child = Command::new("named-rrchecker")
        .args(["-u", "-o", "example."])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "named-rrchecker: {error}");
            eprintln!("skipped: named-rrchecker: {error}");
            return None;
        }
    };
    let line = format!("IN TYPE{} {text}\n", record_type.0);
    child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    if !output.status.success() {
        return Some(Err(String::from_utf8(output.stderr).unwrap()));
    }
    let digits = shown.split("\\# ").nth(1).unwrap().split_whitespace().skip(1).collect::<String>();
    let octets = digits.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).unwrap();
        u8::from_str_radix(pair, 16).unwrap()
    });
    Some(Ok(octets.collect()))
}
