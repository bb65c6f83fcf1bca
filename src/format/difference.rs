use similar::TextDiff;

/// What [`super::format`] would change, as a unified diff for people and for
/// `patch`; empty if nothing.
pub fn difference(path: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new).unified_diff().header(path, path).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_unified() {
        assert_eq!(difference("a.dns", "a\n", "a\n"), "");
        let expected = "--- a.dns\n+++ a.dns\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n";
        assert_eq!(difference("a.dns", "a\nb\nc\n", "a\nx\nc\n"), expected);
        let expected = "--- a.dns\n+++ a.dns\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n";
        assert_eq!(difference("a.dns", "a", "a\n"), expected);
    }
}
