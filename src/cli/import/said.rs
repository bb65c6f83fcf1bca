//! What is said of zones that are imported, or not.

use std::path::Path;

use super::files::MasterPath;
use crate::cli::screen::Screen;
use crate::dns::MasterFileError;
use crate::import::{Checked, Draft, Refusal, Refused};
use crate::report;

/// Differing records of a zone that are shown.
const SHOWN: usize = 10;

/// Notes on a zone that are shown.
const NOTES: usize = 40;

pub fn say_refusal(path: &Path, refusal: Refusal, screen: &Screen) {
    let shown = path.display();
    let help = "say it with `--zone NAME`";
    match refusal {
        Refusal::Unreadable(problems) => {
            for MasterFileError { place, message, help, .. } in &problems {
                screen.error(&format!("{place}: {message}"), help.as_deref());
            }
        }
        Refusal::NoApex => {
            screen
                .error(&format!("{shown}: neither the file nor its name says which zone it is"), Some(help));
        }
        Refusal::NoSoa => screen.error(&format!("{shown}: the zone has no SOA"), Some(help)),
        Refusal::OtherZone(zone) => {
            let message =
                format!("{shown}: this is the zone {}, not the one of `--zone`", zone.with_unicode());
            screen.error(&message, Some("leave `--zone` out, or correct it"));
        }
        Refusal::Empty => screen.error(&format!("{shown}: no record of the zone is there"), None),
        Refusal::Raw => {
            let help = "write it as text: `named-compilezone -f raw -F text -o FILE ZONE RAW-FILE`";
            screen.error(&format!("{shown}: this is BIND's raw format, no master file"), Some(help));
        }
        Refusal::TooLarge => screen.error(&format!("{shown}: the zone holds more than 4 GiB of data"), None),
    }
}

pub fn say_rejected(draft: &Draft, checked: &Checked, file: &MasterPath, screen: &Screen) {
    let (zone, path) = (draft.apex.with_unicode(), file.path.display());
    if checked.problems.has_errors() {
        let message = format!("{zone} is not written: its source would have the errors above");
        screen.error(&message, Some(&format!("correct {path} and import it again")));
        return;
    }
    screen.error(&format!("{zone} is not written: its source would give other records than {path}"), None);
    for (what, records) in [("not given", &checked.missing), ("given only there", &checked.extra)] {
        for record in records.iter().take(SHOWN) {
            screen.say(&format!("  {what}: {record}"));
        }
        if records.len() > SHOWN {
            screen.say(&format!("  and {} more", records.len() - SHOWN));
        }
    }
}

pub fn say_declared(draft: &Draft, place: &str, screen: &Screen) {
    let message = format!("{} is not written: it is declared already at {place}", draft.apex.with_unicode());
    screen.error(&message, Some("take it out there, or write into a folder that the project does not read"));
}

/// Says what the source has otherwise than the file, and what it has not.
pub fn say_notes(draft: &Draft, checked: &Checked, screen: &Screen) {
    let zone = draft.apex.with_unicode();
    for note in draft.notes.iter().take(NOTES) {
        screen.say(&format!("{zone}: {note}"));
    }
    if draft.notes.len() > NOTES {
        screen.say(&format!("{zone}: and {} more like these", draft.notes.len() - NOTES));
    }
    for Refused { records, code, headline, help } in &checked.refused {
        for (place, record) in records {
            screen.say(&format!("{place}: not imported: {record}"));
        }
        screen.say(&format!("  {code}: {headline}"));
        for help in help {
            screen.say(&format!("  help: {}", report::escape_lines(help, "  ")));
        }
    }
    let records: usize = checked.refused.iter().map(|refused| refused.records.len()).sum();
    if records > 0 {
        let (are, them) =
            if records == 1 { ("record is", "it stands") } else { ("records are", "they stand") };
        screen.say(&format!("{zone}: {records} {are} not imported; {them} in the source as a comment"));
    }
}
