//! Templates: parameters, and that their uses of each other make no circle.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::codes;
use super::ledger::Ledger;
use super::value::{Absent, Datum, Environment, SPECIAL, Values};
use crate::diagnostic::{Diagnostic, Problems, nearest};
use crate::dns::Ttl;
use crate::syntax::Item;
use crate::syntax::ast::{Argument, Block, Parameter, Statement, Word};
use crate::text::{SourceId, Span};

type Globals<'s> = BTreeMap<&'s str, Option<Datum<'s>>>;

pub(super) struct Template<'s> {
    pub name: Word<'s>,
    pub parameters: Vec<Parameter<'s>>,
    pub deprecated: Option<Word<'s>>,
    pub body: Vec<Item<'s>>,
}

const KINDS: [&str; 10] = ["ip", "ip4", "ip6", "name", "text", "int", "duration", "date", "bool", "list"];

/// The templates by name; those that use themselves are reported and left out.
///
/// Parameters shadow no value of `globals`; those of presets, in sources from `library` on, may,
/// for nobody knows all their names.
pub(super) fn define<'s>(
    items: Vec<Item<'s>>,
    globals: &Globals<'s>,
    library: SourceId,
    ledger: &mut Ledger<'s>,
) -> BTreeMap<&'s str, Template<'s>> {
    let mut templates: BTreeMap<&'s str, Template<'s>> = BTreeMap::new();
    for item in items {
        let Statement::Open(Block::Template { name, parameters }) = item.line.statement else { continue };
        check_parameters(&parameters, ledger);
        if name.span.source < library {
            check_shadows(&parameters, globals, ledger);
        }
        if let Some(first) = templates.get(name.text) {
            let headline = format!("the template `{}` is defined twice", name.text);
            let error = Diagnostic::error(&codes::DEFINED_TWICE, name.span, headline);
            ledger.error(error.other(first.name.span, "defined here"));
            continue;
        }
        let deprecated = item.body.iter().find_map(|line| match line.line.statement {
            Statement::Deprecated(text) => Some(text),
            _ => None,
        });
        templates.insert(name.text, Template { name, parameters, deprecated, body: item.body });
    }
    for name in in_circles(&templates) {
        if let Some(template) = templates.remove(name) {
            let headline = format!("the template `{name}` uses itself");
            let error = Diagnostic::error(&codes::DEFINITION_CYCLE, template.name.span, headline);
            ledger.error(error.help("templates use each other in one direction only"));
        }
    }
    templates
}

fn check_parameters(parameters: &[Parameter<'_>], ledger: &mut Ledger<'_>) {
    for (index, parameter) in parameters.iter().enumerate() {
        if let Some(first) = parameters[..index].iter().find(|other| other.name.text == parameter.name.text) {
            let headline = format!("the parameter `{}` is there twice", parameter.name.text);
            let error = Diagnostic::error(&codes::DEFINED_TWICE, parameter.name.span, headline);
            ledger.error(error.other(first.name.span, "first here"));
        }
        if let Some(kind) = parameter.kind.filter(|kind| !KINDS.contains(&kind.text)) {
            let headline = format!("no kind of value is called `{}`", kind.text);
            let error = Diagnostic::error(&codes::BAD_ARGUMENT, kind.span, headline);
            ledger.error(error.help(format!("there are {}", KINDS.join(", "))));
        }
    }
}

fn check_shadows(parameters: &[Parameter<'_>], globals: &Globals<'_>, ledger: &mut Ledger<'_>) {
    for Parameter { name, .. } in parameters {
        if globals.contains_key(name.text) || SPECIAL.contains(&name.text) {
            let headline = format!("`{}` is already a name here", name.text);
            let error = Diagnostic::error(&codes::DEFINED_TWICE, name.span, headline);
            ledger.error(error.help("choose another name for the parameter"));
        }
    }
}

/// The templates that reach themselves by `use`.
fn in_circles<'s>(templates: &BTreeMap<&'s str, Template<'s>>) -> Vec<&'s str> {
    let uses: BTreeMap<&str, Vec<&str>> = templates
        .iter()
        .map(|(name, template)| {
            let mut found = Vec::new();
            collect_uses(&template.body, &mut found);
            (*name, found)
        })
        .collect();
    let reaches_itself = |start: &str| {
        let mut seen: Vec<&str> = Vec::new();
        let mut todo: Vec<&str> = uses.get(start).cloned().unwrap_or_default();
        while let Some(next) = todo.pop() {
            if next == start {
                return true;
            }
            if !seen.contains(&next) {
                seen.push(next);
                todo.extend(uses.get(next).into_iter().flatten());
            }
        }
        false
    };
    templates.keys().copied().filter(|name| reaches_itself(name)).collect()
}

pub(super) fn collect_uses<'s>(items: &[Item<'s>], found: &mut Vec<&'s str>) {
    for item in items {
        if let Statement::Use { path, .. } = &item.line.statement {
            found.push(path.text);
        }
        collect_uses(&item.body, found);
    }
}

/// The values of the parameters for one use.
pub(super) fn bind<'s>(
    template: &Template<'s>,
    path: Word<'s>,
    arguments: &[Argument<'s>],
    span: Span,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<Values<'s>, Absent> {
    let mut locals = Values::new();
    let mut position = 0;
    for argument in arguments {
        let parameter = match argument.name {
            Some(name) => template.parameters.iter().find(|parameter| parameter.name.text == name.text),
            None => {
                position += 1;
                template.parameters.get(position - 1)
            }
        };
        let Some(parameter) = parameter else {
            problems.push(no_parameter(template, argument));
            return Err(Absent::Wrong);
        };
        if locals.contains_key(parameter.name.text) {
            let headline = format!("`{}` is given twice", parameter.name.text);
            problems.push(Diagnostic::error(&codes::BAD_ARGUMENT, argument.span, headline));
            return Err(Absent::Wrong);
        }
        let datum = environment.evaluate(&argument.value, problems)?;
        if matches!(datum, Datum::Nothing) {
            // `_` of a table gives nothing.
            continue;
        }
        check_kind(parameter, &datum, argument.value.span(), problems)?;
        locals.insert(parameter.name.text, Some(datum));
    }
    for parameter in &template.parameters {
        if locals.contains_key(parameter.name.text) {
            continue;
        }
        let value = match &parameter.default {
            Some(default) => Some(environment.evaluate(default, problems)?),
            None if parameter.optional => None,
            None => {
                let headline = format!("`{}` wants `{}`", path.text, parameter.name.text);
                let error = Diagnostic::error(&codes::BAD_ARGUMENT, span, headline);
                problems.push(error.other(parameter.name.span, "declared here"));
                return Err(Absent::Wrong);
            }
        };
        locals.insert(parameter.name.text, value);
    }
    Ok(locals)
}

fn no_parameter(template: &Template<'_>, argument: &Argument<'_>) -> Diagnostic {
    let Some(name) = argument.name else {
        let headline = format!("`{}` has {} parameters", template.name.text, template.parameters.len());
        return Diagnostic::error(&codes::BAD_ARGUMENT, argument.span, headline).label("one too many");
    };
    let headline = format!("`{}` has no parameter `{}`", template.name.text, name.text);
    let error = Diagnostic::error(&codes::BAD_ARGUMENT, name.span, headline);
    match nearest(name.text, template.parameters.iter().map(|parameter| parameter.name.text)) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.other(template.name.span, "declared here"),
    }
}

fn check_kind(
    parameter: &Parameter<'_>,
    datum: &Datum<'_>,
    span: Span,
    problems: &mut Problems,
) -> Result<(), Absent> {
    let Some(kind) = parameter.kind else { return Ok(()) };
    let text = datum.scalar().map(|(text, _)| text);
    let address = text.and_then(|text| text.parse::<IpAddr>().ok());
    let fits = match kind.text {
        "ip" => address.is_some(),
        "ip4" => address.is_some_and(|address| address.is_ipv4()),
        "ip6" => address.is_some_and(|address| address.is_ipv6()),
        "name" => matches!(datum, Datum::Word(..)) && address.is_none(),
        "text" => text.is_some(),
        "int" => text.is_some_and(|text| text.parse::<u64>().is_ok()),
        "duration" => text.is_some_and(|text| Ttl::parse(text).is_some()),
        "date" => text.is_some_and(|text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()),
        "bool" => matches!(text, Some("true" | "false" | "on" | "off")),
        "list" => matches!(datum, Datum::List(_) | Datum::Range(..)),
        _ => true,
    };
    if fits {
        return Ok(());
    }
    let headline =
        format!("`{}` is of the kind `{}`; this is {}", parameter.name.text, kind.text, datum.kind());
    let error = Diagnostic::error(&codes::WRONG_KIND, span, headline);
    problems.push(error.other(parameter.name.span, "declared here"));
    Err(Absent::Wrong)
}
