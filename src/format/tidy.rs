use std::borrow::Cow;

/// The text without byte order mark and empty lines at its begin, CR before
/// line ends, and blanks at line ends. A blank behind a `\` is escaped and stays.
pub(super) fn line_ends(text: &str) -> Cow<'_, str> {
    let text = behind_blank_lines(text);
    if text.lines().all(|line| kept(line) == line.len()) && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut tidy = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.strip_suffix('\n').unwrap_or(line);
        tidy.push_str(&bare[..kept(bare)]);
        if bare.len() < line.len() {
            tidy.push('\n');
        }
    }
    Cow::Owned(tidy)
}

/// A second mark, or one behind blank lines, is no byte order mark to a reader:
/// such a text stays, or the mark would come to its begin and vanish.
fn behind_blank_lines(text: &str) -> &str {
    const MARK: char = '\u{feff}';
    let mut rest = text.strip_prefix(MARK).unwrap_or(text);
    while let Some((line, behind)) = rest.split_once('\n')
        && line.trim_ascii().is_empty()
    {
        rest = behind;
    }
    if rest.starts_with(MARK) { text } else { rest }
}

/// How much of a line is left without the blanks at its end.
fn kept(line: &str) -> usize {
    let bare = line.trim_ascii_end();
    let backslashes = bare.bytes().rev().take_while(|byte| *byte == b'\\').count();
    let is_escaped = backslashes % 2 == 1 && matches!(line.as_bytes().get(bare.len()), Some(b' ' | b'\t'));
    bare.len() + usize::from(is_escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_tidied() {
        for (text, tidy) in [
            ("a\nb\n", "a\nb\n"),
            ("\u{feff}a\r\nb \t\r\n", "a\nb\n"),
            ("a\\ \n", "a\\ \n"),
            ("a\\   \r\n", "a\\ \n"),
            ("a\\\\ \n", "a\\\\\n"),
            ("a\\\r\n", "a\\\n"),
            (" \t \n\n", ""),
            ("a\n \n", "a\n\n"),
            ("\u{feff}\n\t\r\n a", " a"),
            ("\u{feff}\u{feff}a ", "\u{feff}\u{feff}a"),
            (" \n\u{feff}a", "\n\u{feff}a"),
            ("a\rb\r", "a\rb"),
        ] {
            assert_eq!(line_ends(text), tidy, "{text:?}");
        }
    }
}
