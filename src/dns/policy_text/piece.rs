use std::ops::Range;

use super::remark::Remarks;

/// A part of a word that knows where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) word: usize,
    pub(super) start: usize,
}

impl<'t> Piece<'t> {
    pub(super) fn words(words: &[&'t str]) -> Vec<Piece<'t>> {
        words.iter().enumerate().map(|(word, text)| Piece { text, word, start: 0 }).collect()
    }

    /// The octets of a TXT record as text; what is not ASCII is remarked on.
    pub(super) fn of_txt(txt: &'t [u8], remarks: &mut Remarks) -> Option<Piece<'t>> {
        match std::str::from_utf8(txt) {
            Ok(text) => Some(Piece { text, word: 0, start: 0 }),
            Err(error) => {
                let good = std::str::from_utf8(&txt[..error.valid_up_to()]).unwrap_or_default();
                let here = Piece { text: "", word: 0, start: good.len() };
                let octet = txt[error.valid_up_to()];
                remarks
                    .error("policy-text-octet", here, format!("octet {octet} is not allowed here"))
                    .help("write ASCII only");
                None
            }
        }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Its first `length` octets (fewer where a character would be cut) and the rest.
    pub(super) fn split_at(self, length: usize) -> (Piece<'t>, Piece<'t>) {
        let mut length = length.min(self.text.len());
        while !self.text.is_char_boundary(length) {
            length -= 1;
        }
        let (front, back) = self.text.split_at(length);
        (Piece { text: front, ..self }, Piece { text: back, start: self.start + length, ..self })
    }

    /// What stands before and behind the first of `separators`, which is left out.
    pub(super) fn split_once(self, separator: char) -> Option<(Piece<'t>, Piece<'t>)> {
        let (front, back) = self.split_at(self.text.find(separator)?);
        Some((front, back.split_at(separator.len_utf8()).1))
    }

    pub(super) fn split(self, separator: char) -> impl Iterator<Item = Piece<'t>> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let here = rest?;
            let (front, back) = match here.split_once(separator) {
                Some((front, back)) => (front, Some(back)),
                None => (here, None),
            };
            rest = back;
            Some(front)
        })
    }

    /// Without blanks, tabs and line ends around it.
    pub(super) fn trim(self) -> Piece<'t> {
        const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];
        let front = self.text.trim_start_matches(BLANK);
        let start = self.start + self.text.len() - front.len();
        Piece { text: front.trim_end_matches(BLANK), start, ..self }
    }

    /// Remarks on what no policy text may hold: octets that are not printable
    /// ASCII, `\;`. `blanks` are allowed besides.
    pub(super) fn check_octets(self, blanks: &[char], remarks: &mut Remarks) {
        let is_printable = self.text.bytes().all(|octet| (b' '..=b'~').contains(&octet));
        let alien = |c: char| !(' '..='~').contains(&c) && !blanks.contains(&c);
        let mut rest = if is_printable { self.split_at(self.text.len()).1 } else { self };
        while let Some(from) = rest.text.find(alien) {
            let behind = rest.split_at(from).1;
            let length = behind.text.find(|c| !alien(c)).unwrap_or(behind.text.len());
            let (run, back) = behind.split_at(length);
            let message = format!("{} is not allowed here", run.text.escape_debug().collect::<String>());
            let remark = remarks.error("policy-text-octet", run, message);
            if run.text.contains(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}']) {
                remark.help("remove the curly quotes that a word processor made");
            } else if run.text.contains(['\t', '\r', '\n']) {
                remark.help("write a blank instead");
            } else {
                remark.help("write ASCII only");
            }
            rest = back;
        }
        for (at, _) in self.text.match_indices("\\;") {
            let (slip, _) = self.split_at(at).1.split_at(2);
            remarks
                .error("policy-text-backslash", slip, "`\\;` holds a backslash")
                .help("write `;`: the backslash is a master file's escape and no part of the text");
        }
    }
}
