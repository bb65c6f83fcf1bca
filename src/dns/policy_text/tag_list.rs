use std::fmt;

use super::piece::Piece;
use super::remark::{Remarks, nearest};

/// What differs between the kinds of tag lists (RFC 6376 section 3.2 and those that copy it).
pub(super) struct Form {
    /// The value of `v`.
    pub(super) version: &'static str,
    /// Whether a text must start with `v`.
    pub(super) version_required: bool,
    /// Whether blanks around `=` are allowed.
    pub(super) blanks: bool,
    /// All tags the kind knows, without `v`.
    pub(super) known: &'static [&'static str],
}

/// The tags of a text, while they are read one by one.
pub(super) struct TagList<'t> {
    form: &'static Form,
    tags: Vec<Tag<'t>>,
    /// Words without a `=`.
    pub(super) bare: Vec<Piece<'t>>,
    /// What to blame for something missing.
    pub(super) whole: Piece<'t>,
}

struct Tag<'t> {
    name: Piece<'t>,
    value: Piece<'t>,
}

/// A tag that its kind does not know; receivers ignore it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnknownTag {
    pub name: String,
    pub value: String,
}

impl<'t> TagList<'t> {
    /// Of the octets of a TXT record. `None` where a remark says that nothing can be read.
    pub(super) fn of_txt(txt: &'t [u8], form: &'static Form, remarks: &mut Remarks) -> Option<TagList<'t>> {
        let text = Piece::of_txt(txt, remarks)?;
        text.check_octets(&['\t', '\r', '\n'], remarks);
        let mut list = TagList { form, tags: Vec::new(), bare: Vec::new(), whole: text };
        if remarks.has_errors() {
            return None;
        }
        list.split(text, remarks);
        list.refuse_bare(remarks);
        let first = list.tags.first().map(|tag| tag.name.text);
        let versioned = list.tags.iter().any(|tag| tag.name.text == "v");
        if first != Some("v") && (versioned || form.version_required) {
            list.blame_version(remarks);
            return None;
        }
        list.check(remarks);
        list.peek("v").is_none_or(|version| version.text == form.version).then_some(list)
    }

    /// Of the words of a typed line: a word is a tag, in any order; `v` may be left out.
    /// Quoted words may hold several tags with `;` between them. `None` as above.
    pub(super) fn of_words(
        words: &[&'t str],
        form: &'static Form,
        remarks: &mut Remarks,
    ) -> Option<TagList<'t>> {
        let words = Piece::words(words);
        let whole = words.first().copied().unwrap_or(Piece { text: "", word: 0, start: 0 });
        let mut list = TagList { form, tags: Vec::new(), bare: Vec::new(), whole };
        words.iter().for_each(|word| word.check_octets(&['\t', '\r', '\n'], remarks));
        if remarks.has_errors() {
            return None;
        }
        for word in words {
            list.split(word, remarks);
        }
        list.check(remarks);
        Some(list)
    }

    /// The value of a tag, which stays.
    pub(super) fn peek(&self, name: &str) -> Option<Piece<'t>> {
        self.tags.iter().find(|tag| tag.name.text == name).map(|tag| tag.value)
    }

    /// Takes a tag out.
    pub(super) fn take(&mut self, name: &str) -> Option<Piece<'t>> {
        let at = self.tags.iter().position(|tag| tag.name.text == name)?;
        Some(self.tags.remove(at).value)
    }

    /// Where the tag's name stands.
    pub(super) fn name_of(&self, name: &str) -> Option<Piece<'t>> {
        self.tags.iter().find(|tag| tag.name.text == name).map(|tag| tag.name)
    }

    /// How many tags stand in front of the one of this name, `v` not counted.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.tags.iter().filter(|tag| tag.name.text != "v").position(|tag| tag.name.text == name)
    }

    /// What is left and unknown.
    pub(super) fn rest(self, remarks: &mut Remarks) -> Vec<UnknownTag> {
        let mut unknown = Vec::new();
        let known = |name: &str| name == "v" || self.form.known.contains(&name);
        for tag in self.tags.iter().filter(|tag| !known(tag.name.text)) {
            let message = format!("receivers ignore the tag `{}`", tag.name.text);
            let remark = remarks.note("policy-text-unknown-tag", tag.name, message);
            if let Some(known) = nearest(tag.name.text, self.form.known).or(self.same_letter(tag.name.text)) {
                remark.help(format!("did you mean `{known}=`?"));
            }
            unknown.push(UnknownTag { name: tag.name.text.to_owned(), value: tag.value.text.to_owned() });
        }
        unknown
    }

    /// Like [`TagList::rest`] where values must be free of blanks and `=` (RFC 8460, RFC 8461).
    pub(super) fn rest_of_tokens(self, remarks: &mut Remarks) -> Vec<UnknownTag> {
        for tag in self.tags.iter().filter(|tag| tag.name.text != "v") {
            if tag.value.text.is_empty() || tag.value.text.contains([' ', '\t', '=']) {
                let message =
                    format!("the value of `{}` must not be empty nor hold blanks or `=`", tag.name.text);
                remarks.error("policy-text-value", tag.value, message);
            }
        }
        self.rest(remarks)
    }

    /// Remarks on words that are no tags.
    pub(super) fn refuse_bare(&self, remarks: &mut Remarks) {
        for bare in &self.bare {
            remarks
                .error("policy-text-tag", *bare, format!("`{}` is no `tag=value`", bare.text))
                .help("no blank stands around the `=`; quote a value that holds blanks");
        }
    }

    fn same_letter(&self, name: &str) -> Option<&'static str> {
        self.form.known.iter().copied().find(|known| known.eq_ignore_ascii_case(name))
    }

    fn split(&mut self, word: Piece<'t>, remarks: &mut Remarks) {
        let mut parts = word.split(';').peekable();
        while let Some(part) = parts.next() {
            let item = part.trim();
            if item.text.is_empty() {
                if parts.peek().is_some() {
                    remarks
                        .error("policy-text-tag", part, "nothing stands in front of the `;`")
                        .help("remove the extra `;`");
                }
                continue;
            }
            match item.split_once('=').filter(|_| !is_padded_base64(item.text)) {
                None => self.bare.push(item),
                Some((name, value)) => {
                    let tag = Tag { name: name.trim(), value: value.trim() };
                    if !self.form.blanks && (tag.name.text != name.text || tag.value.text != value.text) {
                        remarks
                            .error("policy-text-tag", item, "no blank may stand around the `=`")
                            .help("remove it");
                    }
                    self.tags.push(tag);
                }
            }
        }
    }

    fn blame_version(&self, remarks: &mut Remarks) {
        let version = format!("v={}", self.form.version);
        match self.tags.iter().find(|tag| tag.name.text == "v") {
            Some(late) => remarks
                .error("policy-text-version", late.name, format!("`{version}` must be the first tag"))
                .help(format!("move `{version}` to the front")),
            None => {
                let piece = self.tags.first().map_or(self.whole, |tag| tag.name);
                remarks
                    .error("policy-text-version", piece, format!("the text does not start with `{version}`"))
                    .help(format!("start with `{version};`"))
            }
        };
    }

    fn check(&self, remarks: &mut Remarks) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        for (index, tag) in self.tags.iter().enumerate() {
            let name = tag.name.text;
            if !name.chars().all(plain) || !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                remarks.error("policy-text-tag", tag.name, format!("`{name}` is no name of a tag"));
            }
            if self.tags[..index].iter().any(|other| other.name.text == name) {
                remarks
                    .error("policy-text-tag-twice", tag.name, format!("the tag `{name}` stands twice"))
                    .help("keep one of them");
            }
            if tag.value.text.ends_with('\\') {
                remarks
                    .error("policy-text-backslash", tag.value, "the value ends in a backslash")
                    .help("remove it: a backslash is a master file's escape and no part of the text");
            }
            if name == "v" && tag.value.text != self.form.version {
                let message =
                    format!("the version is `{}`, `{}` is wanted", tag.value.text, self.form.version);
                remarks.error("policy-text-version", tag.value, message).help(format!(
                    "write `v={}`, in capitals as here, with `;` behind it",
                    self.form.version
                ));
            }
        }
    }
}

impl fmt::Display for UnknownTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)
    }
}

/// Whether the only `=` are the padding of a key.
fn is_padded_base64(text: &str) -> bool {
    const SHORTEST_KEY: usize = 24;
    let body = text.trim_end_matches('=');
    text.len() >= SHORTEST_KEY
        && text.len() - body.len() <= 2
        && body.chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/')
}

/// Reads a value that is one of a few words, letters of any case.
pub(super) fn read_choice<T: Copy>(
    tag: &str,
    value: Piece<'_>,
    choices: &[(&'static str, T)],
    remarks: &mut Remarks,
) -> Option<T> {
    if let Some((_, choice)) = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(value.text)) {
        return Some(*choice);
    }
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    let message = format!("`{tag}=` is `{}`, allowed are: {}", value.text, words.join(", "));
    let remark = remarks.error("policy-text-value", value, message);
    if let Some(near) = nearest(value.text, &words) {
        remark.help(format!("did you mean `{near}`?"));
    }
    None
}
