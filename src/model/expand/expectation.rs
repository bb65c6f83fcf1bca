//! `test` blocks, read: what is asked and what is expected. A test stands in no
//! zone, so that all its names are complete, with or without a final dot.

use std::cell::RefCell;
use std::net::IpAddr;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::authority::Expectation;
use crate::dns::{Name, Names, Rdata, RecordType, Token};
use crate::model::expand::Expander;
use crate::model::expand::lines::read_values;
use crate::model::names::{self, NameProblem};
use crate::model::record::{LineKind, Spans, Tokens, is_generic, line_kind, rdata_error, takes_several};
use crate::model::testing::{Expected, TestView, ZoneTest};
use crate::model::value::{Environment, Values, unquoted};
use crate::model::{codes, escapes, txt};
use crate::syntax::Item;
use crate::syntax::ast::{Expectation as Written, Statement, Word};
use crate::text::Span;

impl<'s> Expander<'_, 's> {
    /// Takes a `test` block. What is wrong in it is reported and left out.
    pub fn test(&mut self, name: Word<'s>, view: Option<Word<'s>>, item: &Item<'s>) {
        let title = escapes::unescape(unquoted(name.text)).and_then(|octets| String::from_utf8(octets).ok());
        let Some(title) = title.filter(|title| !title.trim().is_empty()) else {
            let headline = "a test wants a name: a text of UTF-8";
            return self.ledger.error(Diagnostic::error(&codes::BAD_EXPECTATION, name.span, headline));
        };
        let mut written = 0;
        let mut expectations = Vec::new();
        for line in &item.body {
            match &line.line.statement {
                Statement::Expectation(expectation) => {
                    written += 1;
                    expectations.extend(self.expectation(expectation, line.line.span));
                }
                Statement::Comment | Statement::Doc(_) => {}
                Statement::Wrong => written += 1,
                _ => self.ledger.misplaced(
                    line.line.span,
                    "a `test` holds expectations",
                    "write `NAME TYPE -> ANSWER`, or move the line out of the block",
                ),
            }
        }
        if written == 0 {
            let error = Diagnostic::error(&codes::BAD_EXPECTATION, name.span, "this test expects nothing");
            self.ledger.error(error.help("write a line `NAME TYPE -> ANSWER`, or remove the test"));
        }
        let view = view.map(|view| TestView { name: view.text.to_owned(), span: view.span });
        self.tests.push(ZoneTest { name: title, span: name.span, view, expectations });
    }

    fn expectation(&mut self, written: &Written<'s>, span: Span) -> Option<Expected> {
        let nothing = Values::new();
        let environment = Environment { globals: &self.globals, locals: &nothing, spot: None };
        let problems = &mut self.ledger.problems;
        let owner = environment.word(written.name, problems).ok()?;
        let owner = question(&owner).map_err(|problem| problems.push(problem.at(written.name.span)));
        let record_type = askable(written.record_type).map_err(|error| problems.push(*error));
        let (Ok(owner), Ok(record_type)) = (owner, record_type) else { return None };
        let values = read_values(&written.answer, true, &environment, problems).ok()?;
        let list: Vec<Token<'_>> =
            values.iter().map(|(text, quoted, _)| Token { text, quoted: *quoted }).collect();
        let spans: Vec<Span> = values.iter().map(|(_, _, span)| *span).collect();
        let tokens = Tokens { list: &list, spans: Spans::Known(&spans), line: span };
        let expected = answer(record_type, &tokens, problems)?;
        Some(Expected { owner, record_type, expected, span })
    }
}

/// The name to ask for; an address stands for its pointer.
fn question(text: &str) -> Result<Name, NameProblem> {
    match text.parse::<IpAddr>() {
        Ok(address) => Ok(crate::dns::pointer_name(address)),
        Err(_) => names::absolute(text),
    }
}

/// A type that zones here have data of.
fn askable(word: Word<'_>) -> Result<RecordType, Box<Diagnostic>> {
    let refused = |help: &str| {
        let headline = format!("a test cannot ask for {}", word.text);
        Err(Box::new(Diagnostic::error(&codes::BAD_EXPECTATION, word.span, headline).help(help)))
    };
    if RecordType::parse(word.text) == Some(RecordType::SOA) {
        return refused("the serial is made when a zone is written");
    }
    match line_kind(word, &Tokens { list: &[], spans: Spans::Known(&[]), line: word.span }) {
        Ok(LineKind::Data(record_type)) => Ok(record_type),
        Ok(LineKind::Typed(_)) => refused("ask for the records it becomes: A, AAAA or TXT"),
        Err(_)
            if RecordType::parse(word.text).is_some_and(|record_type| record_type.is_dnssec_generated()) =>
        {
            refused("the signer makes these records")
        }
        Err(error) if error.code.name == codes::NOT_ZONE_DATA.name => {
            refused("ask for one type of zone data; write a line for each")
        }
        Err(error) => Err(error),
    }
}

fn answer(record_type: RecordType, tokens: &Tokens<'_, '_>, problems: &mut Problems) -> Option<Expectation> {
    let word = tokens.list.first().filter(|token| !token.quoted).map(|token| token.text);
    let alone = match word {
        Some("NODATA") => Expectation::NoData,
        Some("NXDOMAIN") => Expectation::NxDomain,
        Some("REFERRAL") => return referral(tokens, problems),
        _ => return values(record_type, tokens, problems),
    };
    if tokens.list.len() == 1 {
        return Some(alone);
    }
    let headline = format!("nothing stands behind {}", word.unwrap_or_default());
    problems.push(Diagnostic::error(&codes::BAD_EXPECTATION, tokens.span(1), headline).help("remove it"));
    None
}

fn referral(tokens: &Tokens<'_, '_>, problems: &mut Problems) -> Option<Expectation> {
    if tokens.list.len() == 1 {
        let error =
            Diagnostic::error(&codes::BAD_EXPECTATION, tokens.span(0), "a referral to which servers?");
        problems.push(error.help("write all name servers of the zone cut: `REFERRAL ns1.example.net.`"));
        return None;
    }
    let mut servers = Vec::new();
    let mut sound = true;
    for (index, token) in tokens.list.iter().enumerate().skip(1) {
        match target(token.text.trim_end_matches(',')) {
            Ok(name) => servers.push(name),
            Err(problem) => {
                problems.push(problem.at(tokens.span(index)));
                sound = false;
            }
        }
    }
    sound.then_some(Expectation::Referral(servers))
}

/// The values between the commas; of types with one field, each token is one.
fn values(record_type: RecordType, tokens: &Tokens<'_, '_>, problems: &mut Problems) -> Option<Expectation> {
    let mut list: Vec<Token<'_>> = Vec::new();
    let mut spans = Vec::new();
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (index, token) in tokens.list.iter().enumerate() {
        let text = match token.quoted {
            true => token.text,
            false => token.text.trim_end_matches(','),
        };
        if token.quoted || !text.is_empty() {
            list.push(Token { text, quoted: token.quoted });
            spans.push(tokens.span(index));
            if takes_several(record_type) && !is_generic(tokens) {
                parts.push(start..list.len());
                start = list.len();
            }
        }
        if text.len() < token.text.len() && start < list.len() {
            parts.push(start..list.len());
            start = list.len();
        }
    }
    if start < list.len() {
        parts.push(start..list.len());
    }
    if parts.is_empty() {
        let error = Diagnostic::error(&codes::BAD_EXPECTATION, tokens.line, "no answer is expected");
        problems.push(error.help("write values, or NODATA, NXDOMAIN or REFERRAL"));
        return None;
    }
    let values: Vec<Option<Rdata>> = parts
        .into_iter()
        .map(|part| {
            let spans = Spans::Known(&spans[part.clone()]);
            let part = Tokens { list: &list[part], spans, line: tokens.line };
            value(record_type, &part).map_err(|error| problems.push(*error)).ok()
        })
        .collect();
    values.into_iter().collect::<Option<Vec<Rdata>>>().map(Expectation::Values)
}

fn value(record_type: RecordType, tokens: &Tokens<'_, '_>) -> Result<Rdata, Box<Diagnostic>> {
    let mut wire = Vec::new();
    if record_type == RecordType::TXT && !is_generic(tokens) {
        txt::read(tokens, &mut Vec::new(), &mut wire)?;
    } else {
        let targets = Complete::default();
        Rdata::read_into(record_type, tokens.list, &targets, &mut wire)
            .map_err(|error| rdata_error(record_type, error, 0, tokens, targets.error.take()))?;
    }
    Rdata::from_wire(record_type, &wire)
        .map_err(|error| Box::new(Diagnostic::error(&codes::BAD_RDATA, tokens.all(), error.to_string())))
}

/// Names that nothing completes.
#[derive(Default)]
struct Complete {
    error: RefCell<Option<NameProblem>>,
}

impl Names for Complete {
    fn read_name(&self, text: &str, wire: &mut Vec<u8>) -> Result<(), (String, Option<String>)> {
        match target(text) {
            Ok(name) => {
                wire.extend_from_slice(name.wire());
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

fn target(text: &str) -> Result<Name, NameProblem> {
    match names::address_as_target(text) {
        Some(problem) => Err(problem),
        None => names::absolute(text),
    }
}
