use super::tsig::{TsigFault, TsigKey};
use crate::dns::message::Rcode;

/// What went wrong between us and the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// A clause that does not name the server: "the server sent nothing for 10 s".
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// What the server answered, if that is what went wrong.
    pub rcode: Option<Rcode>,
    /// Whether the server said no to our signature: it did nothing.
    pub denied: bool,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>) -> Fault {
        Fault { message: message.into(), help: None, rcode: None, denied: false }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }

    pub(super) fn with_rcode(mut self, rcode: Rcode) -> Fault {
        self.rcode = Some(rcode);
        self
    }

    pub(super) fn tsig(fault: &TsigFault, key: &TsigKey) -> Fault {
        let name = key.name();
        let wrong_secret = || format!("compare the secret of {name} on both sides");
        let clock = "set both clocks by NTP: TSIG allows 300 s between them";
        match fault {
            TsigFault::Unsigned => Fault::new("the answer is not signed, so it is not believed")
                .help(format!("check that the server knows the TSIG key {name}")),
            TsigFault::LongUnsigned => {
                Fault::new("more than 99 messages in a row are not signed (RFC 8945 section 5.3.1)")
            }
            TsigFault::Unreadable => Fault::new("the TSIG record of the answer is unreadable"),
            TsigFault::OtherKey(other) => {
                Fault::new(format!("the answer is signed with another key or algorithm ({other})"))
            }
            TsigFault::WrongMac => {
                Fault::new(format!("the signature of the answer does not fit the TSIG key {name}"))
                    .help(wrong_secret())
            }
            TsigFault::Clock(skew) => {
                Fault::new(format!("the answer was signed at another time: {}", ahead(*skew))).help(clock)
            }
            TsigFault::BadKey => {
                let algorithm = key.algorithm();
                Fault::new(format!("the server does not accept the TSIG key {name} ({algorithm}): BADKEY"))
                    .help("check name and algorithm of the key on the server, and what it is allowed there")
            }
            TsigFault::BadSig => {
                Fault::new(format!("the server has another secret for the TSIG key {name}: BADSIG"))
                    .help(wrong_secret())
            }
            TsigFault::BadTime(skew) => {
                let by = skew.map_or("by how much it does not say".to_owned(), ahead);
                Fault::new(format!("the clocks differ, the server says (BADTIME): {by}")).help(clock)
            }
            TsigFault::Other(error) => Fault::new(format!("the server denies our signature: error {error}")),
        }
        .deny(matches!(
            fault,
            TsigFault::BadKey | TsigFault::BadSig | TsigFault::BadTime(_) | TsigFault::Other(_)
        ))
    }

    fn deny(mut self, denied: bool) -> Fault {
        self.denied = denied;
        self
    }
}

fn ahead(skew: i64) -> String {
    match skew {
        0.. => format!("the server's clock is {skew} s ahead of ours"),
        _ => format!("the server's clock is {} s behind ours", skew.unsigned_abs()),
    }
}
