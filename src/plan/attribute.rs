use std::ops::RangeInclusive;

/// An attribute that a kind of provider has: `proxied`, or `kind.key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderAttribute {
    /// As written in a source.
    pub key: &'static str,
    pub takes: Takes,
}

/// What values an attribute takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// Nothing, `true` or `false`.
    Switch,
    Number(RangeInclusive<u64>),
    OneOf(&'static [&'static str]),
    Text,
}

impl Takes {
    /// Whether this is such a value.
    pub fn takes(&self, value: &str) -> bool {
        match self {
            Takes::Switch => matches!(value, "true" | "false" | "on" | "off"),
            Takes::Number(range) => value.parse().is_ok_and(|number| range.contains(&number)),
            Takes::OneOf(words) => words.contains(&value),
            Takes::Text => true,
        }
    }

    /// In words, for a message.
    pub fn wanted(&self) -> String {
        match self {
            Takes::Switch => "no value, `true` or `false`".to_owned(),
            Takes::Number(range) => format!("a number from {} to {}", range.start(), range.end()),
            Takes::OneOf(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                format!("one of {}", words.join(", "))
            }
            Takes::Text => "a text".to_owned(),
        }
    }
}
