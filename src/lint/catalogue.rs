//! The codes that there are: of findings, which have levels and may be allowed,
//! and of errors, which do not.

use std::fmt;

use super::{codes, rules};
use crate::diagnostic::{Code, nearest};
use crate::model;

/// Every code of what is not certainly wrong: of the rules, and of the warnings that compiling has.
pub fn findings() -> impl Iterator<Item = &'static Code> {
    rules().map(|rule| rule.code).chain(warnings())
}

/// Of the warnings that compiling has.
pub fn warnings() -> impl Iterator<Item = &'static Code> {
    model::codes::WARNINGS.iter().copied()
}

/// The code of a finding of this name.
pub fn finding(name: &str) -> Result<&'static Code, NoFinding> {
    findings().find(|code| code.name == name).ok_or_else(|| NoFinding::new(name))
}

/// The code of this name that may have a level: of a finding, or of what is allowed in vain.
pub fn with_level(name: &str) -> Result<&'static Code, NoFinding> {
    if name == codes::UNUSED_ALLOW.name { Ok(&codes::UNUSED_ALLOW) } else { finding(name) }
}

/// Why nothing that has a level and may be allowed has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoFinding {
    /// It is the code of an error.
    Error(String),
    /// It is that of what is allowed in vain.
    Unused,
    /// There is no such code. With the finding that was probably meant.
    Unknown(String, Option<&'static str>),
}

impl NoFinding {
    fn new(name: &str) -> NoFinding {
        if model::codes::is_always_error(name) {
            return NoFinding::Error(name.to_owned());
        }
        if codes::UNUSED_ALLOW.name == name {
            return NoFinding::Unused;
        }
        NoFinding::Unknown(name.to_owned(), nearest(name, findings().map(|code| code.name)))
    }

    /// What was probably meant.
    pub fn near(&self) -> Option<&'static str> {
        match self {
            NoFinding::Unknown(_, near) => *near,
            _ => None,
        }
    }

    /// What to do.
    pub fn help(&self) -> String {
        match self {
            NoFinding::Error(name) => {
                format!("take it out; `zonal explain {name}` says how to mend what it finds")
            }
            NoFinding::Unused => {
                "take out what is allowed in vain, or give it a level in `[lint]`".to_owned()
            }
            NoFinding::Unknown(_, Some(near)) => format!("did you mean `{near}`?"),
            NoFinding::Unknown(_, None) => "`zonal lint --list-rules` lists them".to_owned(),
        }
    }
}

impl fmt::Display for NoFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoFinding::Error(name) => {
                write!(f, "`{name}` is an error of the language: it has no level and cannot be allowed")
            }
            NoFinding::Unused => f.write_str("`unused-allow` cannot be allowed"),
            NoFinding::Unknown(name, _) => write!(f, "no finding is called `{name}`"),
        }
    }
}
