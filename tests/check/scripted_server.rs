//! A name server on loopback that answers as a test tells it to, well or badly.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};

/// What the server does with a request.
pub enum Act {
    /// Nothing; over TCP the connection stays open.
    Silence,
    Message(Vec<u8>),
    /// Over TCP: these octets, then the connection is closed.
    Octets(Vec<u8>),
}

pub type Script = fn(&[u8]) -> Vec<Act>;

/// A running server. Without a script nothing listens for that transport, and
/// nobody else can.
pub struct ScriptedServer {
    pub address: SocketAddr,
    _closed: (Option<UdpSocket>, Option<TcpSocket>),
}

impl ScriptedServer {
    pub async fn start(udp: Option<Script>, tcp: Option<Script>) -> ScriptedServer {
        loop {
            let datagrams = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            let address = datagrams.local_addr().unwrap();
            let socket = TcpSocket::new_v4().unwrap();
            if socket.bind(address).is_err() {
                continue;
            }
            let mut closed = (None, None);
            match udp {
                Some(script) => _ = tokio::spawn(answer_datagrams(datagrams, script)),
                None => {
                    // What is connected elsewhere takes nothing from here.
                    datagrams.connect("127.0.0.1:9").await.unwrap();
                    closed.0 = Some(datagrams);
                }
            }
            match tcp {
                Some(script) => _ = tokio::spawn(accept(socket.listen(16).unwrap(), script)),
                None => closed.1 = Some(socket),
            }
            return ScriptedServer { address, _closed: closed };
        }
    }
}

async fn answer_datagrams(socket: UdpSocket, script: Script) {
    let mut request = [0; 1500];
    while let Ok((octets, peer)) = socket.recv_from(&mut request).await {
        for act in script(&request[..octets]) {
            if let Act::Message(message) = act {
                socket.send_to(&message, peer).await.unwrap();
            }
        }
    }
}

async fn accept(listener: TcpListener, script: Script) {
    while let Ok((stream, _)) = listener.accept().await {
        // The peer may be gone at any time; the test sees what it made of it.
        tokio::spawn(async move { _ = answer_stream(stream, script).await });
    }
}

async fn answer_stream(mut stream: TcpStream, script: Script) -> std::io::Result<()> {
    let mut octets = [0; 2];
    stream.read_exact(&mut octets).await?;
    let mut request = vec![0; usize::from(u16::from_be_bytes(octets))];
    stream.read_exact(&mut request).await?;
    for act in script(&request) {
        match act {
            Act::Silence => _ = stream.read_to_end(&mut Vec::new()).await?,
            Act::Message(message) => {
                stream.write_all(&(message.len() as u16).to_be_bytes()).await?;
                stream.write_all(&message).await?;
            }
            Act::Octets(octets) => stream.write_all(&octets).await?,
        }
    }
    Ok(())
}
