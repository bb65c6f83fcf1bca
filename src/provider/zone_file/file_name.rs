use std::fmt::Write;

use crate::dns::Name;

const ENDING: &str = ".zone";

/// The name of the file of a zone.
pub(super) fn file_name(apex: &Name) -> String {
    if apex.is_root() {
        return format!("@{ENDING}");
    }
    let mut text = String::new();
    for label in apex.labels() {
        if !text.is_empty() {
            text.push('.');
        }
        for &octet in label {
            match octet {
                b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => text.push(octet as char),
                octet => {
                    let _ = write!(text, "%{octet:02X}");
                }
            }
        }
    }
    text + ENDING
}

/// The zone whose file has this name, if it is one that [`file_name`] gives.
pub(super) fn apex_of(file: &str) -> Option<Name> {
    let text = file.strip_suffix(ENDING)?;
    let apex = match text {
        "@" => Name::root(),
        _ => {
            let labels: Vec<Vec<u8>> = text.split('.').map(label_of).collect::<Option<_>>()?;
            Name::from_labels(labels.iter().map(Vec::as_slice)).ok()?
        }
    };
    (file_name(&apex) == file).then_some(apex)
}

fn label_of(text: &str) -> Option<Vec<u8>> {
    let mut label = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        if first != b'%' {
            label.push(first);
            continue;
        }
        let (digits, behind) = rest.split_at_checked(2)?;
        label.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = behind;
    }
    Some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_files_go_both_ways() {
        for (zone, file) in [
            ("example.com.", "example.com.zone"),
            ("Müller.example.", "xn--mller-kva.example.zone"),
            ("0/25.2.0.192.in-addr.arpa.", "0%2F25.2.0.192.in-addr.arpa.zone"),
            (".", "@.zone"),
            ("root.", "root.zone"),
            ("@.", "%40.zone"),
            ("\\..", "%2E.zone"),
            ("_acme-challenge.a\\.b.c%d.", "_acme-challenge.a%2Eb.c%25d.zone"),
            ("\\000\\255\\032.x.", "%00%FF%20.x.zone"),
        ] {
            let apex: Name = zone.parse().unwrap();
            assert_eq!(file_name(&apex), file, "{zone}");
            assert_eq!(apex_of(file), Some(apex), "{file}");
        }
        for foreign in [
            "example.com",
            "Example.com.zone",
            ".zone",
            "a..b.zone",
            "%2f.zone",
            "%61.zone",
            "%2.zone",
            "%+1.zone",
            "a b.zone",
        ] {
            assert_eq!(apex_of(foreign), None, "{foreign}");
        }
    }
}
