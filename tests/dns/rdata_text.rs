//! Presentation text cut into tokens as the readers of master files and of the
//! zone language do it, and the case files of this folder.

use zonal::dns::{Name, Rdata, RdataError, RecordType, Token};

/// One line of a case file: `TYPE text`.
pub struct Case {
    pub record_type: RecordType,
    pub text: String,
}

/// The lines of a case file without blank ones and comments. `{xN}` stands for
/// N times the letter x.
pub fn lines(file: &str) -> impl Iterator<Item = String> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(expand)
}

pub fn case(line: &str) -> Case {
    let (mnemonic, text) = line.split_once(' ').unwrap_or((line, ""));
    let record_type = RecordType::parse(mnemonic).unwrap_or_else(|| panic!("{mnemonic} is no type"));
    Case { record_type, text: text.to_owned() }
}

fn expand(line: &str) -> String {
    let mut expanded = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("{x") {
        let (count, after) = behind.split_once('}').expect("`{xN}`");
        expanded += before;
        expanded += &"x".repeat(count.parse().expect("`{xN}`"));
        rest = after;
    }
    expanded + rest
}

/// Cuts one line into tokens.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        let start = at;
        let mut in_quotes = false;
        while at < bytes.len() && (in_quotes || bytes[at] != b' ') {
            match bytes[at] {
                b'\\' => at += 1,
                b'"' => in_quotes = !in_quotes,
                _ => {}
            }
            at += 1;
            if bytes[start] == b'"' && !in_quotes {
                break;
            }
        }
        let token = &text[start..at.min(bytes.len())];
        match token.strip_prefix('"').and_then(|behind| behind.strip_suffix('"')) {
            Some(inner) => tokens.push(Token { text: inner, quoted: true }),
            None => tokens.push(Token { text: token, quoted: false }),
        }
    }
    tokens
}

pub fn origin() -> Name {
    "example".parse().unwrap()
}

pub fn read(record_type: RecordType, text: &str) -> Result<Rdata, RdataError> {
    Rdata::read(record_type, &tokens(text), &Some(&origin()))
}
