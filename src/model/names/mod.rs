//! How names are written in the language. A missing final dot is never
//! guessed: a target of several labels has one, or says `.@`.

mod script;

use std::cell::RefCell;
use std::net::IpAddr;

use super::codes;
use super::frame::Spot;
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::dns::{Charset, Name, NameError, Names, pointer_name_in};
use crate::text::Span;

/// What is wrong with a name, before its place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameProblem {
    pub code: &'static Code,
    pub headline: String,
    pub label: String,
    pub help: Vec<String>,
    /// Texts that may stand there instead, the likeliest first.
    pub instead: Vec<(Applicability, String)>,
}

impl NameProblem {
    fn new(code: &'static Code, headline: String) -> NameProblem {
        NameProblem { code, headline, label: String::new(), help: Vec::new(), instead: Vec::new() }
    }

    fn label(mut self, label: impl Into<String>) -> NameProblem {
        self.label = label.into();
        self
    }

    fn help(mut self, help: impl Into<String>) -> NameProblem {
        self.help.push(help.into());
        self
    }

    fn instead(mut self, applicability: Applicability, text: String) -> NameProblem {
        self.instead.push((applicability, text));
        self
    }

    /// As an error at `span`, which holds the whole name.
    pub fn at(self, span: Span) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.code, span, self.headline).label(self.label);
        diagnostic.help = self.help;
        for (applicability, text) in self.instead {
            diagnostic = diagnostic.fix(applicability, format!("write `{text}`"), span, text);
        }
        diagnostic
    }
}

/// Appends the key of an owner to `key` if it is made of ordinary labels below
/// the origin or is `@`; else leaves that to [`owner`]. After `false`, `key`
/// has the length it had before.
pub(super) fn write_plain_owner(text: &str, spot: &Spot, key: &mut Vec<u8>) -> bool {
    let bytes = text.as_bytes();
    let start = key.len();
    key.extend_from_slice(&spot.prefix);
    if bytes == b"@" {
        return true;
    }
    let plain = bytes.len() + 1 + spot.origin.wire().len() <= 255
        && !(spot.reverse && bytes.contains(&b'.'))
        && write_plain_labels(bytes, &spot.apex, key);
    if !plain {
        key.truncate(start);
    }
    plain
}

fn write_plain_labels(bytes: &[u8], apex: &Name, key: &mut Vec<u8>) -> bool {
    let mut end = bytes.len();
    loop {
        let start = bytes[..end].iter().rposition(|&byte| byte == b'.').map_or(0, |dot| dot + 1);
        let label = &bytes[start..end];
        if label.is_empty() || label.len() > 63 || label.starts_with(b"xn--") {
            return false;
        }
        let at = key.len();
        key.extend_from_slice(label);
        for octet in &mut key[at..] {
            match PLAIN[*octet as usize] {
                0 => return false,
                lower => *octet = lower,
            }
        }
        if end == bytes.len() && start > 0 && apex.labels().last() == Some(&key[at..]) {
            return false;
        }
        key.push(0);
        if start == 0 {
            return true;
        }
        end = start - 1;
    }
}

/// For the octets of ordinary labels, themselves in lower case; else zero.
const PLAIN: [u8; 256] = {
    let mut table = [0; 256];
    let mut octet = 0;
    while octet < 256 {
        if matches!(octet as u8, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'*') {
            table[octet] = (octet as u8).to_ascii_lowercase();
        }
        octet += 1;
    }
    table
};

/// Reads an owner, or the name behind `under`.
pub(super) fn owner(text: &str, spot: &Spot) -> Result<Name, NameProblem> {
    if text == "@" {
        return Ok(spot.origin.clone());
    }
    if let Some(name) = address_owner(text, spot) {
        return name;
    }
    if let Some(below) = text.strip_suffix(".@") {
        return parse(below, text, &spot.origin);
    }
    let name = parse(text, text, &spot.origin)?;
    if Name::has_final_dot(text) {
        return if name.is_at_or_below(&spot.origin) { Ok(name) } else { Err(outside(text, &name, spot)) };
    }
    match repeats_apex(text, &spot.apex) {
        Some(meant) => {
            let (applicability, short) = match meant.is_at_or_below(&spot.origin) {
                true => (Applicability::Certain, meant.relative_to(&spot.origin)),
                false => (Applicability::Maybe, meant.relative_to(&spot.apex)),
            };
            let problem = NameProblem::new(
                &codes::REPEATED_ZONE_NAME,
                format!("`{text}` would be `{}`", name.with_unicode()),
            );
            Err(problem
                .label("the name of the zone is added by itself")
                .help("owners are completed with the origin; write only what stands before it")
                .instead(applicability, short))
        }
        None => Ok(name),
    }
}

fn address_owner(text: &str, spot: &Spot) -> Option<Result<Name, NameProblem>> {
    let address: IpAddr = text.parse().ok()?;
    if !spot.reverse {
        // Four numbers are labels like any other, as block lists use them.
        return address.is_ipv6().then(|| {
            let problem = NameProblem::new(
                &codes::ADDRESS_AS_OWNER,
                format!("`{text}` is an address and `{}` is no reverse zone", spot.apex),
            );
            Err(problem.help("an address may be an owner in the reverse zone of its network only"))
        });
    }
    Some(match pointer_name_in(&spot.apex, address) {
        Some(name) if name.is_at_or_below(&spot.origin) => Ok(name),
        Some(name) => Err(outside(text, &name, spot)),
        None => Err(outside(text, &crate::dns::pointer_name(address), spot)),
    })
}

fn outside(text: &str, name: &Name, spot: &Spot) -> NameProblem {
    let what = if spot.origin == spot.apex { "the zone" } else { "the origin" };
    NameProblem::new(
        &codes::OWNER_OUTSIDE,
        format!("`{}` lies outside {what} `{}`", name.with_unicode(), spot.origin.with_unicode()),
    )
    .help(match Name::has_final_dot(text) {
        true => {
            "a name with a final dot is complete as it is; leave the dot away for a name below the origin"
        }
        false => "move the line into the zone that holds this name",
    })
}

/// The name that a text without a final dot spells in full, if it ends in the
/// name of the zone.
fn repeats_apex(text: &str, apex: &Name) -> Option<Name> {
    let full = Name::parse(text, Charset::Idna, None).ok()?;
    (full.label_count() > 1 && !apex.is_root() && full.is_at_or_below(apex)).then_some(full)
}

fn parse(labels: &str, whole: &str, origin: &Name) -> Result<Name, NameProblem> {
    Name::parse(labels, Charset::Idna, Some(origin)).map_err(|error| bad(whole, &error))
}

/// Refuses a comma that is probably meant to separate values.
fn with_comma(text: &str) -> Option<NameProblem> {
    let mut escaped = false;
    let is_bare = |octet: u8| {
        let here = std::mem::replace(&mut escaped, false);
        escaped = octet == b'\\' && !here;
        octet == b',' && !here
    };
    text.bytes().any(is_bare).then(|| {
        let problem = NameProblem::new(&codes::BAD_NAME, format!("`{text}` holds a comma"));
        problem.help("values are separated by blanks; a comma in a name is written `\\,`")
    })
}

/// Refuses the address of a web page.
fn web_page(text: &str) -> Option<NameProblem> {
    let (_, behind) = text.split_once("://")?;
    let host = behind.split(['/', ':', '?']).next().unwrap_or_default().trim_end_matches('.');
    let problem =
        NameProblem::new(&codes::BAD_NAME, format!("`{text}` is the address of a web page, not a name"));
    Some(
        problem
            .help(format!("a name is written `{host}.`; to a page leads `REDIRECT 301 \"{text}\"`"))
            .instead(Applicability::Maybe, format!("{host}.")),
    )
}

fn bad(text: &str, error: &NameError) -> NameProblem {
    NameProblem::new(&codes::BAD_NAME, format!("`{text}` is no name: {error}"))
}

/// Reads a name that stands alone, as behind `zone`: absolute with or without
/// its final dot.
pub(super) fn absolute(text: &str) -> Result<Name, NameProblem> {
    if text == "@" || text.ends_with(".@") {
        let problem = NameProblem::new(&codes::BAD_NAME, format!("`{text}` has no origin here"));
        return Err(problem.help("write the whole name"));
    }
    Name::parse(text, Charset::Idna, None).map_err(|error| bad(text, &error))
}

/// The label of a written name that mixes scripts, if one does.
pub(super) fn mixed_script(text: &str) -> Option<NameProblem> {
    if text.is_ascii() && !text.as_bytes().windows(4).any(|four| four.eq_ignore_ascii_case(b"xn--")) {
        return None;
    }
    let shown = match text.is_ascii() {
        true => Name::parse(text, Charset::Idna, None).ok()?.unicode()?,
        false => text.to_owned(),
    };
    shown.split('.').find_map(|label| {
        let scripts = script::mixture(label)?;
        let headline = format!("the label `{label}` mixes {}", scripts.join(" and "));
        let problem = NameProblem::new(&codes::MIXED_SCRIPT, headline);
        Some(problem.help("letters that look alike may not be the ones you think; check each of them"))
    })
}

/// Names inside RDATA. Keeps what [`Names`] cannot say: the code and the
/// fixes of an error, and warnings.
pub(super) struct Targets<'a> {
    spot: &'a Spot,
    error: RefCell<Option<NameProblem>>,
    mixed: RefCell<Vec<NameProblem>>,
}

impl<'a> Targets<'a> {
    pub fn new(spot: &'a Spot) -> Targets<'a> {
        Targets { spot, error: RefCell::new(None), mixed: RefCell::new(Vec::new()) }
    }

    /// Why the last name was refused.
    pub fn take_error(&self) -> Option<NameProblem> {
        self.error.take()
    }

    /// The warnings so far.
    pub fn take_mixed(&self) -> Vec<NameProblem> {
        self.mixed.take()
    }

    /// Reads a target as a name.
    pub fn read(&self, text: &str) -> Result<Name, NameProblem> {
        let mut wire = Vec::new();
        match self.read_name(text, &mut wire) {
            Ok(()) => Name::from_wire(&wire).ok_or_else(|| bad(text, &NameError::Empty)),
            Err((message, _)) => {
                Err(self.take_error().unwrap_or_else(|| NameProblem::new(&codes::BAD_NAME, message)))
            }
        }
    }
}

impl Names for Targets<'_> {
    fn read_name(&self, text: &str, wire: &mut Vec<u8>) -> Result<(), (String, Option<String>)> {
        if write_plain_target(text.as_bytes(), self.spot, wire) {
            return Ok(());
        }
        match target(text, self.spot) {
            Ok(name) => {
                wire.extend_from_slice(name.wire());
                self.mixed.borrow_mut().extend(mixed_script(text));
                Ok(())
            }
            Err(problem) => {
                let message = problem.headline.clone();
                *self.error.borrow_mut() = Some(problem);
                Err((message, None))
            }
        }
    }
}

/// Appends the wire form of `@`, of one ordinary label, or of ordinary labels
/// with a final dot; `false` and no change for anything else.
fn write_plain_target(bytes: &[u8], spot: &Spot, wire: &mut Vec<u8>) -> bool {
    let origin = spot.origin.wire();
    if bytes == b"@" {
        wire.extend_from_slice(origin);
        return true;
    }
    let start = wire.len();
    let (labels, absolute) = match bytes {
        [labels @ .., b'.'] => (labels, true),
        labels => (labels, false),
    };
    let tail: &[u8] = if absolute { &[0] } else { origin };
    if labels.len() + 1 + tail.len() > 255 {
        return false;
    }
    let mut length_at = start;
    let mut numeric = true;
    wire.push(0);
    for &octet in labels.iter().chain(b".") {
        if octet == b'.' {
            let length = wire.len() - length_at - 1;
            if !(1..=63).contains(&length) || wire[length_at + 1..].starts_with(b"xn--") {
                wire.truncate(start);
                return false;
            }
            wire[length_at] = length as u8;
            length_at = wire.len();
            wire.push(0);
            continue;
        }
        let lower = PLAIN[octet as usize];
        numeric &= lower.is_ascii_digit();
        if lower == 0 {
            wire.truncate(start);
            return false;
        }
        wire.push(lower);
    }
    wire.pop();
    let single = wire.get(start).is_some_and(|&length| start + 1 + length as usize == wire.len());
    if numeric || !(absolute || single) {
        wire.truncate(start);
        return false;
    }
    wire.extend_from_slice(tail);
    true
}

fn target(text: &str, spot: &Spot) -> Result<Name, NameProblem> {
    if let Some(problem) = address_as_target(text).or_else(|| web_page(text)).or_else(|| with_comma(text)) {
        return Err(problem);
    }
    if let Some(below) = text.strip_suffix(".@") {
        return parse(below, text, &spot.origin);
    }
    let name = parse(text, text, &spot.origin)?;
    let several = Name::parse(text, Charset::Idna, None).is_ok_and(|own| own.label_count() > 1);
    if Name::has_final_dot(text) || !several {
        return Ok(name);
    }
    Err(undotted(text, spot))
}

/// Refuses an address where a name is wanted.
pub(super) fn address_as_target(text: &str) -> Option<NameProblem> {
    text.trim_end_matches('.').parse::<IpAddr>().ok()?;
    let headline = format!("`{text}` is an address where a name is wanted");
    let problem = NameProblem::new(&codes::ADDRESS_AS_TARGET, headline);
    Some(problem.help("give the address a name with A, AAAA or ADDR, and write that name here"))
}

fn undotted(text: &str, spot: &Spot) -> NameProblem {
    let headline = format!("the final dot of `{text}` is missing");
    let problem = NameProblem::new(&codes::TARGET_WITHOUT_DOT, headline);
    match repeats_apex(text, &spot.apex) {
        Some(meant) => {
            let short = short_target(&meant, &spot.origin);
            let problem = problem
                .label("ends in the name of the zone")
                .help(format!(
                    "without the dot a master file would read `{text}.{}`; write the dot, or the short form",
                    spot.origin
                ))
                .instead(Applicability::Certain, format!("{text}."));
            if short == format!("{text}.") { problem } else { problem.instead(Applicability::Maybe, short) }
        }
        None => problem
            .label("which name is meant?")
            .help(format!(
                "`{text}.` is that name on the internet; `{text}.@` is the one below `{}`",
                spot.origin
            ))
            .instead(Applicability::Maybe, format!("{text}."))
            .instead(Applicability::Maybe, format!("{text}.@")),
    }
}

/// The shortest way to write a target: several labels below the origin get `.@`.
fn short_target(name: &Name, origin: &Name) -> String {
    let short = name.relative_to(origin);
    match name.label_count().saturating_sub(origin.label_count()) {
        own if own > 1 && name.is_at_or_below(origin) => format!("{short}.@"),
        _ => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(apex: &str, origin: &str) -> Spot {
        Spot::at_apex(0, &apex.parse().unwrap()).with_origin(origin.parse().unwrap())
    }

    fn outcome(result: Result<Name, NameProblem>) -> String {
        match result {
            Ok(name) => name.to_string(),
            Err(problem) => {
                let instead: Vec<String> = problem.instead.into_iter().map(|(_, text)| text).collect();
                format!("{} [{}]", problem.code.name, instead.join(" "))
            }
        }
    }

    #[test]
    fn owners() {
        let zone = spot("example.com", "lists.example.com");
        let reverse = spot("2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa");
        for (spot, text, expected) in [
            (&zone, "@", "lists.example.com."),
            (&zone, "WWW", "www.lists.example.com."),
            (&zone, "a.b", "a.b.lists.example.com."),
            (&zone, "a.b.@", "a.b.lists.example.com."),
            (&zone, "a.lists.example.com.", "a.lists.example.com."),
            (&zone, "www.example.com.", "owner-outside []"),
            (&zone, "a.lists.example.com", "repeated-zone-name [a]"),
            (&zone, "example.com", "repeated-zone-name [@]"),
            (&zone, "2.0.0.127", "2.0.0.127.lists.example.com."),
            (&zone, "2001:db8::1", "address-as-owner []"),
            (&zone, "müller", "xn--mller-kva.lists.example.com."),
            (&zone, "xn--mller-kva", "xn--mller-kva.lists.example.com."),
            (&zone, "a..b", "bad-name []"),
            (&zone, "a.b\\.", "a.b\\..lists.example.com."),
            (&reverse, "192.0.2.7", "7.2.0.192.in-addr.arpa."),
            (&reverse, "7", "7.2.0.192.in-addr.arpa."),
            (&reverse, "192.0.3.7", "owner-outside []"),
        ] {
            assert_eq!(outcome(owner(text, spot)), expected, "{text}");
            let mut key = Vec::new();
            if write_plain_owner(text, spot, &mut key) {
                assert_eq!(Name::from_key(&key, &spot.apex).to_string(), expected, "{text}");
            } else {
                assert_eq!(key, b"");
            }
        }
    }

    #[test]
    fn targets() {
        let zone = spot("example.com", "lists.example.com");
        for (text, expected) in [
            ("@", "lists.example.com."),
            ("www", "www.lists.example.com."),
            ("a.b", "target-without-dot [a.b. a.b.@]"),
            ("a.b.@", "a.b.lists.example.com."),
            ("A.b.", "a.b."),
            (".", "."),
            ("www.example.com", "target-without-dot [www.example.com.]"),
            ("a.b.lists.example.com", "target-without-dot [a.b.lists.example.com. a.b.@]"),
            ("192.0.2.1", "address-as-target []"),
            ("192.0.2.1.", "address-as-target []"),
            ("2001:db8::1", "address-as-target []"),
            ("12", "12.lists.example.com."),
            ("öö.example.", "xn--ndaa.example."),
            ("a..", "bad-name []"),
        ] {
            assert_eq!(outcome(Targets::new(&zone).read(text)), expected, "{text}");
        }
    }

    #[test]
    fn mixed_scripts_in_both_forms() {
        for (text, mixed) in
            [("pаypal.com", true), ("xn--pypal-4ve.com.", true), ("müller", false), ("www", false)]
        {
            assert_eq!(mixed_script(text).is_some(), mixed, "{text}");
        }
    }
}
