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

const PIECES: [&str; 23] = [
    "{", "}", "\"", "(", "[", "]", ")", "#", "##", "$", "${", "\n", "\r\n", " ", "\t", ";", "\\", "ö", ",",
    "=", "zone", "A", "\0",
];

/// The text with one to four changes: cut short, without a character, or with
/// a piece that means something to the grammar.
pub fn mutated(original: &str, numbers: &mut Numbers) -> String {
    let mut text: Vec<char> = original.chars().collect();
    for _ in 0..1 + numbers.below(4) {
        let at = numbers.below(text.len() + 1);
        match numbers.below(3) {
            0 => text.truncate(at),
            1 if at < text.len() => {
                text.remove(at);
            }
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())];
                text.splice(at..at, piece.chars());
            }
        }
    }
    text.into_iter().collect()
}
