//! `www ADDR 192.0.2.1 2001:db8::1`: A and AAAA by the family of each address.

use std::net::IpAddr;

use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::RecordType;
use crate::model::codes;
use crate::model::record::{Recorder, Tokens, separated};

pub(super) fn read(tokens: &Tokens<'_, '_>, recorder: &mut Recorder, problems: &mut Problems) {
    if tokens.list.is_empty() {
        problems.push(Diagnostic::error(&codes::BAD_RDATA, tokens.end(), "an address is missing"));
    }
    for (index, token) in tokens.list.iter().enumerate() {
        let start = recorder.wire.len();
        let record_type = match token.text.parse() {
            Ok(IpAddr::V4(address)) => {
                recorder.wire.extend_from_slice(&address.octets());
                RecordType::A
            }
            Ok(IpAddr::V6(address)) => {
                recorder.wire.extend_from_slice(&address.octets());
                RecordType::AAAA
            }
            Err(_) if token.text.len() > 1 && token.text.ends_with(',') => {
                let error = separated(tokens.span(index), "ADDR", token.text.trim_end_matches(','));
                problems.push(error);
                continue;
            }
            Err(_) => {
                let headline = format!("`{}` is no IP address", token.text);
                problems.push(
                    Diagnostic::error(&codes::BAD_RDATA, tokens.span(index), headline)
                        .help("ADDR takes IPv4 and IPv6 addresses; for a name use CNAME"),
                );
                continue;
            }
        };
        recorder.values.push((record_type, start, recorder.wire.len()));
    }
}
