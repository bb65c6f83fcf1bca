//! What we say about texts that are no RDATA: `rdata-errors.txt` has each text,
//! the token to blame and the message. BIND refuses them too, unless the case
//! says why it does not.

use crate::rdata_oracle::bind;
use crate::rdata_text::{Case, case, lines, read, tokens};

const CASES: &str = include_str!("rdata-errors.txt");

fn cases() -> impl Iterator<Item = (Case, Option<String>)> {
    let mut all: Vec<(Case, Option<String>)> = Vec::new();
    for line in lines(CASES) {
        match line.strip_prefix("  ") {
            None => all.push((case(&line), None)),
            Some(detail) => {
                if let (Some(why), Some(last)) = (detail.strip_prefix("BIND takes it: "), all.last_mut()) {
                    last.1 = Some(why.to_owned());
                }
            }
        }
    }
    all.into_iter()
}

#[test]
fn messages_and_tokens() {
    let mut said = String::new();
    for (Case { record_type, text }, taken) in cases() {
        said += format!("{record_type} {text}").trim_end();
        said += "\n";
        match read(record_type, &text) {
            Ok(rdata) => said += &format!("  read as {rdata}\n"),
            Err(error) => {
                let place = match error.token {
                    Some(token) => format!("`{}`", tokens(&text)[token].text),
                    None => "the end".to_owned(),
                };
                said += &format!("  at {place}: {}\n", error.message);
                said += &error.help.map_or(String::new(), |help| format!("  help: {help}\n"));
            }
        }
        said += &taken.map_or(String::new(), |why| format!("  BIND takes it: {why}\n"));
    }
    let written: String = lines(CASES).map(|line| line + "\n").collect();
    assert_eq!(said, written);
}

#[test]
fn bind_refuses_them_too() {
    let mut wrong = String::new();
    for (Case { record_type, text }, taken) in cases() {
        let Some(theirs) = bind(record_type, &text) else { return };
        if theirs.is_ok() != taken.is_some() {
            wrong += &format!("{record_type} {text}\n  {theirs:?}\n");
        }
    }
    assert_eq!(wrong, "");
}
