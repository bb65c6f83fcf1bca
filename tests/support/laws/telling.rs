//! What holds of all that is said about sources: it points at text that is there,
//! and can be drawn without anything that a terminal would obey.

use std::path::Path;

use zonal::diagnostic::{Diagnostic, Problems};
use zonal::report::{Drawing, ProblemFormat, draw_problems};
use zonal::text::{Sources, Span};

pub fn holds(problems: &Problems, sources: &Sources) {
    for problem in problems {
        for span in spans(problem) {
            let text = &sources.get(span.source).text;
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{problem:?} of {text:?}");
        }
        assert!(!problem.headline.is_empty(), "{problem:?}");
    }
    let drawing = Drawing { limit: 5, ..Drawing::default() };
    let few: Problems = problems.iter().take(drawing.limit).cloned().collect();
    for format in [ProblemFormat::Text, ProblemFormat::Json, ProblemFormat::Github] {
        let drawn = draw_problems(format, &few, &Problems::default(), sources, Path::new(""), drawing);
        let stray = drawn.chars().find(|letter| letter.is_control() && *letter != '\n');
        assert_eq!(stray, None, "{drawn:?}");
    }
}

fn spans(problem: &Diagnostic) -> impl Iterator<Item = Span> {
    let others = problem.others.iter().map(|other| other.span);
    let edits = problem.fixes.iter().flat_map(|fix| fix.edits.iter().map(|(span, _)| *span));
    problem.span.into_iter().chain(others).chain(edits)
}
