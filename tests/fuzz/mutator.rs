//! How sources and master files are changed: as libFuzzer does it, or line by line
//! and with the signs that mean something, as the property tests do.

use crate::mutation::{Numbers, mutated};

/// Changes the first `size` octets of `data` in place; their new number.
pub fn mutate(data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let mut numbers = Numbers(u64::from(seed) + 1);
    if numbers.below(2) == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, most);
    }
    let text = mutated(&String::from_utf8_lossy(&data[..size]), &mut numbers);
    placed(&text, &mut data[..most])
}

/// Lines of one text among those of another, written to `out`; their octets.
pub fn mixed(one: &[u8], other: &[u8], out: &mut [u8], seed: u32) -> usize {
    let mut numbers = Numbers(u64::from(seed) + 1);
    let [one, other] = [one, other].map(|octets| String::from_utf8_lossy(octets).into_owned());
    let mut lines: Vec<&str> = one.split_inclusive('\n').collect();
    let others: Vec<&str> = other.split_inclusive('\n').collect();
    let from = numbers.below(others.len() + 1);
    let some = others[from..].iter().take(1 + numbers.below(5));
    let at = numbers.below(lines.len() + 1);
    let until = (at + numbers.below(3)).min(lines.len());
    lines.splice(at..until, some.copied());
    placed(&lines.concat(), out)
}

/// As much of the text as there is room for.
fn placed(text: &str, room: &mut [u8]) -> usize {
    let end = text.len().min(room.len());
    room[..end].copy_from_slice(&text.as_bytes()[..end]);
    end
}
