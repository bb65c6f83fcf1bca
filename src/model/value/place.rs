//! `$origin` and `$zone`, which every place has.

use crate::model::frame::Spot;
use crate::syntax::ast::Value;
use crate::syntax::{Piece, pieces};

/// Their names.
pub(in crate::model) const SPECIAL: [&str; 2] = ["origin", "zone"];

/// What one of them is at a spot, with its final dot if it is to be `dotted`; `None` if
/// the name is another.
pub(super) fn of_place(name: &str, spot: &Spot, dotted: bool) -> Option<String> {
    let value = match name {
        "origin" => &spot.origin,
        "zone" => &spot.apex,
        _ => return None,
    };
    let text = value.to_string();
    let bare = text.strip_suffix('.').filter(|bare| !dotted && !bare.is_empty());
    Some(bare.map_or_else(|| text.clone(), str::to_owned))
}

/// Whether one of them stands in a value.
pub(in crate::model) fn depends_on_place(value: &Value<'_>) -> bool {
    match value {
        Value::Variable(variable) => SPECIAL.contains(&variable.name.text),
        Value::Word(word) | Value::Text(word) => pieces(word.text)
            .any(|piece| matches!(piece, Piece::Splice { name, .. } if SPECIAL.contains(&name))),
        Value::List { items, .. } => items.iter().any(depends_on_place),
        Value::Range { .. } | Value::Wrong(_) => false,
    }
}
