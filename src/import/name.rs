//! Names as owners and as targets, relative to the zone.

use std::fmt::Write;
use std::net::Ipv4Addr;

use super::reverse;
use crate::dns::{Charset, Name};

/// A name at or below the apex, as an owner.
pub(super) fn owner(name: &Name, apex: &Name) -> String {
    let own = name.label_count() - apex.label_count().min(name.label_count());
    if own == 0 {
        return "@".to_owned();
    }
    if apex.is_root() {
        return absolute(name);
    }
    if let Some(address) = reverse::address(name, apex) {
        return address.to_string();
    }
    let text = labels(name, own);
    // Each of these means something else by itself: `a.example.com` is taken
    // for a slip, four numbers for an address, `override` for the keyword.
    let repeats_apex = own > 1 && {
        let relative = Name::from_labels(name.labels().take(own));
        relative.is_ok_and(|relative| relative.is_at_or_below(apex))
    };
    match repeats_apex || text.parse::<Ipv4Addr>().is_ok() || text == "override" {
        true => format!("{text}.@"),
        false => text,
    }
}

/// A name inside RDATA or a setting.
pub(super) fn target(name: &Name, apex: &Name) -> String {
    if apex.is_root() || !name.is_at_or_below(apex) {
        return absolute(name);
    }
    match name.label_count() - apex.label_count() {
        0 => "@".to_owned(),
        1 => labels(name, 1),
        own => format!("{}.@", labels(name, own)),
    }
}

/// All labels with the final dot.
pub(super) fn absolute(name: &Name) -> String {
    format!("{}.", labels(name, usize::MAX))
}

/// The first labels. What is special to the language in any place is `\DDD`.
fn labels(name: &Name, count: usize) -> String {
    let mut text = String::new();
    for (index, label) in name.labels().take(count).enumerate() {
        text.push_str(if index > 0 { "." } else { "" });
        if let Some(unicode) = unicode(label) {
            text.push_str(&unicode);
            continue;
        }
        for octet in label {
            match octet {
                b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'*' | b'/' => text.push(char::from(*octet)),
                b'.' => text.push_str("\\."),
                octet => {
                    let _ = write!(text, "\\{octet:03}");
                }
            }
        }
    }
    text
}

/// An A-label as it is read, if that is the same label.
fn unicode(label: &[u8]) -> Option<String> {
    let name = Name::from_labels([label]).ok()?;
    let unicode = name.unicode()?;
    let unicode = unicode.trim_end_matches('.');
    let is_ordinary = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || c == '-',
        false => !c.is_whitespace() && !c.is_control(),
    };
    let is_same = || Name::parse(unicode, Charset::Idna, None).is_ok_and(|same| same == name);
    (unicode.chars().all(is_ordinary) && is_same()).then(|| unicode.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_and_targets() {
        let apex: Name = "example.com".parse().unwrap();
        for (name, expected_owner, expected_target) in [
            ("example.com.", "@", "@"),
            ("www.example.com.", "www", "www"),
            ("a.b.example.com.", "a.b", "a.b.@"),
            ("x.example.com.example.com.", "x.example.com.@", "x.example.com.@"),
            ("1.0.0.127.example.com.", "1.0.0.127.@", "1.0.0.127.@"),
            ("override.example.com.", "override.@", "override"),
            ("a\\.b.example.com.", "a\\.b", "a\\.b"),
            ("\\#.example.com.", "\\035", "\\035"),
            ("xn--mller-kva.example.com.", "müller", "müller"),
            ("a.xn--strae-oqa.example.com.", "a.straße", "a.straße.@"),
            ("xn--a.example.com.", "xn--a", "xn--a"),
            ("xn--99999999.example.com.", "xn--99999999", "xn--99999999"),
        ] {
            let name: Name = name.parse().unwrap();
            assert_eq!(owner(&name, &apex), expected_owner);
            assert_eq!(target(&name, &apex), expected_target);
        }
        assert_eq!(target(&"a.b.".parse().unwrap(), &apex), "a.b.");
        assert_eq!(target(&Name::root(), &apex), ".");
        assert_eq!(target(&Name::root(), &Name::root()), ".");
        assert_eq!(owner(&"www.".parse().unwrap(), &Name::root()), "www.");
    }
}
