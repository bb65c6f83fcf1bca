//! What several records have from one cause in their zone, or several zones from one line (a header of
//! several zones, a template, a loop) or from `[defaults]`, is one cause, and is said once.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Problems, in_a_row};
use crate::dns::Name;
use crate::text::Span;

/// How many of the other zones are named.
const NAMED: usize = 3;

/// What was found in a zone, or in none.
pub(super) struct Found {
    pub diagnostic: Diagnostic,
    pub apex: Option<Name>,
    pub is_default: bool,
    /// What several in the zone have it from.
    pub cause: Option<String>,
}

/// What tells what is one from what is not: the place, the code, and the words without the zone's name.
type Key = (Option<Span>, &'static str, Vec<String>);

/// Says each cause once, in the words of the first that has it, and which others do.
pub(super) fn unite(all: Vec<Found>) -> Problems {
    unite_zones(unite_causes(all))
}

/// Within each zone.
fn unite_causes(all: Vec<Found>) -> Vec<Found> {
    let mut united: Vec<(Found, usize)> = Vec::new();
    let mut places = HashMap::new();
    for found in all {
        let Diagnostic { code, label, .. } = &found.diagnostic;
        let key = found.cause.clone().map(|cause| (cause, code.name, found.apex.clone(), label.clone()));
        let place = key.map_or(united.len(), |key| *places.entry(key).or_insert(united.len()));
        match united.get_mut(place) {
            Some((_, others)) => *others += 1,
            None => united.push((found, 0)),
        }
    }
    united.into_iter().map(|(found, others)| with_count(found, others)).collect()
}

fn with_count(mut found: Found, others: usize) -> Found {
    let Some(cause) = found.cause.as_deref().filter(|_| others > 0) else { return found };
    let more = if others == 1 {
        "the same at 1 other place".to_owned()
    } else {
        format!("the same at {others} other places")
    };
    add_label(&mut found.diagnostic, &format!("{cause}; {more}"));
    found
}

fn unite_zones(all: Vec<Found>) -> Problems {
    let mut united: Vec<(Found, Vec<Name>)> = Vec::new();
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut neighbours: HashMap<_, usize> = HashMap::new();
    for found in &all {
        *neighbours.entry(cause(found)).or_default() += 1;
    }
    for found in all {
        let is_alone = neighbours.get(&cause(&found)) == Some(&1);
        let Some(apex) = found.apex.as_ref().filter(|_| !is_alone) else {
            united.push((found, Vec::new()));
            continue;
        };
        let place = *places.entry(key(&found, apex)).or_insert(united.len());
        match united.get_mut(place) {
            Some((_, others)) => others.push(apex.clone()),
            None => united.push((found, Vec::new())),
        }
    }
    united.into_iter().map(|(found, others)| with_others(found, others)).collect()
}

/// Where it is found, which for what `[defaults]` say is nowhere, and what it is.
fn cause(found: &Found) -> (Option<Span>, &'static str) {
    (found.diagnostic.span.filter(|_| !found.is_default), found.diagnostic.code.name)
}

fn key(found: &Found, apex: &Name) -> Key {
    let Diagnostic { headline, label, help, fixes, .. } = &found.diagnostic;
    let (plain, unicode) = (apex.to_string(), apex.with_unicode());
    let nameless = |text: &String| {
        let text = text.replace(&unicode, "\0").replace(&plain, "\0");
        text.replace(plain.trim_end_matches('.'), "\0")
    };
    let fixes = fixes.iter().map(|fix| format!("{:?}", fix.edits));
    let words = [headline, label].into_iter().chain(help).map(nameless).chain(fixes);
    let (span, code) = cause(found);
    (span, code, words.collect())
}

fn with_others(found: Found, mut others: Vec<Name>) -> Diagnostic {
    let Found { mut diagnostic, apex, is_default, .. } = found;
    if is_default {
        add_label(&mut diagnostic, "by `[defaults]` of `zonal.toml`");
    }
    others.retain(|other| Some(other) != apex.as_ref());
    others.sort();
    others.dedup();
    if others.is_empty() {
        return diagnostic;
    }
    let more = others.len().saturating_sub(NAMED);
    let mut names: Vec<String> =
        others.iter().take(NAMED).map(|name| format!("`{}`", name.with_unicode())).collect();
    match more {
        0 => {}
        1 => names.push("1 other zone".to_owned()),
        _ => names.push(format!("{more} other zones")),
    }
    add_label(&mut diagnostic, &format!("the same in {}", in_a_row(&names)));
    diagnostic
}

fn add_label(diagnostic: &mut Diagnostic, text: &str) {
    let before = if diagnostic.label.is_empty() { "" } else { "; " };
    diagnostic.label = format!("{}{before}{text}", diagnostic.label);
}
