//! What holds for all sources.

use super::case_file;
use super::outcome::outcome;

/// Cut short or with a byte of punctuation in a wrong place, a source gives
/// problems and never a panic.
#[test]
fn broken_sources_are_survived() {
    let cases: Vec<_> =
        case_file::paths("tests/language/cases").iter().flat_map(|path| case_file::read(path)).collect();
    for (number, case) in cases.iter().enumerate().filter(|(_, case)| case.source.len() < 1000) {
        let ends = (0..case.source.len()).filter(|end| case.source.is_char_boundary(*end));
        for end in ends.skip(number % 31).step_by(31) {
            let (head, tail) = case.source.split_at(end);
            outcome(head);
            let wedge = ["\"", "{", "}", "$", "${x}", "[", "\\", ".", "@", "#"][end % 10];
            outcome(&format!("{head}{wedge}{tail}"));
        }
    }
}

/// The order of files means nothing: zones and errors are the same, whichever
/// file comes first.
#[test]
fn the_order_of_files_means_nothing() {
    let files = [
        "zone example.com { ttl $t\n  use t }\n",
        "extend example.com { www  A  $a.v4\n  under x { y 1m TXT \"1\" } }\n",
        "let a = [$b, 2001:db8::1]\nlet t = 5m\n",
        "let b = 192.0.2.1\ntemplate t { mail  ADDR  $a\n  @  MX  10 mail }\n",
    ];
    let zone = |order: [usize; 4]| {
        let sources: Vec<String> =
            order.iter().map(|file| format!("@@ {file}.dns\n{}", files[*file])).collect();
        outcome(&sources.concat())
    };
    let first = zone([0, 1, 2, 3]);
    assert!(first.contains("mail 5m AAAA 2001:db8::1"), "{first}");
    for order in [[3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]] {
        assert_eq!(zone(order), first);
    }
}
