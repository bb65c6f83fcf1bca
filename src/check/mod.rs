//! What name servers answer now, held against what the sources want. Servers are
//! asked through [`Exchange`], as their authority and not as resolvers: what they
//! say without authority is not believed, and a server that fails says nothing
//! about the data.

pub mod codes;
mod exchange;
mod iteration;
mod live;
mod network;
mod pace;
mod server;
mod trouble;

pub use exchange::{Exchange, Failure, Question};
pub use live::{LiveRun, Unheard, run};
pub use network::Network;
pub use server::Server;
