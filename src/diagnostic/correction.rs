use std::collections::BTreeMap;

use super::{Applicability, Fix, Problems};
use crate::text::{SourceId, Span};

/// A source text with all fixes of `problems` applied that are certain, and
/// how many these are; `None` if there are none. Of fixes that touch the same
/// text only the first is applied, so another run may find more.
pub fn corrected(problems: &Problems, source: SourceId, text: &str) -> Option<(String, usize)> {
    // Of those that are taken no two meet, so that only neighbours can meet another.
    let mut taken: BTreeMap<u32, (Span, &str)> = BTreeMap::new();
    let mut count = 0;
    for fix in problems.iter().flat_map(|problem| &problem.fixes) {
        let is_new = |span: Span| {
            let before = taken.range(..=span.start).next_back();
            let behind = taken.range(span.start..).next();
            before.into_iter().chain(behind).all(|(_, (other, _))| !meet(span, *other))
        };
        if is_for(fix, source, text) && fix.edits.iter().all(|(span, _)| is_new(*span)) {
            taken.extend(fix.edits.iter().map(|(span, new)| (span.start, (*span, new.as_str()))));
            count += 1;
        }
    }
    let mut corrected = String::with_capacity(text.len());
    let mut at = 0;
    for (span, new) in taken.into_values() {
        corrected.push_str(&text[at..span.start as usize]);
        corrected.push_str(new);
        at = span.end as usize;
    }
    corrected.push_str(&text[at..]);
    (count > 0 && corrected != text).then_some((corrected, count))
}

fn is_for(fix: &Fix, source: SourceId, text: &str) -> bool {
    let lies_inside = |span: &Span| {
        let (start, end) = (span.start as usize, span.end as usize);
        span.source == source && start <= end && text.is_char_boundary(start) && text.is_char_boundary(end)
    };
    fix.applicability == Applicability::Certain && fix.edits.iter().all(|(span, _)| lies_inside(span))
}

/// Two insertions at one place meet, since their order would be a guess.
fn meet(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end || a.start == b.start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};

    static CODE: Code = Code { name: "some-code", manual: "" };

    fn fixes(edits: &[(u32, u32, &str, Applicability)]) -> Problems {
        let fix = |(start, end, new, applicability): &(u32, u32, &str, Applicability)| {
            let span = Span::new(SourceId(0), *start, *end);
            Diagnostic::error(&CODE, span, "wrong").fix(*applicability, "right", span, *new)
        };
        edits.iter().map(fix).collect()
    }

    #[test]
    fn certain_fixes_that_do_not_meet_are_applied() {
        use Applicability::{Certain, Maybe};
        let text = "one two thrée";
        for (edits, expected) in [
            (vec![], None),
            (vec![(0, 3, "1", Maybe)], None),
            (vec![(0, 3, "one", Certain)], None),
            (vec![(4, 7, "2", Certain), (0, 3, "1", Certain)], Some(("1 2 thrée", 2))),
            (vec![(0, 7, "x", Certain), (4, 7, "2", Certain)], Some(("x thrée", 1))),
            (vec![(3, 3, "!", Certain), (3, 3, "?", Certain)], Some(("one! two thrée", 1))),
            (vec![(0, 3, "1", Certain), (3, 3, "!", Certain)], Some(("1! two thrée", 2))),
            (vec![(12, 13, "x", Certain)], None),
            (vec![(14, 99, "x", Certain)], None),
        ] {
            let found = corrected(&fixes(&edits), SourceId(0), text);
            let found = found.as_ref().map(|(text, count)| (text.as_str(), *count));
            assert_eq!(found, expected, "{edits:?}");
        }
        assert_eq!(corrected(&fixes(&[(0, 3, "1", Certain)]), SourceId(1), text), None);
    }
}
