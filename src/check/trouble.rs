use std::fmt;

use super::exchange::Failure;
use crate::dns::message::Rcode;
use crate::dns::{Name, Rdata, RecordType};

/// Why an answer says nothing about the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is none.
    Failure(Failure),
    /// The server could not or would not.
    Rcode(Rcode),
    /// The answer is without the AA bit and no referral.
    NoAuthority,
    /// A referral to the servers of a zone that the server should itself serve,
    /// or of one that the name is not in (a lame delegation, RFC 9499).
    Lame { zone: Name, servers: Vec<Rdata> },
    /// A negative answer that does not say of which zone (RFC 2308 section 3).
    NoSoa,
    /// RDATA that cannot be understood; why.
    Unreadable(RecordType, String),
}

impl Trouble {
    /// Whether it means that the server does not serve the name.
    pub fn is_not_serving(&self) -> bool {
        matches!(self, Trouble::Rcode(Rcode::REFUSED) | Trouble::NoAuthority | Trouble::Lame { .. })
    }

    /// Whether anything came from the server.
    pub fn is_heard(&self) -> bool {
        !matches!(self, Trouble::Failure(failure) if !failure.heard)
    }
}

/// A clause.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Failure(failure) => f.write_str(&failure.clause),
            Trouble::Rcode(Rcode::REFUSED) => f.write_str("answers REFUSED: it does not serve the name"),
            Trouble::Rcode(Rcode::SERVFAIL) => f.write_str("answers SERVFAIL: it has trouble of its own"),
            Trouble::Rcode(rcode) => write!(f, "answers {rcode}"),
            Trouble::NoAuthority => {
                f.write_str("answers without authority (AA=0): it does not serve the name")
            }
            Trouble::Lame { zone, servers } => {
                let servers: Vec<String> = servers.iter().map(ToString::to_string).collect();
                let zone = zone.with_unicode();
                write!(
                    f,
                    "refers to the servers of `{zone}` ({}): it does not serve the name",
                    servers.join(", ")
                )
            }
            Trouble::NoSoa => {
                f.write_str("answers that there is nothing, without the SOA that makes it credible")
            }
            Trouble::Unreadable(record_type, why) => {
                write!(f, "answers with {record_type} data that cannot be understood: {why}")
            }
        }
    }
}
