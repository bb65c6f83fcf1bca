//! Texts with small random damage, for laws that hold of any text.

/// A small generator of numbers (xorshift), so that failures repeat.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

const PIECES: [&str; 36] = [
    "{",
    "}",
    "\"",
    "(",
    "[",
    "]",
    ")",
    "#",
    "##",
    "$",
    "${",
    "${x}",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    ";",
    "\\",
    "ö",
    ",",
    "=",
    "zone",
    "A",
    "\0",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "TXT ",
    "5m ",
    "override ",
    "0",
    ".",
    "@",
    "*",
    "[ptr]",
];

/// The text with one to four changes: cut short, without a character, with a
/// piece that means something to the grammar, with a line twice, gone or elsewhere.
pub fn mutated(original: &str, numbers: &mut Numbers) -> String {
    let mut text: Vec<char> = original.chars().collect();
    for _ in 0..1 + numbers.below(4) {
        let at = numbers.below(text.len() + 1);
        match numbers.below(12) {
            0 => text.truncate(at),
            1..=3 if at < text.len() => {
                text.remove(at);
            }
            4..=6 => {
                let line = line_around(&text, at);
                let moved = text[line.clone()].to_vec();
                if numbers.below(2) == 0 {
                    text.drain(line);
                }
                let to = numbers.below(text.len() + 1);
                let to = line_around(&text, to).start;
                if numbers.below(3) > 0 {
                    text.splice(to..to, moved);
                }
            }
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())];
                text.splice(at..at, piece.chars());
            }
        }
    }
    text.into_iter().collect()
}

fn line_around(text: &[char], at: usize) -> std::ops::Range<usize> {
    let start = text[..at].iter().rposition(|letter| *letter == '\n').map_or(0, |newline| newline + 1);
    let end =
        text[at..].iter().position(|letter| *letter == '\n').map_or(text.len(), |newline| at + newline + 1);
    start..end
}
