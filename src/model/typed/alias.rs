//! `@ ALIAS x.example.`: the addresses of another name, which the provider looks up.

use crate::diagnostic::{Diagnostic, Problems};
use crate::model::codes;
use crate::model::frame::Spot;
use crate::model::names::Targets;
use crate::model::record::{Recorder, Tokens};

pub(super) fn read(tokens: &Tokens<'_, '_>, spot: &Spot, recorder: &mut Recorder, problems: &mut Problems) {
    let [token] = tokens.list else {
        problems.push(Diagnostic::error(&codes::BAD_RDATA, tokens.all(), "ALIAS wants one name"));
        return;
    };
    match Targets::new(spot).read(token.text) {
        Ok(target) => {
            let start = recorder.wire.len();
            recorder.wire.extend_from_slice(target.wire());
            recorder.values.push((super::ALIAS, start, recorder.wire.len()));
        }
        Err(problem) => problems.push(problem.at(tokens.span(0))),
    }
}
