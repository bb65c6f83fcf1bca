//! Templates: parameters, and that their uses of each other make no circle.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;

use crate::diagnostic::{Diagnostic, Problems, nearest};
use crate::dns::Ttl;
use crate::model::codes;
use crate::model::ledger::Ledger;
use crate::model::value::{Absent, Datum, Environment, SPECIAL, Values};
use crate::syntax::Item;
use crate::syntax::ast::{Argument, Block, Parameter, Statement, Value, Word};
use crate::text::{SourceId, Span};

type Globals<'s> = BTreeMap<&'s str, Option<Datum<'s>>>;

pub(in crate::model) struct Template<'s> {
    pub name: Word<'s>,
    pub parameters: Vec<Parameter<'s>>,
    /// Where the parameter of a name stands.
    places: HashMap<&'s str, usize>,
    pub deprecated: Option<Word<'s>>,
    /// Whether a `ttl` line stands in it.
    pub says_ttl: bool,
    pub body: Vec<Item<'s>>,
}

impl<'s> Template<'s> {
    /// The parameter of a name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter<'s>> {
        self.places.get(name).map(|place| &self.parameters[*place])
    }
}

const KINDS: [&str; 10] = ["ip", "ip4", "ip6", "name", "text", "int", "duration", "date", "bool", "list"];

/// The templates by name; those that use themselves are reported and left out.
///
/// Parameters shadow no value of `globals`; those of presets, in sources from `library` on, may,
/// for nobody knows all their names.
pub(in crate::model) fn define<'s>(
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
        let mut places = HashMap::new();
        for (place, parameter) in parameters.iter().enumerate() {
            places.entry(parameter.name.text).or_insert(place);
        }
        let says_ttl = item.body.iter().any(|line| match &line.line.statement {
            Statement::Setting(setting) => setting.key.text == "ttl",
            _ => false,
        });
        let body = item.body;
        templates.insert(name.text, Template { name, parameters, places, deprecated, says_ttl, body });
    }
    for name in in_circles(&templates) {
        if let Some(template) = templates.remove(name) {
            let headline = format!("the template `{name}` uses itself");
            let error = Diagnostic::error(&codes::DEFINITION_CYCLE, template.name.span, headline);
            ledger.error(error.help("templates use each other in one direction only"));
            ledger.wrong_names.insert(name);
        }
    }
    templates
}

fn check_parameters(parameters: &[Parameter<'_>], ledger: &mut Ledger<'_>) {
    let mut names: HashMap<&str, Word<'_>> = HashMap::new();
    for parameter in parameters {
        if let Some(first) = names.get(parameter.name.text) {
            let headline = format!("the parameter `{}` is there twice", parameter.name.text);
            let error = Diagnostic::error(&codes::DEFINED_TWICE, parameter.name.span, headline);
            ledger.error(error.other(first.span, "first here"));
        }
        names.entry(parameter.name.text).or_insert(parameter.name);
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
    let uses: BTreeMap<&'s str, Vec<&'s str>> = templates
        .iter()
        .map(|(name, template)| {
            let mut found = Vec::new();
            collect_uses(&template.body, &mut found);
            (*name, found)
        })
        .collect();
    let mut search =
        Search { uses: &uses, found: HashMap::new(), path: Vec::new(), in_circles: HashSet::new() };
    for name in templates.keys() {
        search.from(name);
    }
    templates.keys().copied().filter(|name| search.in_circles.contains(name)).collect()
}

/// Looks for what uses itself, after Tarjan: each use is followed once. A list of
/// what is left to do stands for recursion, as templates may be chained deeply.
struct Search<'u, 's> {
    uses: &'u BTreeMap<&'s str, Vec<&'s str>>,
    /// When a template was found, and the first one that it reaches and that is
    /// still on the path.
    found: HashMap<&'s str, (usize, usize)>,
    /// What was found and not yet put into a circle or out of all.
    path: Vec<&'s str>,
    in_circles: HashSet<&'s str>,
}

impl<'s> Search<'_, 's> {
    fn from(&mut self, start: &'s str) {
        let mut todo = vec![(start, 0)];
        while let Some((name, next)) = todo.pop() {
            let uses = self.uses.get(name).map(Vec::as_slice).unwrap_or_default();
            if next == 0 {
                if self.found.contains_key(name) {
                    continue;
                }
                let number = self.found.len();
                self.found.insert(name, (number, number));
                self.path.push(name);
            } else {
                self.reach(name, uses[next - 1]);
            }
            match uses.get(next) {
                Some(used) => {
                    todo.push((name, next + 1));
                    todo.push((used, 0));
                }
                None => self.leave(name, uses.contains(&name)),
            }
        }
    }

    /// What the used one reaches, its user reaches too.
    fn reach(&mut self, name: &'s str, used: &'s str) {
        let Some(&(_, reached)) = self.found.get(used) else { return };
        if let Some((_, first)) = self.found.get_mut(name) {
            *first = (*first).min(reached);
        }
    }

    fn leave(&mut self, name: &'s str, uses_itself: bool) {
        let Some(&(number, first)) = self.found.get(name) else { return };
        if first < number {
            return;
        }
        let start = self.path.iter().rposition(|on_path| *on_path == name).unwrap_or_default();
        let circle = self.path.split_off(start);
        for member in &circle {
            // Whoever finds it later does not close a circle.
            self.found.insert(member, (number, usize::MAX));
        }
        if circle.len() > 1 || uses_itself {
            self.in_circles.extend(circle);
        }
    }
}

pub(in crate::model) fn collect_uses<'s>(items: &[Item<'s>], found: &mut Vec<&'s str>) {
    for item in items {
        if let Statement::Use { path, .. } = &item.line.statement {
            found.push(path.text);
        }
        collect_uses(&item.body, found);
    }
}

/// The values of the parameters for one use.
pub(in crate::model) fn bind<'s>(
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
            Some(name) => template.parameter(name.text),
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
        let may_lack = parameter.optional || parameter.default.is_some();
        if may_lack && environment.lacks(&argument.value) {
            // What the user was not given, it does not give.
            continue;
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
            Some(default) => default_of(parameter, default, &locals, environment, problems)?,
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

/// A default may name the parameters before it, and nothing of who uses the template.
fn default_of<'s>(
    parameter: &Parameter<'s>,
    default: &Value<'s>,
    before: &Values<'s>,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<Option<Datum<'s>>, Absent> {
    let inside = Environment { locals: before, ..*environment };
    let datum = match inside.evaluate(default, problems) {
        // What was not given is not given on.
        Err(Absent::Left) => return Ok(None),
        datum => datum?,
    };
    check_kind(parameter, &datum, default.span(), problems)?;
    Ok(Some(datum))
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
    let error = error.other(parameter.name.span, "declared here");
    problems.push(error.help(format!("write {}", example_of(kind.text))));
    Err(Absent::Wrong)
}

/// How a value of a kind is written.
fn example_of(kind: &str) -> &'static str {
    match kind {
        "ip" => "an address: `192.0.2.1` or `2001:db8::1`",
        "ip4" => "an IPv4 address: `192.0.2.1`",
        "ip6" => "an IPv6 address: `2001:db8::1`",
        "name" => "a name without quotes: `www` or `www.example.com.`",
        "text" => "one word, or a text in quotes",
        "int" => "a number: `10`",
        "duration" => "a duration: `5m`",
        "date" => "a day of the calendar: `2026-12-31`",
        "bool" => "`true` or `false`",
        _ => "a list: `[a, b]`, or a range: `1..9`",
    }
}
