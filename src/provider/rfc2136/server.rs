//! One TCP connection to a server (RFC 7766).

use std::io::ErrorKind;
use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::fault::Fault;
use crate::dns::ServerAddress;

/// An open connection. Each step must end within `patience`; the whole may
/// take as long as it takes.
pub(super) struct Connection {
    stream: TcpStream,
    patience: Duration,
}

impl Connection {
    /// Tries the addresses of the host one after the other.
    pub(super) async fn open(server: &ServerAddress, patience: Duration) -> Result<Connection, Fault> {
        let look_up = tokio::net::lookup_host((server.host(), server.port()));
        let addresses = match timeout(patience, look_up).await {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(error)) => {
                return Err(Fault::new(format!("the name of the server cannot be looked up: {error}")));
            }
            Err(_) => return Err(Fault::new("looking up the name of the server took too long")),
        };
        let mut fault = Fault::new("the name of the server has no address");
        for address in addresses {
            fault = match timeout(patience, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(Connection { stream, patience }),
                Ok(Err(error)) => no_connection(address.ip(), &error),
                Err(_) => {
                    Fault::new(format!("no connection to {} within {}", address.ip(), seconds(patience)))
                }
            };
        }
        Err(fault)
    }

    pub(super) async fn send(&mut self, message: &[u8]) -> Result<(), Fault> {
        let octets = u16::try_from(message.len())
            .map_err(|_| Fault::new(format!("a message of {} octets cannot be sent", message.len())))?;
        let framed = [&octets.to_be_bytes(), message].concat();
        match timeout(self.patience, self.stream.write_all(&framed)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Fault::new(format!("the connection broke while asking: {error}"))),
            Err(_) => Err(Fault::new(format!(
                "the server took nothing for {} while we asked",
                seconds(self.patience)
            ))),
        }
    }

    /// The next message. `what` is said of the connection when it ends instead:
    /// "before it answered".
    pub(super) async fn receive(&mut self, what: &str) -> Result<Vec<u8>, Fault> {
        let mut octets = [0; 2];
        self.fill(&mut octets, what).await?;
        let mut message = vec![0; usize::from(u16::from_be_bytes(octets))];
        self.fill(&mut message, "in the middle of a message").await?;
        Ok(message)
    }

    async fn fill(&mut self, buffer: &mut [u8], what: &str) -> Result<(), Fault> {
        match timeout(self.patience, self.stream.read_exact(buffer)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.kind() == ErrorKind::UnexpectedEof => {
                Err(Fault::new(format!("the server closed the connection {what}")))
            }
            Ok(Err(error)) => Err(Fault::new(format!("the connection broke {what}: {error}"))),
            Err(_) => Err(Fault::new(format!("the server sent nothing for {}", seconds(self.patience)))
                .help("raise `timeout` if the server is that slow")),
        }
    }
}

fn no_connection(address: IpAddr, error: &std::io::Error) -> Fault {
    match error.kind() {
        ErrorKind::ConnectionRefused => Fault::new(format!("nothing listens there on {address} (TCP)"))
            .help("transfers and updates go over TCP: check address, port and firewall"),
        _ => Fault::new(format!("no connection to {address}: {error}")),
    }
}

fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f32())
}
