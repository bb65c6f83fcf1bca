use super::form::{Form, Value};
use crate::model::Budget;

const KEYS: &[&str] = &["records", "depth"];

/// Deeper, templates would want more of the stack than there is.
const DEEPEST: u32 = 200;

/// Reads `[budget]`: how much templates, loops and lists may make. What is not said
/// keeps its built-in limit.
pub(super) fn budget(form: &mut Form, value: &Value<'_>) -> Budget {
    let built_in = Budget::default();
    let Some(table) = form.table(value, "`[budget]`".to_owned(), "[budget]") else { return built_in };
    form.refuse_unknown(&table, KEYS);
    let mut number = |key: &str, most: u32, example: &str| {
        let value = form.get(&table, key)?;
        form.number(&value, 1..=most, example)
    };
    Budget {
        records: number("records", u32::MAX, "records = 2000000").map_or(built_in.records, u64::from),
        depth: number("depth", DEEPEST, "depth = 64").unwrap_or(built_in.depth),
    }
}
