//! What was probably meant by a line that is no statement.

use super::ast::{RdataValue, Record};
use super::pasted::{self, Above};
use super::read::Inside;
use super::{Place, bare_variables, codes, plain};
use crate::diagnostic::{Applicability, Diagnostic, nearest};
use crate::dns::{RecordType, Token, Ttl};
use crate::text::Span;

const KEYWORDS: [&str; 27] = [
    "zone",
    "extend",
    "external",
    "under",
    "with",
    "for",
    "template",
    "use",
    "let",
    "table",
    "view",
    "test",
    "ignore",
    "manage",
    "ptr",
    "deprecated",
    "override",
    "provider",
    "mirror",
    "registrar",
    "nameservers",
    "ttl",
    "ns-ttl",
    "soa",
    "dnssec",
    "classless",
    "owner",
];

/// How each statement is written, by its first word.
const FORMS: [(&str, &str); 15] = [
    ("zone", "zone example.com { ... }"),
    ("extend", "extend example.com { ... }"),
    ("external", "external zone example.com \"who manages it\""),
    ("under", "under lists { ... }"),
    ("with", "with [ttl = 5m, owner = web] { ... }"),
    ("for", "for host, address in $hosts { ... }"),
    ("template", "template shop(app: name) { ... }"),
    ("use", "use shop(app = shops.example.org.)"),
    ("let", "let web = [192.0.2.10, 2001:db8::10]"),
    ("table", "table hosts { ... }"),
    ("view", "view internal { ... }"),
    ("test", "test \"the site answers\" { ... }"),
    ("ignore", "ignore _acme-challenge.** TXT \"written by lego\""),
    ("manage", "manage www, *.apps"),
    ("ptr", "ptr from example.com"),
];

/// Types that are no RR types but what people mean (`language.md`).
const TYPED_LINES: [&str; 9] =
    ["ADDR", "ALIAS", "SPF", "DMARC", "DKIM", "MTASTS", "TLSRPT", "BIMI", "REDIRECT"];

/// The diagnostic for a line, given without blanks round it; none if the line
/// above was already blamed for it.
pub(super) fn explain<'s>(
    place: Place<'s>,
    line: &'s str,
    inside: Option<Inside>,
    above: Above<'s>,
) -> Option<Diagnostic> {
    let words: Vec<&'s str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    let first = words.first().copied().unwrap_or_default();
    if line.is_empty() {
        return lone_brace(place, line);
    }
    let known = foreign_comment(place, first).or_else(|| match inside {
        Some(Inside::Table) => Some(row(place, line)),
        Some(Inside::Test) => {
            lower_case_type(place, &words).or_else(|| Some(expectation(place, line, &words)))
        }
        _ => directive(place, first)
            .or_else(|| braced_owner(place, line))
            .or_else(|| without_brace(place, line, first))
            .or_else(|| without_owner(place, &words, above))
            .or_else(|| lower_case_type(place, &words))
            .or_else(|| without_rdata(place, &words))
            .or_else(|| statement(place, line, first))
            .or_else(|| record(place, line, &words)),
    });
    Some(known.unwrap_or_else(|| unknown(place, line, first)))
}

/// Certain, unless there are braces on the line behind: in a comment or a record
/// that is understood, these may no longer be partners of others.
pub(super) fn without_braces(place: Place<'_>, span: Span) -> Applicability {
    let rest = place.text[span.start as usize..].lines().next().unwrap_or_default();
    match rest.contains(['{', '}']) {
        true => Applicability::Maybe,
        false => Applicability::Certain,
    }
}

fn directive<'s>(place: Place<'s>, first: &'s str) -> Option<Diagnostic> {
    let advice = match first.to_ascii_uppercase().as_str() {
        "$ORIGIN" => "write `under NAME { ... }` round the records, or the zone's own block",
        "$TTL" => "write `ttl 1h` inside the zone",
        "$INCLUDE" => {
            "all `*.dns` files of a project are one program; `extend NAME { ... }` adds to a zone from another file"
        }
        "$GENERATE" => "write `for i in 1..254 { host-${i}  A  ... }`",
        _ => return None,
    };
    let headline = format!("`{first}` is a directive of master files");
    Some(Diagnostic::error(&codes::DIRECTIVE, place.of(first), headline).help(advice))
}

/// For an owner with `{i}` or `{{ i }}` in it, as other tools write their splices.
fn braced_owner<'s>(place: Place<'s>, line: &'s str) -> Option<Diagnostic> {
    let brace = |(at, _): &(usize, &str)| !line[..*at].ends_with(['$', '\\']);
    let (at, _) = line.match_indices('{').find(brace).filter(|(at, _)| !line[..*at].contains([' ', '\t']))?;
    let (before, behind) = (&line[..at], &line[at + 1..]);
    let (inside, rest) = behind.split_once('}')?;
    let name = inside.trim_start_matches('{').trim_ascii();
    let rest = rest.strip_prefix('}').unwrap_or(rest);
    let rest = rest.split([' ', '\t']).next().unwrap_or_default();
    let span = place.of(before).to(place.of(rest));
    let error = Diagnostic::error(&codes::MALFORMED, span, "a name cannot hold `{ }`");
    let is_name = |first: char| first.is_ascii_alphabetic() || first == '_';
    if rest.contains(['{', '}']) || !name.starts_with(is_name) {
        return Some(error.help("write `${name}` for the value of a name"));
    }
    let spliced = format!("{before}${{{name}}}{rest}");
    Some(error.fix(Applicability::Maybe, format!("write `{spliced}`"), span, spliced))
}

const HEADERS: [&str; 9] = ["zone", "extend", "under", "with", "for", "template", "table", "view", "test"];

/// For `ignore 1 TXT "reason"`, which is a record of `ignore` with a TTL if the pattern is
/// a number.
pub(super) fn number_to_ignore(record: &Record<'_>) -> Option<Diagnostic> {
    let ([owner], Some(ttl)) = (&record.owners[..], record.ttl) else { return None };
    let [RdataValue::Token(Token { quoted: true, .. }, _)] = record.values[..] else { return None };
    if owner.text != "ignore" || ttl.text.starts_with('$') {
        return None;
    }
    let headline = format!("this may be a record of `ignore` with the TTL {}, or an `ignore` line", ttl.text);
    let error = Diagnostic::error(&codes::MALFORMED, owner.span.to(ttl.span), headline);
    let (pattern, owner) = (format!("{}.@", ttl.text), "ignore.@");
    let error = error.fix(Applicability::Maybe, format!("write `ignore {pattern}`"), ttl.span, pattern);
    Some(error.fix(Applicability::Maybe, format!("write `{owner}`"), record.owners[0].span, owner))
}

fn lone_brace<'s>(place: Place<'s>, line: &'s str) -> Option<Diagnostic> {
    let above =
        place.text[..place.of(line).start as usize].trim_ascii_end().lines().next_back().unwrap_or_default();
    let first = above.split_ascii_whitespace().next().unwrap_or_default();
    (!HEADERS.contains(&first) || above.contains('{')).then(|| {
        Diagnostic::error(&codes::NO_BRACE, place.of(line), "a `{` without its header")
            .help("the `{` stands on the line of its header: `zone example.com {`")
    })
}

fn without_brace<'s>(place: Place<'s>, line: &'s str, first: &'s str) -> Option<Diagnostic> {
    let form = FORMS.iter().find(|(keyword, _)| *keyword == first)?;
    lacks_brace(place, line).then(|| {
        Diagnostic::error(&codes::NO_BRACE, place.of(line), format!("this `{first}` has no `{{` on its line"))
            .help(format!("write `{}`", form.1))
    })
}

/// Whether a line is a header but for its `{`.
pub(super) fn lacks_brace<'s>(place: Place<'s>, line: &'s str) -> bool {
    let first = line.split([' ', '\t']).next().unwrap_or_default();
    HEADERS.contains(&first) && !line.contains('{') && !followed_by_brace(place, line)
}

fn followed_by_brace<'s>(place: Place<'s>, line: &'s str) -> bool {
    place.text[place.of(line).end as usize..].trim_start_matches([' ', '\t']).starts_with('{')
}

fn is_type(word: &str) -> bool {
    RecordType::parse(word).is_some() || TYPED_LINES.contains(&word)
}

fn without_owner<'s>(place: Place<'s>, words: &[&'s str], above: Above<'s>) -> Option<Diagnostic> {
    let type_at = match words {
        [class, record_type, _, ..] if *class == "IN" && is_type(record_type) => 1,
        [ttl, record_type, _, ..] if Ttl::parse(ttl).is_some() && is_type(record_type) => return None,
        [record_type, _, ..] if is_type(record_type) => 0,
        _ => return None,
    };
    Some(pasted::no_owner(place, words[0], words[type_at], above))
}

fn lower_case_type<'s>(place: Place<'s>, words: &[&'s str]) -> Option<Diagnostic> {
    let (_, behind) = words.split_first()?;
    let skip = behind
        .iter()
        .take_while(|word| Ttl::parse(word).is_some() || word.eq_ignore_ascii_case("in"))
        .count();
    let (&word, values) = behind.get(skip..)?.split_first()?;
    let capitals = word.to_ascii_uppercase();
    let is_keyword_line = FORMS.iter().any(|(keyword, _)| *keyword == words[0]);
    if values.is_empty() || capitals == word || !is_type(&capitals) || is_keyword_line {
        return None;
    }
    let span = place.of(word);
    Some(
        Diagnostic::error(
            &codes::LOWER_CASE_TYPE,
            span,
            format!("the record type `{word}` is not in capitals"),
        )
        .help(format!("write `{capitals}`"))
        .fix(without_braces(place, span), format!("write `{capitals}`"), span, capitals.clone()),
    )
}

fn without_rdata<'s>(place: Place<'s>, words: &[&'s str]) -> Option<Diagnostic> {
    let (&last, before) = words.split_last()?;
    let (&owner, between) = before.split_first()?;
    let ordinary = between.iter().all(|word| Ttl::parse(word).is_some() || *word == "IN");
    (is_type(last) && ordinary && owner != "use").then(|| {
        Diagnostic::error(&codes::NO_RDATA, place.of(last), format!("this {last} record has no value"))
            .help(format!("write the value behind `{last}`"))
    })
}

/// For a `$name` behind a word without a blank between.
pub(super) fn glued(values: &[RdataValue<'_>]) -> Option<Diagnostic> {
    values.windows(2).find_map(|pair| {
        let [RdataValue::Token(Token { quoted: false, text }, before), RdataValue::Variable(variable)] = pair
        else {
            return None;
        };
        let whole = variable.span;
        (before.end == whole.start).then(|| {
            let name = variable.name.text;
            let headline = format!("`${name}` behind `{text}` is a value of its own");
            let error = Diagnostic::error(&codes::MALFORMED, whole, headline);
            let error = error.help(format!("inside a word write `${{{name}}}`"));
            let simple = variable.steps.is_empty() && !variable.optional;
            match simple {
                true => error.fix(
                    Applicability::Maybe,
                    format!("write `${{{name}}}`"),
                    whole,
                    format!("${{{name}}}"),
                ),
                false => error,
            }
        })
    })
}

pub(super) fn foreign_comment<'s>(place: Place<'s>, first: &'s str) -> Option<Diagnostic> {
    let sign = ["//", "/*"].into_iter().find(|sign| first.starts_with(sign))?;
    let span = place.of(&first[..sign.len()]);
    Some(
        Diagnostic::error(&codes::NOT_UNDERSTOOD, span, format!("`{sign}` does not start a comment"))
            .help("a comment starts with `#` and goes on to the end of the line")
            .fix(Applicability::Maybe, "write `#`", span, "#"),
    )
}

fn row<'s>(place: Place<'s>, line: &'s str) -> Diagnostic {
    Diagnostic::error(&codes::NOT_UNDERSTOOD, place.of(line), "this line is no row of a table").help(
        "a row is a key and its values, with blanks between: `db1  192.0.2.31  \"room A\"`; `_` is no value",
    )
}

fn expectation<'s>(place: Place<'s>, line: &'s str, words: &[&'s str]) -> Diagnostic {
    let error = |span, headline| Diagnostic::error(&codes::NOT_UNDERSTOOD, span, headline);
    let form = "write it like `www.example.com  A  -> 192.0.2.10`";
    match words.get(2) {
        Some(&arrow) if matches!(arrow, "=>" | "=" | "==" | ":" | "is" | "→" | ">") => {
            let span = place.of(arrow);
            error(span, "the answer of a test stands behind `->`".to_owned()).fix(
                without_braces(place, span),
                "write `->`",
                span,
                "->",
            )
        }
        _ => error(place.of(line), "this line is no `NAME TYPE -> ANSWER`".to_owned()).help(form),
    }
}

/// A line that is a record but for one thing.
fn record<'s>(place: Place<'s>, line: &'s str, words: &[&'s str]) -> Option<Diagnostic> {
    let behind = &place.text[place.of(line).end as usize..];
    if line.ends_with('\\') && !behind.starts_with([' ', '\t']) {
        let span = place.of(&line[line.len() - 1..]);
        let headline = "a `\\` does not join lines";
        let error = Diagnostic::error(&codes::MALFORMED, span, headline);
        return Some(error.help("a record goes on over the ends of lines inside `( )`"));
    }
    let types = words.iter().position(|word| is_type(word))?;
    let (first, between) = words[..types].split_first()?;
    let quoted = first.strip_prefix('"').and_then(|owner| owner.strip_suffix('"'));
    if let Some(owner) = quoted.filter(|owner| !owner.is_empty()) {
        let span = place.of(first);
        let error = Diagnostic::error(&codes::MALFORMED, span, "an owner is written without quotes");
        let applicability = match plain::is_plain_name(owner) {
            true => without_braces(place, span),
            false => Applicability::Maybe,
        };
        return Some(error.fix(applicability, format!("write `{owner}`"), span, owner));
    }
    if let Some(wrong) = between.iter().find(|word| Ttl::parse(word).is_none() && **word != "IN") {
        let headline = format!("`{wrong}` is no TTL");
        let error = Diagnostic::error(&codes::MALFORMED, place.of(wrong), headline);
        return Some(error.help("between owner and type stands nothing but a TTL: `300`, `1h30m`"));
    }
    let bracket = line.find(" [").map(|blank| &line[blank + 1..])?;
    let error = Diagnostic::error(&codes::MALFORMED, place.of(bracket), "these are no attributes");
    Some(error.help("write them like `[owner = web, note = \"moved\"]`"))
}

fn statement<'s>(place: Place<'s>, line: &'s str, first: &'s str) -> Option<Diagnostic> {
    let (_, form) = FORMS.iter().find(|(keyword, _)| *keyword == first)?;
    if matches!(first, "ignore" | "manage")
        && let Some((at, name)) = bare_variables(line.split('"').next().unwrap_or_default()).next()
    {
        let (span, spliced) = (place.of(&line[at..at + 1 + name.len()]), format!("${{{name}}}"));
        let error = Diagnostic::error(&codes::MALFORMED, span, "a value in a pattern stands in braces");
        // The name may go on.
        let is_whole = !line[at + 1 + name.len()..].starts_with('-');
        let applicability = if is_whole { Applicability::Certain } else { Applicability::Maybe };
        return Some(error.fix(applicability, format!("write `{spliced}`"), span, spliced));
    }
    let headline = format!("this `{first}` is not complete or has something unexpected in it");
    Some(
        Diagnostic::error(&codes::MALFORMED, place.of(line), headline)
            .help(format!("write it like `{form}`")),
    )
}

fn unknown<'s>(place: Place<'s>, line: &'s str, first: &'s str) -> Diagnostic {
    let keyword = first.trim_end_matches(['{', '(', ':']);
    if let Some(near) = nearest(keyword, KEYWORDS).filter(|_| !keyword.is_empty()) {
        let span = place.of(&first[..keyword.len()]);
        return Diagnostic::error(&codes::NOT_UNDERSTOOD, span, format!("there is no statement `{keyword}`"))
            .help(format!("did you mean `{near}`?"))
            .fix(Applicability::Maybe, format!("write `{near}`"), span, near);
    }
    if matches!(first, "if" | "else" | "elif" | "unless") {
        let headline = "there are no conditions";
        return Diagnostic::error(&codes::NOT_UNDERSTOOD, place.of(first), headline)
            .help("a line that says `$x?` is left out where the parameter `x?` is not given");
    }
    let shown = if line.len() > 200 { first.get(..1).map_or(first, |_| first) } else { line };
    Diagnostic::error(&codes::NOT_UNDERSTOOD, place.of(shown), "this line is no statement of the zone language")
        .help("a record is `owner [ttl] TYPE value`, with its type in capitals; other lines begin with a keyword such as `zone`, `under` or `use`")
}
