use std::net::SocketAddr;

use async_trait::async_trait;

use crate::dns::message::Message;
use crate::dns::{Name, RecordType};

/// A question of class IN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    pub name: Name,
    pub record_type: RecordType,
}

/// Asks name servers, one question at a time, without recursion.
#[async_trait]
pub trait Exchange: Send + Sync {
    /// The server's answer: a response to just this question that is not
    /// truncated. It ends in bounded time.
    async fn ask(&self, server: SocketAddr, question: &Question) -> Result<Message, Failure>;
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// A clause: "over UDP and TCP nothing listens".
    pub clause: String,
    /// Whether anything came from the server.
    pub heard: bool,
}
