use memchr::memchr;

use super::layout::layout;
use super::{RdataError, generic};
use crate::dns::{Charset, Name, NameError, RecordType};

/// One token of RDATA text: escapes still in place, the surrounding quotes
/// taken off. A bare token may have a quoted part inside (`alpn="h2,h3"`),
/// whose quotes are still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    pub text: &'t str,
    pub quoted: bool,
}

/// How a name inside RDATA is understood where it stands: what `@` is and what
/// a missing final dot means. Master files and the zone language differ.
pub trait Names {
    /// Appends the uncompressed, lower-case wire form of the name `text`.
    /// The error is a clause without a full stop, with an optional help.
    fn read_name(&self, text: &str, wire: &mut Vec<u8>) -> Result<(), (String, Option<String>)>;
}

/// Names as in a master file (RFC 1035 section 5.1): relative ones are
/// completed with the origin, `@` is the origin. Without an origin every name
/// is taken as absolute.
impl Names for Option<&Name> {
    fn read_name(&self, text: &str, wire: &mut Vec<u8>) -> Result<(), (String, Option<String>)> {
        let start = wire.len();
        let origin: &[u8] = self.map_or(&[0], Name::wire);
        if text == "@" {
            wire.extend_from_slice(origin);
            return Ok(());
        }
        let say = |error: NameError| (format!("`{text}` is no name: {error}"), None);
        match Name::read_labels(text.as_bytes(), Charset::Octets, wire).map_err(say)? {
            true => wire.push(0),
            false => wire.extend_from_slice(origin),
        }
        let octets = wire.len() - start;
        if octets > 255 { Err(say(NameError::TooLong { octets })) } else { Ok(()) }
    }
}

/// Appends the wire form; after an error `wire` may have grown.
pub(super) fn read(
    record_type: RecordType,
    tokens: &[Token<'_>],
    names: &dyn Names,
    wire: &mut Vec<u8>,
) -> Result<(), RdataError> {
    let start = wire.len();
    let mut reader = Reader { record_type, tokens, next: 0, label: "value", names, wire };
    if is_generic(tokens) {
        return generic::read(&mut reader);
    }
    let Some(fields) = layout(record_type) else {
        return Err(generic::wanted(record_type, tokens));
    };
    for &(label, field) in fields {
        reader.label = label;
        field.read(&mut reader)?;
    }
    if reader.has_more() {
        return Err(reader.extra());
    }
    match reader.wire.len() - start {
        0..=65535 => Ok(()),
        octets => Err(too_long(octets)),
    }
}

fn is_generic(tokens: &[Token<'_>]) -> bool {
    matches!(tokens.first(), Some(Token { text: "\\#", quoted: false }))
}

/// Whether a quote stands there without a `\` that protects it.
fn has_open_quote(text: &[u8]) -> bool {
    let mut octets = text.iter();
    while let Some(octet) = octets.next() {
        match octet {
            b'"' => return true,
            b'\\' => _ = octets.next(),
            _ => {}
        }
    }
    false
}

fn too_long(octets: usize) -> RdataError {
    let message = format!("the data has {octets} octets, 65535 are allowed");
    RdataError { token: None, message, help: None }
}

/// Takes tokens one by one and knows which to blame.
pub(super) struct Reader<'r> {
    pub record_type: RecordType,
    pub tokens: &'r [Token<'r>],
    /// The token to be taken next.
    pub next: usize,
    /// What the next token is, in a word.
    pub label: &'static str,
    names: &'r dyn Names,
    pub wire: &'r mut Vec<u8>,
}

impl<'r> Reader<'r> {
    pub fn has_more(&self) -> bool {
        self.next < self.tokens.len()
    }

    pub fn peek(&self) -> Option<Token<'r>> {
        self.tokens.get(self.next).copied()
    }

    /// Takes a token that may stand in quotes.
    pub fn token(&mut self) -> Result<Token<'r>, RdataError> {
        let token = self.peek().ok_or_else(|| self.missing())?;
        self.next += 1;
        Ok(token)
    }

    /// Takes a token that may not stand in quotes.
    pub fn bare(&mut self) -> Result<&'r str, RdataError> {
        let token = self.token()?;
        if token.quoted {
            return Err(
                self.wrong_with(format!("the {} stands in quotes", self.label()), unquoted(token.text))
            );
        }
        Ok(token.text)
    }

    /// Takes a name.
    pub fn name(&mut self) -> Result<(), RdataError> {
        let text = self.bare()?;
        if memchr(b'"', text.as_bytes()).is_some() && has_open_quote(text.as_bytes()) {
            return Err(self.wrong_with(
                format!("`{text}` is no name: it has a quote inside"),
                "a quote in a name is written `\\\"`",
            ));
        }
        self.names.read_name(text, self.wire).map_err(|(message, help)| RdataError {
            token: Some(self.next - 1),
            message,
            help,
        })
    }

    /// Blames the token taken last.
    pub fn wrong(&self, message: String) -> RdataError {
        self.wrong_at(self.next.saturating_sub(1), message)
    }

    pub fn wrong_at(&self, token: usize, message: String) -> RdataError {
        RdataError { token: Some(token), message, help: None }
    }

    pub fn wrong_with(&self, message: String, help: impl Into<String>) -> RdataError {
        RdataError { help: Some(help.into()), ..self.wrong(message) }
    }

    /// Blames the token taken last and shows how the type is written.
    pub fn wrong_form(&self, message: String) -> RdataError {
        RdataError { help: self.form(), ..self.wrong(message) }
    }

    pub fn missing(&self) -> RdataError {
        let label = self.label();
        let verb = if label.ends_with('s') && !label.ends_with("ss") { "are" } else { "is" };
        RdataError { token: None, message: format!("the {label} {verb} missing"), help: self.form() }
    }

    fn extra(&self) -> RdataError {
        let token = self.tokens[self.next];
        let shown = if token.quoted { format!("\"{}\"", token.text) } else { token.text.to_owned() };
        let message = format!("`{shown}` is one value too many for {}", self.record_type);
        RdataError { token: Some(self.next), message, help: self.form() }
    }

    fn label(&self) -> &'static str {
        self.label.trim_matches(['[', ']', '.'])
    }

    fn form(&self) -> Option<String> {
        if is_generic(self.tokens) {
            return Some("the generic form is `\\# length hex` (RFC 3597)".to_owned());
        }
        let labels: Vec<&str> = layout(self.record_type)?.iter().map(|&(label, _)| label).collect();
        Some(format!("{} is written `{}`", self.record_type, labels.join(" ")))
    }
}

/// How a word is written that stands in quotes as a whole.
fn unquoted(text: &str) -> String {
    let is_special = |c: char| "{}()[];#$".contains(c);
    match text.split_once('=') {
        _ if text.contains(' ') => "it is one word, without quotes".to_owned(),
        Some((key, value)) if value.contains(is_special) => format!("write `{key}=\"{value}\"`"),
        _ => format!("write `{text}`"),
    }
}
