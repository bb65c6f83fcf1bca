//! Where a server is reached, and one TCP connection to it (RFC 7766).

use std::fmt;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::fault::Fault;

/// A host and a port, as `zonal.toml` names them: `192.0.2.53`,
/// `192.0.2.53:5353`, `[2001:db8::1]:53`, `ns1.example:53`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServerAddress {
    host: String,
    port: u16,
}

impl ServerAddress {
    pub(super) fn parse(text: &str) -> Result<ServerAddress, String> {
        let wrong = || {
            format!(
                "`{text}` is no server address: write `192.0.2.53`, `[2001:db8::1]:53` or `ns1.example:53`"
            )
        };
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(ServerAddress { host: address.to_string(), port: 53 });
        }
        let (host, port) = match text.strip_prefix('[') {
            Some(bracketed) => {
                let (host, rest) = bracketed.split_once(']').ok_or_else(wrong)?;
                host.parse::<Ipv6Addr>().map_err(|_| wrong())?;
                match rest {
                    "" => (host, "53"),
                    _ => (host, rest.strip_prefix(':').ok_or_else(wrong)?),
                }
            }
            None => text.split_once(':').unwrap_or((text, "53")),
        };
        let odd = |letter: char| !letter.is_ascii_alphanumeric() && !"-._:".contains(letter);
        let port: u16 = port.parse().map_err(|_| wrong())?;
        if host.is_empty() || host.contains(odd) || port == 0 {
            return Err(wrong());
        }
        Ok(ServerAddress { host: host.to_owned(), port })
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// An open connection. Each step must end within `patience`; the whole may
/// take as long as it takes.
pub(super) struct Connection {
    stream: TcpStream,
    patience: Duration,
}

impl Connection {
    /// Tries the addresses of the host one after the other.
    pub(super) async fn open(server: &ServerAddress, patience: Duration) -> Result<Connection, Fault> {
        let look_up = tokio::net::lookup_host((server.host.as_str(), server.port));
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

#[cfg(test)]
mod tests {
    use super::ServerAddress;

    #[test]
    fn addresses() {
        for (text, shown) in [
            ("192.0.2.53", Some("192.0.2.53:53")),
            ("192.0.2.53:5353", Some("192.0.2.53:5353")),
            ("2001:db8::1", Some("[2001:db8::1]:53")),
            ("[2001:db8::1]", Some("[2001:db8::1]:53")),
            ("[2001:db8::1]:5353", Some("[2001:db8::1]:5353")),
            ("ns1.example", Some("ns1.example:53")),
            ("ns1.example:54", Some("ns1.example:54")),
            ("ns1.example:", None),
            ("ns1.example:0", None),
            ("ns1.example:70000", None),
            ("[ns1.example]:53", None),
            ("[::1", None),
            ("[::1]53", None),
            ("https://ns1.example", None),
            ("", None),
            (":53", None),
        ] {
            let read = ServerAddress::parse(text).ok().map(|address| address.to_string());
            assert_eq!(read.as_deref(), shown, "{text}");
        }
    }
}
