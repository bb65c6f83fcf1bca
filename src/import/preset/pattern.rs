//! A preset's template as a pattern: its lines with slots.

use crate::dns::RecordType;
use crate::dns::policy_text::Kind;
use crate::model::presets::Preset;
use crate::syntax::ast::{Block, Parameter as Declared, RdataValue, Record, Statement, Value, Variable};
use crate::syntax::{Format, Piece, Tree, pieces};
use crate::text::SourceId;

/// A template of records.
#[derive(Debug)]
pub(super) struct Pattern {
    pub name: &'static str,
    pub parameters: Vec<Parameter>,
    /// Those that always are before those that an optional parameter brings.
    pub lines: Vec<LinePattern>,
}

#[derive(Debug)]
pub(super) struct Parameter {
    pub name: String,
    /// Of the kind `name`: its value is a target.
    pub is_name: bool,
    /// May be left out, and lines that say it with it.
    pub optional: bool,
    pub default: Option<Text>,
}

/// One record, or the part of one that a typed line gives.
#[derive(Debug)]
pub(super) struct LinePattern {
    /// Below the origin; empty for the origin itself.
    pub owner: Text,
    pub what: What,
    pub values: Vec<Text>,
    /// The optional parameters that it says.
    pub optional: Vec<usize>,
    /// Whether something in it belongs to this preset and hardly to another
    /// record.
    pub is_telling: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A record of one of these types.
    Data(Vec<RecordType>),
    Policy(Kind),
}

pub(super) type Text = Vec<Part>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Literal(String),
    /// The value of a parameter.
    Slot(usize),
    /// `$origin`, its dots as dashes or with a final one.
    Origin {
        dashed: bool,
        dotted: bool,
    },
}

impl Pattern {
    /// The pattern of a preset; `None` if it holds more than record lines whose
    /// values can be told from records.
    pub fn of(preset: Preset) -> Option<Pattern> {
        let (tree, problems) = Tree::parse(SourceId(0), preset.text);
        if problems.has_errors() {
            return None;
        }
        let template = tree.items.iter().find_map(|item| match &item.line.statement {
            Statement::Open(Block::Template { name, parameters }) if name.text == preset.name => {
                Some((parameters, &item.body))
            }
            _ => None,
        });
        let (declared, body) = template?;
        let reader = Reader { declared };
        let parameters = declared.iter().map(|parameter| reader.parameter(parameter));
        let parameters = parameters.collect::<Option<Vec<_>>>()?;
        let mut lines = Vec::new();
        for item in body {
            match &item.line.statement {
                Statement::Record(record) => lines.extend(reader.lines(record)?),
                Statement::Comment | Statement::Doc(_) => {}
                _ => return None,
            }
        }
        lines.sort_by_key(|line: &LinePattern| (!line.optional.is_empty(), !line.is_telling));
        Some(Pattern { name: preset.name, parameters, lines })
    }
}

struct Reader<'r, 's> {
    declared: &'r [Declared<'s>],
}

impl Reader<'_, '_> {
    fn parameter(&self, declared: &Declared<'_>) -> Option<Parameter> {
        let default = match &declared.default {
            None => None,
            Some(Value::Word(word)) => Some(self.text(word.text, true)?),
            Some(Value::Text(word)) => Some(self.text(word.text.trim_matches('"'), false)?),
            Some(_) => return None,
        };
        Some(Parameter {
            name: declared.name.text.to_owned(),
            is_name: declared.kind.is_some_and(|kind| kind.text == "name"),
            optional: declared.optional,
            default,
        })
    }

    /// A line for each owner and value.
    fn lines(&self, record: &Record<'_>) -> Option<Vec<LinePattern>> {
        if record.ttl.is_some() || record.overrides.is_some() || !record.attributes.is_empty() {
            return None;
        }
        let values = record.values.iter().map(|value| match value {
            RdataValue::Token(token, _) => self.text(token.text, !token.quoted),
            RdataValue::Variable(variable) => self.variable(variable),
        });
        let values = values.collect::<Option<Vec<Text>>>()?;
        let word = record.record_type.text;
        let mut lines = Vec::new();
        for owner in &record.owners {
            let owner = if owner.text == "@" { Text::new() } else { self.text(owner.text, true)? };
            if word == "ADDR" || matches!(word, "A" | "AAAA" | "NS" | "PTR") {
                for value in &values {
                    lines.push(self.line(owner.clone(), word, vec![value.clone()])?);
                }
            } else {
                lines.push(self.line(owner, word, values.clone())?);
            }
        }
        Some(lines)
    }

    fn line(&self, owner: Text, word: &str, values: Vec<Text>) -> Option<LinePattern> {
        let policy = Kind::ALL.into_iter().find(|kind| kind.word() == word);
        let what = match (policy, word) {
            (Some(kind), _) => What::Policy(kind),
            (None, "ADDR") => What::Data(vec![RecordType::A, RecordType::AAAA]),
            (None, word) => What::Data(vec![RecordType::parse(word)?]),
        };
        let slots = owner.iter().chain(values.iter().flatten()).filter_map(|part| match part {
            Part::Slot(slot) => Some(*slot),
            _ => None,
        });
        let mut optional: Vec<usize> = slots.filter(|slot| self.declared[*slot].optional).collect();
        optional.sort_unstable();
        optional.dedup();
        let is_telling = is_telling(&owner, &what, &values);
        Some(LinePattern { owner: placed(owner, policy), what, values, optional, is_telling })
    }

    fn variable(&self, variable: &Variable<'_>) -> Option<Text> {
        if !variable.steps.is_empty() {
            return None;
        }
        self.slot(variable.name.text, false, true).map(|part| vec![part])
    }

    fn text(&self, text: &str, is_word: bool) -> Option<Text> {
        let mut parts = Text::new();
        let mut pieces = pieces(text).peekable();
        while let Some(piece) = pieces.next() {
            let is_last = pieces.peek().is_none();
            parts.push(match piece {
                // A `\` may stand for another octet.
                Piece::Plain(text) if !text.contains('\\') => Part::Literal(text.to_owned()),
                Piece::Splice { name, steps: "", format: Format::AsIs, .. } => {
                    self.slot(name, false, is_word && is_last)?
                }
                Piece::Splice { name: "origin", steps: "", format: Format::Dashed, .. } => {
                    self.slot("origin", true, false)?
                }
                _ => return None,
            });
        }
        Some(parts)
    }

    fn slot(&self, name: &str, dashed: bool, dotted: bool) -> Option<Part> {
        if name == "origin" {
            return Some(Part::Origin { dashed, dotted });
        }
        let slot = self.declared.iter().position(|parameter| parameter.name.text == name)?;
        (!dashed).then_some(Part::Slot(slot))
    }
}

/// The owner with the labels that a policy's kind adds.
fn placed(owner: Text, policy: Option<Kind>) -> Text {
    let labels = policy.map(|kind| kind.owner_labels().join(".")).unwrap_or_default();
    let (before, dot, behind) = match (policy, labels.is_empty()) {
        (_, true) => return owner,
        (Some(Kind::Dkim), _) => (owner, ".", vec![Part::Literal(labels)]),
        _ if owner.is_empty() => return vec![Part::Literal(labels)],
        _ => (vec![Part::Literal(labels)], ".", owner),
    };
    before.into_iter().chain([Part::Literal(dot.to_owned())]).chain(behind).collect()
}

/// Whether the line has no slot at all, a name of a service in its value, words
/// in its text, or labels of its own in front of the origin.
fn is_telling(owner: &Text, what: &What, values: &[Text]) -> bool {
    let literals = |text: &Text| {
        let literals = text.iter().filter_map(|part| match part {
            Part::Literal(literal) => Some(literal.as_str()),
            _ => None,
        });
        literals.map(str::to_owned).collect::<Vec<String>>()
    };
    let has_slot = |text: &Text| text.iter().any(|part| matches!(part, Part::Slot(_)));
    let is_data = matches!(what, What::Data(_));
    if is_data && !has_slot(owner) && !values.iter().any(has_slot) {
        return true;
    }
    let letters = |text: &str| text.bytes().filter(u8::is_ascii_alphanumeric).count();
    let has_name = |text: &str| {
        let labels = text.split(['.', ':']).filter(|label| letters(label) > 1);
        labels.count() > 1
    };
    let is_text = *what == What::Data(vec![RecordType::TXT]);
    let has_key = |text: &str| text.split_once('=').is_some_and(|(key, _)| letters(key) > 1);
    let has_words = |text: &str| is_text && (letters(text) > 3 || has_key(text));
    let says = |text: &Text| literals(text).iter().any(|text| has_name(text) || has_words(text));
    literals(owner).iter().any(|text| letters(text) > 1) || values.iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::presets::{NEWEST, presets};

    #[test]
    fn every_preset_is_a_pattern() {
        for preset in presets(NEWEST) {
            let pattern = Pattern::of(*preset);
            assert!(pattern.is_some_and(|pattern| !pattern.lines.is_empty()), "{}", preset.name);
        }
    }

    #[test]
    fn telling_lines() {
        let telling = |name: &str| {
            let preset = presets(NEWEST).iter().find(|preset| preset.name == name).unwrap();
            let lines = Pattern::of(*preset).unwrap().lines;
            lines.iter().map(|line| line.is_telling).collect::<Vec<_>>()
        };
        assert_eq!(telling("verify.google"), [true]);
        assert_eq!(telling("caa.none"), [true]);
        assert_eq!(telling("mail.google"), [true, true, false]);
        assert_eq!(telling("web.fly"), [false, true, true, false]);
        assert_eq!(telling("web.vercel"), [false, false]);
        assert_eq!(telling("send.postmark"), [true, false]);
        assert_eq!(telling("mail.m365"), [true, true, true, true, false]);
    }
}
