//! Labels that mix scripts: how one name is made to look like another
//! (UTS 39 section 5.2, "highly restrictive").

/// The scripts that labels are commonly written in; all others are `Other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Georgian,
    Hangul,
    Hiragana,
    Katakana,
    Bopomofo,
    Han,
    Other,
}

impl Script {
    fn of(c: char) -> Option<Script> {
        Some(match c as u32 {
            0x41..=0x5a | 0x61..=0x7a | 0xaa | 0xba | 0xc0..=0x24f | 0x1e00..=0x1eff => Script::Latin,
            0x0..=0xbf | 0x2b0..=0x36f | 0x2000..=0x2bff | 0x3000..=0x303f | 0x30fb..=0x30fc => return None,
            0x250..=0x2af | 0xff21..=0xff5a => Script::Latin,
            0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
            0x400..=0x52f | 0x1c80..=0x1c8f | 0x2de0..=0x2dff => Script::Cyrillic,
            0x530..=0x58f => Script::Armenian,
            0x590..=0x5ff => Script::Hebrew,
            0x600..=0x6ff | 0x750..=0x77f | 0x8a0..=0x8ff => Script::Arabic,
            0x900..=0x97f => Script::Devanagari,
            0xe00..=0xe7f => Script::Thai,
            0x10a0..=0x10ff => Script::Georgian,
            0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7ff => Script::Hangul,
            0x3040..=0x309f => Script::Hiragana,
            0x30a0..=0x30ff | 0x31f0..=0x31ff => Script::Katakana,
            0x3100..=0x312f => Script::Bopomofo,
            0x2e80..=0x2fdf | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af => Script::Han,
            _ => Script::Other,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Script::Latin => "Latin",
            Script::Greek => "Greek",
            Script::Cyrillic => "Cyrillic",
            Script::Armenian => "Armenian",
            Script::Hebrew => "Hebrew",
            Script::Arabic => "Arabic",
            Script::Devanagari => "Devanagari",
            Script::Thai => "Thai",
            Script::Georgian => "Georgian",
            Script::Hangul => "Hangul",
            Script::Hiragana => "Hiragana",
            Script::Katakana => "Katakana",
            Script::Bopomofo => "Bopomofo",
            Script::Han => "Han",
            Script::Other => "another script",
        }
    }
}

/// Sets of scripts that are written together: Japanese, Korean, Chinese.
const TOGETHER: [&[Script]; 3] = [
    &[Script::Latin, Script::Han, Script::Hiragana, Script::Katakana],
    &[Script::Latin, Script::Han, Script::Hangul],
    &[Script::Latin, Script::Han, Script::Bopomofo],
];

/// The names of the scripts of a label that are not written together.
pub(in crate::model) fn mixture(label: &str) -> Option<Vec<&'static str>> {
    let mut found: Vec<Script> = Vec::new();
    for script in label.chars().filter_map(Script::of) {
        if !found.contains(&script) {
            found.push(script);
        }
    }
    let together =
        found.len() < 2 || TOGETHER.iter().any(|set| found.iter().all(|script| set.contains(script)));
    (!together).then(|| found.into_iter().map(Script::name).collect())
}

#[cfg(test)]
mod tests {
    use super::mixture;

    #[test]
    fn mixtures_are_found() {
        for (label, expected) in [
            ("example-1", None),
            ("müller", None),
            ("пример-2", None),
            ("日本語ひらがなカタカナabc", None),
            ("한국漢", None),
            ("pаypal", Some(vec!["Latin", "Cyrillic"])),
            ("ひら한", Some(vec!["Hiragana", "Hangul"])),
        ] {
            assert_eq!(mixture(label), expected, "{label}");
        }
    }
}
