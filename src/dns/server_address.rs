use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// Where a name server is reached, a host and a port: `192.0.2.53`,
/// `192.0.2.53:5353`, `[2001:db8::1]:53`, `ns1.example:53`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress {
    host: String,
    port: u16,
}

impl ServerAddress {
    /// Port 53 if none is said. The error is a sentence that says how to write it.
    pub fn parse(text: &str) -> Result<ServerAddress, String> {
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

    /// A name, or an address without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    pub fn port(&self) -> u16 {
        self.port
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
