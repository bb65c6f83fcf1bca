//! Texts with slots against texts: what the slots must be.

use super::pattern::{Parameter, Part, Text};
use crate::dns::Name;

/// What each parameter is so far.
pub(super) type Bindings = Vec<Bound>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bound {
    Open,
    /// An optional one that is not given.
    Absent,
    Value(String),
}

/// What unification needs to know of a preset at an origin.
pub(super) struct Place<'p> {
    pub parameters: &'p [Parameter],
    /// Without its final dot.
    pub origin: String,
}

/// What slots may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Freedom {
    /// Parameters with a default may be another value.
    pub past_defaults: bool,
    /// A slot is one label.
    pub one_label: bool,
}

impl<'p> Place<'p> {
    pub fn new(parameters: &'p [Parameter], origin: &Name) -> Place<'p> {
        Place { parameters, origin: origin.to_string().trim_end_matches('.').to_owned() }
    }

    /// The default of a parameter at this origin.
    pub fn default(&self, slot: usize) -> Option<String> {
        let default = self.parameters[slot].default.as_ref()?;
        let parts = default.iter().map(|part| match part {
            Part::Literal(text) => Some(text.clone()),
            Part::Origin { dashed, dotted } => Some(self.origin_text(*dashed, *dotted)),
            Part::Slot(_) => None,
        });
        parts.collect()
    }

    /// Gives all ways in which the text can be `subject`, those with defaults
    /// and short values first.
    pub fn unify(&self, text: &Text, subject: &str, bindings: &Bindings, freedom: Freedom) -> Vec<Bindings> {
        let mut found = Vec::new();
        self.step(text, subject, bindings, freedom, &mut found);
        found
    }

    /// Whether everything in the text is known.
    pub fn known(&self, text: &Text, bindings: &Bindings) -> Option<String> {
        let parts = text.iter().map(|part| match part {
            Part::Literal(text) => Some(text.clone()),
            Part::Origin { dashed, dotted } => Some(self.origin_text(*dashed, *dotted)),
            Part::Slot(slot) => match &bindings[*slot] {
                Bound::Value(value) => Some(value.clone()),
                _ => None,
            },
        });
        parts.collect()
    }

    fn step(
        &self,
        text: &[Part],
        subject: &str,
        bindings: &Bindings,
        freedom: Freedom,
        found: &mut Vec<Bindings>,
    ) {
        let Some((first, rest)) = text.split_first() else {
            if subject.is_empty() {
                found.push(bindings.clone());
            }
            return;
        };
        let fixed = match first {
            Part::Literal(literal) => Some(literal.clone()),
            Part::Origin { dashed, dotted } => Some(self.origin_text(*dashed, *dotted)),
            Part::Slot(slot) => match &bindings[*slot] {
                Bound::Value(value) => Some(value.clone()),
                Bound::Absent => return,
                Bound::Open => None,
            },
        };
        match (fixed, first) {
            (Some(fixed), _) => {
                if let Some(behind) = subject.strip_prefix(&fixed) {
                    self.step(rest, behind, bindings, freedom, found);
                }
            }
            (None, Part::Slot(slot)) => self.fill(*slot, rest, subject, bindings, freedom, found),
            (None, _) => {}
        }
    }

    /// Tries values for an open slot.
    fn fill(
        &self,
        slot: usize,
        rest: &[Part],
        subject: &str,
        bindings: &Bindings,
        freedom: Freedom,
        found: &mut Vec<Bindings>,
    ) {
        let mut take = |value: &str| {
            let Some(behind) = subject.strip_prefix(value) else { return };
            let mut bindings = bindings.clone();
            bindings[slot] = Bound::Value(value.to_owned());
            self.step(rest, behind, &bindings, freedom, found);
        };
        let default = self.default(slot);
        if let Some(default) = &default {
            take(default);
            if !freedom.past_defaults {
                return;
            }
        }
        let ends: Vec<usize> = match rest.is_empty() {
            true => vec![subject.len()],
            false => subject.char_indices().map(|(at, _)| at).skip(1).chain([subject.len()]).collect(),
        };
        for end in ends.into_iter().filter(|end| *end > 0) {
            let value = &subject[..end];
            if freedom.one_label && value.contains('.') {
                break;
            }
            if default.as_deref() != Some(value) {
                take(value);
            }
        }
    }

    fn origin_text(&self, dashed: bool, dotted: bool) -> String {
        match (dashed, dotted) {
            (true, _) => self.origin.replace('.', "-"),
            (false, true) => format!("{}.", self.origin),
            (false, false) => self.origin.clone(),
        }
    }
}
