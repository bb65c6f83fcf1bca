use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::time::timeout;

use crate::dns::ServerAddress;

/// A server to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// As it is called in what is said about it.
    pub name: String,
    pub address: SocketAddr,
}

impl Server {
    /// Takes, for a host name, the address that the system's resolver puts first.
    /// The error is a clause.
    pub async fn look_up(address: &ServerAddress, patience: Duration) -> Result<Server, String> {
        let looked_up = timeout(patience, tokio::net::lookup_host((address.host(), address.port()))).await;
        let mut addresses = looked_up
            .map_err(|_| "looking up its name took too long".to_owned())?
            .map_err(|error| format!("its name cannot be looked up: {error}"))?;
        let first = addresses.next().ok_or_else(|| "its name has no address".to_owned())?;
        let name = match address.host().parse::<IpAddr>() {
            Ok(_) => address.to_string(),
            Err(_) => format!("{address} ({})", first.ip()),
        };
        Ok(Server { name, address: first })
    }
}
