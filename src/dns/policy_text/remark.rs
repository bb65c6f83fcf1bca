use std::ops::Range;

use super::piece::Piece;

/// How bad a [`Remark`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// The text breaks its grammar: receivers ignore it or fail.
    Error,
    /// Legal but doubtful.
    Note,
}

/// Something to say about a place in a policy text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub level: Level,
    /// Its stable name, kebab-case; those of tag lists are shared and start with `policy-text-`.
    pub code: &'static str,
    /// The index of the word it is about; 0 where a whole text was read.
    pub word: usize,
    /// The octets of that word, or of the text, to blame.
    pub at: Range<usize>,
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// What was read: no value where a remark is an error. Remarks stand in the order of their places.
pub type Reading<T> = (Option<T>, Vec<Remark>);

/// Collects remarks while a text is read.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    list: Vec<Remark>,
}

impl Remarks {
    pub(super) fn error(
        &mut self,
        code: &'static str,
        piece: Piece<'_>,
        message: impl Into<String>,
    ) -> &mut Remark {
        self.push(Level::Error, code, piece, message.into())
    }

    pub(super) fn note(
        &mut self,
        code: &'static str,
        piece: Piece<'_>,
        message: impl Into<String>,
    ) -> &mut Remark {
        self.push(Level::Note, code, piece, message.into())
    }

    pub(super) fn has_errors(&self) -> bool {
        self.list.iter().any(|remark| remark.level == Level::Error)
    }

    /// The value, unless something is wrong, and all that was said.
    pub(super) fn close<T>(mut self, value: Option<T>) -> Reading<T> {
        self.list.sort_by_key(|remark| (remark.word, remark.at.start, remark.at.end));
        let value = if self.has_errors() { None } else { value };
        (value, self.list)
    }

    fn push(&mut self, level: Level, code: &'static str, piece: Piece<'_>, message: String) -> &mut Remark {
        let remark = Remark { level, code, word: piece.word, at: piece.range(), message, help: None };
        self.list.push(remark);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}

impl Remark {
    pub(super) fn help(&mut self, help: impl Into<String>) -> &mut Remark {
        self.help = Some(help.into());
        self
    }
}

/// The candidate most like `word`, if it is like enough to be a slip.
pub(super) fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    const LONGEST: usize = 24;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let slip = |candidate: &&&str| strsim::damerau_levenshtein(&word, &candidate.to_ascii_lowercase());
    let best = candidates.iter().min_by_key(slip)?;
    (slip(&best) <= (best.len() / 2).min(2)).then_some(*best)
}
