//! `@ DMARC p=reject`, `s1 DKIM KEY` and their like: policy texts in TXT
//! records, typed or raw.

use crate::diagnostic::{Diagnostic, Problems, Severity};
use crate::dns::policy_text::{Kind, Level, PolicyText, Remark, recognise, recognise_at};
use crate::dns::{Name, RecordType};
use crate::model::codes;
use crate::model::record::{Recorder, Tokens};
use crate::model::{escapes, txt};
use crate::text::Span;

/// Reads the words of a typed line. SPF becomes a part that is merged later.
pub(super) fn read(kind: Kind, tokens: &Tokens<'_, '_>, recorder: &mut Recorder, problems: &mut Problems) {
    let Some(words) = words(tokens, problems) else { return };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (policy, remarks) = kind.from_words(&words);
    report(kind, &remarks, Severity::Error, problems, |remark| place(tokens, remark));
    let start = recorder.wire.len();
    match policy {
        None => {}
        Some(policy @ PolicyText::Spf(_)) => {
            recorder.wire.extend_from_slice(policy.to_string().as_bytes());
            recorder.values.push((super::SPF_PART, start, recorder.wire.len()));
        }
        Some(policy) => {
            txt::write(policy.to_string().as_bytes(), &mut recorder.wire);
            recorder.values.push((RecordType::TXT, start, recorder.wire.len()));
        }
    }
}

/// The words without quotes and escapes.
fn words(tokens: &Tokens<'_, '_>, problems: &mut Problems) -> Option<Vec<String>> {
    let mut words = Vec::with_capacity(tokens.list.len());
    for (index, token) in tokens.list.iter().enumerate() {
        match escapes::unescape(token.text).map(String::from_utf8) {
            Some(Ok(word)) => words.push(word),
            _ => {
                let headline = "this is no readable text";
                problems.push(Diagnostic::error(&codes::BAD_RDATA, tokens.span(index), headline));
                return None;
            }
        }
    }
    Some(words)
}

/// The octets to blame, where they stand in the source as they are read.
fn place(tokens: &Tokens<'_, '_>, remark: &Remark) -> Span {
    let whole = tokens.span(remark.word);
    let Some(token) = tokens.list.get(remark.word) else { return whole };
    let quote = u32::from(token.quoted);
    let as_written = (whole.end - whole.start) as usize == token.text.len() + 2 * quote as usize;
    if !as_written || token.text.contains('\\') || remark.at.is_empty() {
        return whole;
    }
    let start = whole.start + quote;
    Span::new(whole.source, start + remark.at.start as u32, start + remark.at.end as u32)
}

fn report(
    kind: Kind,
    remarks: &[Remark],
    severity: Severity,
    problems: &mut Problems,
    place: impl Fn(&Remark) -> Span,
) {
    for remark in remarks.iter().filter(|remark| remark.level == Level::Error) {
        let headline = format!("{}: {}", kind.title(), remark.message);
        let mut said = Diagnostic::new(&codes::BAD_POLICY_TEXT, severity, Some(place(remark)), headline);
        said.help.extend(remark.help.clone());
        problems.push(said);
    }
}

/// Holds a raw text to the grammar of the policy that it means to be; what is
/// wrong warns, for such texts stand in zones that have to be pushed. `owner_with`
/// gives the owner that has a label, if there is one.
pub(in crate::model) fn check_raw(
    text: &[u8],
    tokens: &Tokens<'_, '_>,
    owner_with: impl Fn(&[u8]) -> Option<Name>,
    problems: &mut Problems,
) {
    // Every policy text begins with a short tag.
    if memchr::memchr(b'=', &text[..text.len().min(64)]).is_none() {
        return;
    }
    let recognised = recognise(text).or_else(|| recognise_at(&owner_with(b"_domainkey")?, text));
    let Some(recognised) = recognised else { return };
    // There the text allows reports and is no policy (RFC 7489 section 7.1).
    if recognised.kind == Kind::Dmarc && owner_with(b"_report").is_some() {
        return;
    }
    let (_, remarks) = recognised.kind.parse(text);
    report(recognised.kind, &remarks, Severity::Warning, problems, |remark| match tokens.list {
        [_] => place(tokens, remark),
        _ => tokens.all(),
    });
}
