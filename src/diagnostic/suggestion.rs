/// The candidate a mistyped word was probably meant to be: the nearest one, if
/// it is within a third of the word's length (at least one edit). Only the first
/// thousand are looked at, and no word longer than any name.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if word.len() > LONGEST {
        return None;
    }
    let lower = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        .filter(|candidate| *candidate != word && candidate.len().abs_diff(word.len()) <= 4 * limit)
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

/// In octets: a name has 255, and a label of it in Unicode may have more.
const LONGEST: usize = 512;
const MOST_CANDIDATES: usize = 1000;

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_only_what_is_near() {
        let words = ["provider", "registrar", "mirror", "ttl"];
        assert_eq!(nearest("provder", words), Some("provider"));
        assert_eq!(nearest("tll", words), Some("ttl"));
        assert_eq!(nearest("TTL", words), Some("ttl"));
        assert_eq!(nearest("zebra", words), None);
    }
}
