use unicode_width::UnicodeWidthStr;

use super::name::{owner, value};
use super::{Paint, counted};
use crate::dns::{Name, Rdata, RecordType, Records};
use crate::plan::{Cause, Edit, Place, Planned};
use crate::report::escape;

/// A TXT value longer than this gets a line that marks what differs.
const LONG: usize = 40;
/// No column is padded beyond this.
const WIDEST: usize = 32;

/// The widths of the columns of a zone's changes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Columns {
    owner: usize,
    record_type: usize,
    ttl: usize,
}

impl Columns {
    pub(super) fn of(changes: &[Planned], apex: &Name) -> Columns {
        let mut columns = Columns::default();
        for planned in changes {
            let key = &planned.change.key;
            columns.owner = columns.owner.max(owner(&key.owner, apex).width().min(WIDEST));
            columns.record_type = columns.record_type.max(key.record_type.to_string().len());
            columns.ttl = columns.ttl.max(ttl(&planned.change.edit).len().min(WIDEST));
        }
        columns
    }
}

/// The lines of one change.
pub(super) fn draw(planned: &Planned, apex: &Name, columns: Columns, paint: Paint, text: &mut String) {
    let change = &planned.change;
    let sign = match &change.edit {
        Edit::Add(_) => paint.green("+"),
        Edit::Replace { .. } => paint.yellow("~"),
        Edit::Remove(_) => paint.red("-"),
    };
    let owner = padded(&owner(&change.key.owner, apex), columns.owner);
    let record_type = padded(&change.key.record_type.to_string(), columns.record_type);
    let ttl = padded(&ttl(&change.edit), columns.ttl);
    let line = format!("  {sign} {owner}  {record_type}  {ttl}");
    let remarks = remarks(planned, paint);
    match &change.edit {
        Edit::Add(records) | Edit::Remove(records) => {
            let indent = 4 + owner.width() + 2 + record_type.len() + 2 + ttl.width() + 2;
            for (index, rdata) in records.data().iter().enumerate() {
                let value = value(rdata.as_ref());
                match index {
                    0 => text.push_str(&format!("{line}  {value}{remarks}\n")),
                    _ => text.push_str(&format!("{:indent$}{value}\n", "")),
                }
            }
        }
        Edit::Replace { old, new } => {
            text.push_str(line.trim_end());
            text.push_str(&remarks);
            text.push('\n');
            replaced(old, new, paint, text);
        }
    }
}

/// The values that go and come; those that stay are counted.
fn replaced(old: &Records, new: &Records, paint: Paint, text: &mut String) {
    let gone: Vec<&Rdata> = old.data().iter().filter(|rdata| !new.contains(rdata)).collect();
    let come: Vec<&Rdata> = new.data().iter().filter(|rdata| !old.contains(rdata)).collect();
    let kept = old.data().len() - gone.len();
    if let ([before], [after]) = (gone.as_slice(), come.as_slice()) {
        let (before, after) = (value(before.as_ref()), value(after.as_ref()));
        let long = old.record_type() == RecordType::TXT && before.len().max(after.len()) > LONG;
        let marks = long.then(|| difference(&before, &after));
        let (first, second) = marks.unwrap_or_default();
        for (sign, value, mark) in [(paint.red("-"), before, first), (paint.green("+"), after, second)] {
            text.push_str(&format!("      {sign} {value}\n"));
            if !mark.is_empty() {
                text.push_str(&format!("        {}\n", paint.dimmed(&mark)));
            }
        }
    } else {
        for rdata in gone {
            text.push_str(&format!("      {} {}\n", paint.red("-"), value(rdata.as_ref())));
        }
        for rdata in come {
            text.push_str(&format!("      {} {}\n", paint.green("+"), value(rdata.as_ref())));
        }
    }
    if kept > 0 {
        let stay = if kept == 1 { "stays" } else { "stay" };
        text.push_str(&format!("        {}\n", paint.dimmed(&format!("{} {stay}", counted(kept, "value")))));
    }
}

/// Carets under the part of each of two texts in which they differ; empty
/// where a text has nothing of its own, or nothing in common with the other.
fn difference(before: &str, after: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let carets = |text: &[char]| {
        let width = |part: &[char]| part.iter().collect::<String>().width();
        let own = &text[head..text.len() - tail];
        match own.is_empty() || head + tail == 0 {
            true => String::new(),
            false => " ".repeat(width(&text[..head])) + &"^".repeat(width(own)),
        }
    };
    (carets(&old), carets(&new))
}

/// Where it is written, why it is needed, and what is dangerous about it.
fn remarks(planned: &Planned, paint: Paint) -> String {
    let mut parts = Vec::new();
    match planned.places.as_slice() {
        [] => {}
        [place] => parts.push(written(place)),
        [place, more @ ..] => parts.push(format!("{} and {} more", written(place), more.len())),
    }
    match planned.change.cause {
        Cause::Drift => parts.push("changed outside".to_owned()),
        Cause::Both => parts.push("changed here and outside".to_owned()),
        Cause::Config | Cause::Unknown => {}
    }
    let mut text = if parts.is_empty() {
        String::new()
    } else {
        format!("  {}", paint.dimmed(&format!("# {}", parts.join(", "))))
    };
    if !planned.risks.is_empty() {
        let codes: Vec<&str> = planned.risks.iter().map(|risk| risk.code().name).collect();
        text.push_str(&format!("  {}", paint.yellow(&format!("! {}", codes.join(", ")))));
    }
    text
}

fn written(place: &Place) -> String {
    let mut text = format!("{}:{}", place.file, place.line);
    for via in &place.via {
        text.push_str(&format!(", {} {} at {}:{}", via.step, via.what, via.file, via.line));
    }
    if let Some(line) = place.description.as_ref().and_then(|description| description.lines().next()) {
        text.push_str(&format!(" ({line})"));
    }
    let said: Vec<String> = place.attributes.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    if !said.is_empty() {
        text.push_str(&format!(" [{}]", said.join(", ")));
    }
    escape(&text).into_owned()
}

fn ttl(edit: &Edit) -> String {
    match (edit.before(), edit.after()) {
        (Some(old), Some(new)) if old.ttl() != new.ttl() => format!("{} -> {}", old.ttl(), new.ttl()),
        (old, new) => new.or(old).map(|records| records.ttl().to_string()).unwrap_or_default(),
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
