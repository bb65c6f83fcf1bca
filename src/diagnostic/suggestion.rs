/// The candidate a mistyped word was probably meant to be: the nearest one, if
/// it is within a third of the word's length (at least one edit).
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .map(|candidate| {
            (strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

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
