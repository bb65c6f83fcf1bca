//! Takes out of an output what differs from run to run.

use std::path::Path;

/// Each pattern with what stands for it. In a pattern `9` is a digit and `*`
/// one or more digits.
const VOLATILE: &[(&str, &str)] = &[
    ("99999999T999999.999999Z-*", "[RUN]"),
    ("9999-99-99T99:99:99.*Z", "[TIME]"),
    ("(process *)", "(process [PID])"),
    // A day of this century begins it.
    ("2099999999", "[SERIAL]"),
];

/// The output with marks for run names, times, processes, dated serials, and
/// the temporary folder; escapes are made visible.
pub fn steady(output: &str, folder: &Path) -> String {
    let outer = folder.parent().unwrap_or(folder);
    let text = output.replace(&folder.display().to_string(), "[DIR]");
    let text = text.replace(&outer.display().to_string(), "[OUTER]").replace('\u{1b}', "<ESC>");
    let mut steady = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let after_digit = steady.ends_with(|character: char| character.is_ascii_digit());
        let found = VOLATILE.iter().find_map(|(pattern, mark)| Some((length(pattern, rest)?, mark)));
        match found {
            Some((length, mark)) if !after_digit => {
                steady.push_str(mark);
                rest = &rest[length..];
            }
            _ => {
                steady.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    steady
}

/// How much of the text the pattern takes, if it begins with it.
fn length(pattern: &str, text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    for wanted in pattern.bytes() {
        match wanted {
            b'9' if digit(at) => at += 1,
            b'*' if digit(at) => at += (at..).take_while(|at| digit(*at)).count(),
            b'9' | b'*' => return None,
            _ if bytes.get(at) == Some(&wanted) => at += 1,
            _ => return None,
        }
    }
    let ends_in_digit = pattern.ends_with('9') && digit(at);
    (!ends_in_digit).then_some(at)
}

#[test]
fn only_what_is_volatile_is_replaced() {
    for (output, expected) in [
        ("20261124T034501.123456Z-4711: pushed", "[RUN]: pushed"),
        ("at 2026-11-24T03:45:01.5Z and 2026-11-24", "at [TIME] and 2026-11-24"),
        ("(process 17)", "(process [PID])"),
        (
            "SOA a. b. 2026112400 7200 12026112400 20261124001",
            "SOA a. b. [SERIAL] 7200 12026112400 20261124001",
        ),
        ("/tmp/x/project/a /tmp/x/b /tmp", "[DIR]/a [OUTER]/b /tmp"),
        ("\u{1b}[1mü", "<ESC>[1mü"),
    ] {
        assert_eq!(steady(output, Path::new("/tmp/x/project")), expected);
    }
}
