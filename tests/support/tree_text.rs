//! A tree as text, a line a statement.

use std::fmt::Write;

use zonal::syntax::ast::*;
use zonal::syntax::{Item, Tree};

pub fn tree_text(tree: &Tree<'_>) -> String {
    let mut out = String::new();
    for item in &tree.items {
        dump_item(item, 0, &mut out);
    }
    out
}

fn dump_item(item: &Item<'_>, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let comment = item.line.comment.map(|comment| format!("   {}", comment.text)).unwrap_or_default();
    let _ = writeln!(out, "{indent}{}{comment}", statement(&item.line.statement));
    for inner in &item.body {
        dump_item(inner, depth + 1, out);
    }
    if let Some(close) = &item.close {
        let assumed = if close.span.start == close.span.end { " (assumed)" } else { "" };
        let comment = close.comment.map(|comment| format!("   {}", comment.text)).unwrap_or_default();
        let _ = writeln!(out, "{indent}}}{assumed}{comment}");
    }
}

fn statement(statement: &Statement<'_>) -> String {
    match statement {
        Statement::Comment => "comment".into(),
        Statement::Doc(text) => format!("doc {:?}", text.text),
        Statement::Record(record) => self::record(record),
        Statement::Open(block) => format!("{} {{", self::block(block)),
        Statement::Close => "}".into(),
        Statement::Let { name, value } => format!("let {} = {}", name.text, self::value(value)),
        Statement::External { names, description, attributes } => format!(
            "external {} {:?}{}",
            values(names),
            description.map(|word| word.text),
            self::attributes(attributes)
        ),
        Statement::Use { path, arguments } => format!("use {}({})", path.text, self::arguments(arguments)),
        Statement::Ignore(ignore) => {
            let what = match &ignore.what {
                Ignored::Names { pattern, types, target } => {
                    format!("{} {:?} to {:?}", pattern.text, words(types), target.map(|word| word.text))
                }
                Ignored::OwnedBy { tool, arguments } => {
                    format!("owned-by {}({})", tool.text, self::arguments(arguments))
                }
            };
            format!("ignore {what} {:?}", ignore.reason.map(|word| word.text))
        }
        Statement::Manage { patterns } => format!("manage {:?}", words(patterns)),
        Statement::PtrFrom { zones } => format!("ptr from {}", values(zones)),
        Statement::Deprecated(text) => format!("deprecated {}", text.text),
        Statement::Setting(setting) => {
            format!(
                "setting {} {}{}",
                setting.key.text,
                values(&setting.values),
                attributes(&setting.attributes)
            )
        }
        Statement::Row { key, cells } => format!("row {} {}", key.text, values(cells)),
        Statement::Expectation(expectation) => format!(
            "expect {} {} -> {}",
            expectation.name.text,
            expectation.record_type.text,
            rdata(&expectation.answer)
        ),
        Statement::Wrong => "wrong".into(),
    }
}

fn record(record: &Record<'_>) -> String {
    let overrides = if record.overrides.is_some() { "override " } else { "" };
    let ttl = record.ttl.map(|ttl| format!(" ttl={}", ttl.text)).unwrap_or_default();
    let owners = words(&record.owners).join(", ");
    let kind = record.record_type.text;
    format!(
        "record {overrides}{owners}{ttl} {kind} {}{}",
        rdata(&record.values),
        attributes(&record.attributes)
    )
}

fn rdata(values: &[RdataValue<'_>]) -> String {
    let show = |value: &RdataValue<'_>| match value {
        RdataValue::Token(token, _) if token.quoted => format!("{:?}", token.text),
        RdataValue::Token(token, _) => token.text.to_owned(),
        RdataValue::Variable(variable) => self::variable(variable),
    };
    values.iter().map(show).collect::<Vec<_>>().join(" | ")
}

fn block(block: &Block<'_>) -> String {
    match block {
        Block::Zone { names, attributes } => {
            format!("zone {}{}", values(names), self::attributes(attributes))
        }
        Block::Extend { names, attributes } => {
            format!("extend {}{}", values(names), self::attributes(attributes))
        }
        Block::Under { names } => format!("under {}", values(names)),
        Block::With { attributes } => format!("with{}", self::attributes(attributes)),
        Block::For { variables, values } => format!("for {:?} in {}", words(variables), value(values)),
        Block::Template { name, parameters } => {
            let show = |parameter: &Parameter<'_>| {
                let optional = if parameter.optional { "?" } else { "" };
                let kind = parameter.kind.map(|kind| format!(": {}", kind.text)).unwrap_or_default();
                let default = parameter.default.as_ref().map(|value| format!(" = {}", self::value(value)));
                format!("{}{optional}{kind}{}", parameter.name.text, default.unwrap_or_default())
            };
            format!("template {}({})", name.text, parameters.iter().map(show).collect::<Vec<_>>().join(", "))
        }
        Block::View { name } => format!("view {}", name.text),
        Block::Table { name, columns } => format!("table {} {:?}", name.text, words(columns)),
        Block::Test { name, view: None } => format!("test {}", name.text),
        Block::Test { name, view: Some(view) } => format!("test {} view {}", name.text, view.text),
        Block::Wrong => "wrong".into(),
    }
}

fn value(value: &Value<'_>) -> String {
    match value {
        Value::Word(word) | Value::Wrong(word) => word.text.to_owned(),
        Value::Text(word) => format!("text {}", word.text),
        Value::Variable(variable) => self::variable(variable),
        Value::List { items, .. } => format!("[{}]", values(items)),
        Value::Range { first, last, .. } => format!("{first} to {last}"),
    }
}

fn variable(variable: &Variable<'_>) -> String {
    let optional = if variable.optional { "?" } else { "" };
    format!(
        "var({}{}{optional})",
        variable.name.text,
        variable.steps.iter().map(|step| format!(" {}", step.text)).collect::<String>()
    )
}

fn values(all: &[Value<'_>]) -> String {
    all.iter().map(value).collect::<Vec<_>>().join(", ")
}

fn words<'s>(words: &[Word<'s>]) -> Vec<&'s str> {
    words.iter().map(|word| word.text).collect()
}

fn arguments(arguments: &[Argument<'_>]) -> String {
    let show = |argument: &Argument<'_>| match argument.name {
        Some(name) => format!("{} = {}", name.text, value(&argument.value)),
        None => value(&argument.value),
    };
    arguments.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn attributes(attributes: &[Attribute<'_>]) -> String {
    if attributes.is_empty() {
        return String::new();
    }
    let show = |attribute: &Attribute<'_>| match &attribute.value {
        Some(value) => format!("{} = {}", attribute.key.text, self::value(value)),
        None => attribute.key.text.to_owned(),
    };
    format!(" [{}]", attributes.iter().map(show).collect::<Vec<_>>().join(", "))
}
