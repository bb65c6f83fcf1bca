use super::error::{Fault, quoted};
use super::lexer::{Lexeme, Lexer};
use crate::dns::{RecordType, Ttl};

/// TTL and type of a record, and how many lexemes up to the RDATA.
pub(super) struct Header {
    pub ttl: Option<Ttl>,
    /// Which lexeme is a TTL beyond what there can be.
    pub too_long_ttl: Option<usize>,
    pub record_type: RecordType,
    pub width: usize,
}

/// Reads `[class] [ttl] type` or `[ttl] [class] type`; an error blames the
/// lexeme of that index.
pub(super) fn read_header(lexer: &Lexer<'_>, lexemes: &[Lexeme]) -> Result<Header, (usize, Fault)> {
    let mut ttl = None;
    let mut too_long_ttl = None;
    let mut class_seen = false;
    for (index, lexeme) in lexemes.iter().enumerate() {
        let text = lexer.text(lexeme);
        if lexeme.quoted {
            return Err((index, Fault::new("a record type stands without quotes")));
        }
        if !class_seen && let Some(is_internet) = read_class(text) {
            if !is_internet {
                let fault = Fault::new(format!("the class {} is not supported", quoted(text)));
                return Err((index, fault.help("zones here are of class IN")));
            }
            class_seen = true;
        } else if ttl.is_none() && looks_like_ttl(text) {
            let (seconds, is_too_long) = read_ttl(text).map_err(|fault| (index, fault))?;
            ttl = Some(seconds);
            too_long_ttl = is_too_long.then_some(index);
        } else {
            let record_type = read_type(text).map_err(|fault| (index, fault))?;
            return Ok(Header { ttl, too_long_ttl, record_type, width: index + 1 });
        }
    }
    Err((lexemes.len(), Fault::new("the record has no type")))
}

/// A TTL, and whether it is above [`Ttl::MAX`]: then it is zero, as in BIND
/// (RFC 2181 section 8).
pub(super) fn read_ttl(text: &str) -> Result<(Ttl, bool), Fault> {
    let seconds = Ttl::parse_seconds(text).ok_or_else(|| {
        Fault::new(format!("{} is no TTL", quoted(text)))
            .help("a TTL is a number of seconds up to 2147483647, or units such as `1h30m`")
    })?;
    Ok((Ttl::from_wire(seconds), Ttl::new(seconds).is_none()))
}

pub(super) fn too_long_ttl() -> Fault {
    Fault::new("the TTL is above 2147483647 seconds and counts as 0 (RFC 2181 section 8)")
}

fn looks_like_ttl(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"wdhmsWDHMS".contains(&byte))
}

/// Whether it is the class IN; `None` if it is no class.
fn read_class(text: &str) -> Option<bool> {
    let is = |name: &str| text.eq_ignore_ascii_case(name);
    if is("IN") || is("CLASS1") {
        return Some(true);
    }
    let numbered = text.len() > 5
        && text.as_bytes()[..5].eq_ignore_ascii_case(b"CLASS")
        && text.bytes().skip(5).all(|byte| byte.is_ascii_digit());
    let other = ["CH", "CHAOS", "HS", "HESIOD", "NONE", "ANY"].into_iter().any(is);
    (numbered || other).then_some(false)
}

fn read_type(text: &str) -> Result<RecordType, Fault> {
    let mut capitals = [0; 16];
    let record_type = capitals.get_mut(..text.len()).and_then(|capitals| {
        capitals.copy_from_slice(text.as_bytes());
        capitals.make_ascii_uppercase();
        RecordType::parse(std::str::from_utf8(capitals).ok()?)
    });
    match record_type {
        None if text.starts_with('$') => Err(Fault::new(format!("{} is no record type", quoted(text)))
            .help("a directive begins in the first column")),
        None => Err(Fault::new(format!("{} is no record type", quoted(text)))),
        Some(meta) if meta.is_meta() => Err(Fault::new(format!("{} is no type of zone data", quoted(text)))),
        Some(record_type) => Ok(record_type),
    }
}

/// The usual slip: the blank in front of a record without an owner is missing.
pub(super) fn explain_owner(lexer: &Lexer<'_>, fault: Fault) -> Fault {
    let owner = lexer.text(&lexer.lexemes()[0]);
    let is_header = read_type(owner).is_ok() || read_class(owner).is_some() || looks_like_ttl(owner);
    if fault.help.is_some() || !is_header {
        return fault;
    }
    fault.help(format!(
        "{} in the first column is an owner; begin the line with a blank to keep the owner above",
        quoted(owner)
    ))
}
