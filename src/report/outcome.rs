//! What became of a push, as text.

use super::escape;
use super::paint::Paint;
use super::plan::heading;
use crate::apply::{Event, Failure, Outcome, Summary, ZoneOutcome, ZoneResult};
use crate::dns::Name;
use crate::plan::{Change, Edit};
use crate::provider::WriteFailure;

/// A line for each zone, and one for the whole run.
pub fn draw_outcome(outcome: &Outcome, colour: bool) -> String {
    let paint = Paint { colour };
    let mut text = String::new();
    for zone in outcome.zones.iter().filter(|zone| zone.result != ZoneResult::Nothing) {
        draw_zone(zone, paint, &mut text);
    }
    let last = match outcome.summary() {
        Summary::Done if outcome.zones.iter().all(|zone| zone.result == ZoneResult::Nothing) => {
            "nothing to do".to_owned()
        }
        Summary::Done => format!("{}: pushed and verified", outcome.run),
        Summary::NothingChanged => format!("{}: nothing was changed", outcome.run),
        Summary::Partly => format!("{}: partly applied; the next push finishes it", outcome.run),
    };
    text.push_str(&format!("{last}\n"));
    text
}

/// `www.example.com. A: add 192.0.2.1`
pub fn change_line(apex: &Name, change: &Change) -> String {
    let verb = match &change.edit {
        Edit::Add(_) => "add",
        Edit::Replace { .. } => "change",
        Edit::Remove(_) => "remove",
    };
    let records = change.edit.after().or(change.edit.before());
    let values = records.into_iter().flat_map(|records| records.data()).map(|rdata| rdata.to_string());
    let values: Vec<String> = values.collect();
    let owner = change.key.owner.relative_to(apex);
    let line = format!("{apex}: {verb} {owner} {} {}", change.key.record_type, values.join(", "));
    escape(&line).into_owned()
}

/// What to say of an event while it happens; most are not worth a line.
pub fn progress_line(apex: &Name, instance: &str, event: &Event<'_>) -> Option<String> {
    let said = match event {
        Event::Sending { number, of, changes } if *of > 1 => {
            format!("request {number} of {of}, {changes} changes")
        }
        Event::Answered { number, of, result: Err(failure) } if *of > 1 => {
            format!("request {number} of {of}: {}", escape(&failure.to_string()))
        }
        _ => return None,
    };
    Some(format!("{apex} at {instance}: {said}"))
}

fn draw_zone(zone: &ZoneOutcome, paint: Paint, text: &mut String) {
    let (good, said) = match &zone.result {
        ZoneResult::Nothing => return,
        ZoneResult::Applied { requests } => {
            let plural = if *requests == 1 { "" } else { "s" };
            (true, format!("pushed and verified, {requests} request{plural}"))
        }
        ZoneResult::Partly { done, of, failure } => {
            (false, format!("stopped after request {done} of {of}: {}", why(failure)))
        }
        ZoneResult::Failed { failure, .. } => (false, format!("nothing was changed: {}", why(failure))),
        ZoneResult::NotVerified { differences, .. } => {
            let lines = differences
                .iter()
                .map(|planned| format!("\n    {}", change_line(&zone.apex, &planned.change)));
            (false, format!("pushed, but it does not read back as wanted:{}", lines.collect::<String>()))
        }
        ZoneResult::Unreadable { failure, .. } => {
            (false, format!("pushed, but it cannot be read back: {}", escape(&failure.to_string())))
        }
    };
    let heading = heading(&zone.apex, &zone.instance, paint);
    let (first, rest) = said.split_once('\n').map_or((&said[..], ""), |(first, rest)| (first, rest));
    text.push_str(&format!("{heading}: {}\n", if good { paint.green(first) } else { paint.red(first) }));
    if !rest.is_empty() {
        text.push_str(&format!("{rest}\n"));
    }
}

fn why(failure: &Failure) -> String {
    let help = match failure {
        Failure::Write(WriteFailure::Refused { help, .. } | WriteFailure::Unknown { help, .. }) => {
            help.clone()
        }
        Failure::Write(WriteFailure::Conflict { .. }) => Some("preview again".to_owned()),
        Failure::Journal(error) => Some(error.help().to_owned()),
        _ => None,
    };
    let help = help.map(|help| format!("; {help}")).unwrap_or_default();
    escape(&format!("{failure}{help}")).into_owned()
}
