//! `old REDIRECT 301 "https://example.com/"`: the provider answers web requests
//! with another address (RFC 9110 section 15.4).

use crate::diagnostic::{Diagnostic, Problems};
use crate::model::codes;
use crate::model::escapes;
use crate::model::record::{Recorder, Tokens};

const STATUSES: [&str; 4] = ["301", "302", "307", "308"];

pub(super) fn read(tokens: &Tokens<'_, '_>, recorder: &mut Recorder, problems: &mut Problems) {
    let mut say = |span, headline: &str, help: &str| {
        problems.push(Diagnostic::error(&codes::BAD_RDATA, span, headline).help(help));
    };
    let [status, target] = tokens.list else {
        let help = "write `REDIRECT 301 \"https://example.com/\"`";
        return say(tokens.all(), "REDIRECT wants a status and an address", help);
    };
    let Some(code) = status.text.parse::<u16>().ok().filter(|_| STATUSES.contains(&status.text)) else {
        let help = "301 and 308 hold for good, 302 and 307 for now";
        return say(tokens.span(0), "the status of a redirect is 301, 302, 307 or 308", help);
    };
    let text =
        escapes::unescape(target.text).and_then(|text| String::from_utf8(text).ok()).unwrap_or_default();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/'))
        || text.contains(|c: char| c.is_whitespace() || c.is_control())
    {
        let help = "write it with `https://` and the host, without blanks";
        return say(tokens.span(1), "this is no address of a web page", help);
    }
    let start = recorder.wire.len();
    recorder.wire.extend_from_slice(&code.to_be_bytes());
    recorder.wire.extend_from_slice(text.as_bytes());
    recorder.values.push((super::REDIRECT, start, recorder.wire.len()));
}
