use crate::diagnostic::nearest;
use crate::dns::RecordType;
use crate::model::{AttributeSet, Desired, Origin, StepKind};
use crate::report::escape;
use crate::text::{Sources, Span};

/// `file:line` of a span.
pub fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source);
    format!("{}:{}", escape(&source.path), source.position(span.start).line)
}

/// How a line came into its zone, innermost step first, a clause each.
pub fn chain(desired: &Desired, origin: Origin, sources: &Sources) -> Vec<String> {
    let clause = |kind: &StepKind, place: String| match kind {
        StepKind::Use(template) => format!("from template `{}`, used at {place}", escape(template)),
        StepKind::For(round) => format!("round {} of the loop at {place}", escape(round)),
        StepKind::PtrFrom(zone) => format!("by `ptr from {zone}` at {place}"),
    };
    desired.provenance.steps(origin).map(|step| clause(&step.kind, place(step.span, sources))).collect()
}

/// Attributes as keys and values, in the order of the language's manual.
pub fn attributes(set: &AttributeSet) -> Vec<(&str, String)> {
    let text = |key, value: &Option<String>| value.clone().map(|value| (key, value));
    let switch = |key, value: Option<bool>| value.map(|value| (key, value.to_string()));
    let known = [
        text("owner", &set.owner),
        text("note", &set.note),
        set.until.map(|day| ("until", day.to_string())),
        text("ticket", &set.ticket),
        switch("proxied", set.proxied),
        switch("ptr", set.ptr),
    ];
    let options = set.options.iter().map(|(key, value)| (key.as_str(), value.clone()));
    let allowed = set.allowances.iter().map(|one| ("allow", format!("{} ({})", one.code, one.reason)));
    known.into_iter().flatten().chain(options).chain(allowed).collect()
}

/// Reads a type as operators type it; the error is a sentence.
pub fn record_type(text: &str) -> Result<RecordType, String> {
    let capitals = text.to_ascii_uppercase();
    RecordType::parse(&capitals).ok_or_else(|| {
        let known = RecordType::KNOWN.iter().map(|(mnemonic, _)| *mnemonic);
        match nearest(&capitals, known) {
            Some(near) => format!("no record type is called `{text}`; did you mean {near}?"),
            None => format!("no record type is called `{text}`"),
        }
    })
}
