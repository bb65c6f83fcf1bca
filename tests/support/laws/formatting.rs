//! What holds of formatting any text: twice is once, nothing is lost, and the
//! zones stay the same.

use zonal::format::format;
use zonal::text::SourceId;

use super::compiled::{Compiled, Meant};
use super::meaning::meaning;

pub fn holds(text: &str) {
    let once = format(SourceId(0), text);
    let twice = format(SourceId(0), &once);
    assert_eq!(once, twice, "not idempotent: {text:?}");
    let (before, after) = (meaning(&without_strays(text)), meaning(&without_strays(&once)));
    assert_eq!(before, after, "-- of\n{text:?}\n-- became\n{once}");
    assert!(once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"), "{once:?}");
    if let Some(before) = zones(text) {
        assert!(zones(&once).as_ref() == Some(&before), "{before:?}\nof {text:?}\nbecame other in\n{once}");
    }
}

/// What a text means that compiles by itself and declares a zone.
pub fn zones(text: &str) -> Option<Vec<Meant>> {
    let compiled = Compiled::new(std::iter::once(text));
    (!compiled.problems.has_errors() && !compiled.model.zones.is_empty()).then(|| compiled.zones())
}

/// The text without what makes lines wrong and goes: CR among the blanks at line
/// ends, and a byte order mark below blank lines.
fn without_strays(text: &str) -> String {
    let lines = text.trim_start_matches(['\u{feff}', '\r', '\n']).split('\n').map(|line| {
        let bare = line.trim_end_matches([' ', '\t', '\r']);
        let strays = line[bare.len()..].trim_end_matches('\r');
        if strays.contains('\r') || line.ends_with("\r\r") { bare } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}
