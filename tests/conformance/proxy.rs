//! Stands between zonal and a name server and can hold a message back: so the
//! test knows where a push stands when it is killed.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// Where a push is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// The server never sees the update of this number, counted from one.
    BeforeUpdate(usize),
    /// The server has applied it, zonal never hears so.
    AfterUpdate(usize),
    /// All updates are answered, the zone is read back.
    Verifying,
    Nowhere,
}

/// A running proxy; its threads end with the test.
pub struct Proxy {
    pub address: SocketAddr,
    /// Tells once that the point is reached. The message is held for ever.
    pub reached: Receiver<()>,
    state: Arc<State>,
}

struct State {
    server: SocketAddr,
    point: Point,
    updates: Mutex<usize>,
    reached: Sender<()>,
}

impl Proxy {
    pub fn start(server: SocketAddr, point: Point) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (sender, reached) = channel();
        let state = Arc::new(State { server, point, updates: Mutex::new(0), reached: sender });
        let proxy = Proxy { address: listener.local_addr().unwrap(), reached, state: state.clone() };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = state.clone();
                // Either end may go at any time; the test sees what came of it.
                std::thread::spawn(move || relay(stream, &state).ok());
            }
        });
        proxy
    }

    /// How many updates came so far.
    pub fn updates(&self) -> usize {
        *self.state.updates.lock().unwrap()
    }
}

fn relay(mut client: TcpStream, state: &State) -> std::io::Result<()> {
    let mut server = TcpStream::connect(state.server)?;
    let mut back = server.try_clone()?;
    let mut answers = None;
    loop {
        let message = read(&mut client)?;
        let is_update = message.get(2).is_some_and(|flags| flags >> 3 & 15 == 5);
        let number = {
            let mut updates = state.updates.lock().unwrap();
            *updates += usize::from(is_update);
            *updates
        };
        let held = match state.point {
            Point::BeforeUpdate(at) | Point::AfterUpdate(at) => is_update && number == at,
            Point::Verifying => !is_update && number > 0,
            Point::Nowhere => false,
        };
        if held && !matches!(state.point, Point::AfterUpdate(_)) {
            return hold(client, state);
        }
        write(&mut server, &message)?;
        if held {
            read(&mut back)?;
            return hold(client, state);
        }
        if is_update {
            let answer = read(&mut back)?;
            write(&mut client, &answer)?;
        } else if answers.is_none() {
            let (mut back, mut client) = (back.try_clone()?, client.try_clone()?);
            answers = Some(std::thread::spawn(move || std::io::copy(&mut back, &mut client)));
        }
    }
}

/// Keeps the connection as it is until the other end is gone.
fn hold(mut client: TcpStream, state: &State) -> std::io::Result<()> {
    // The test may have seen enough and be gone.
    let _ = state.reached.send(());
    client.read_to_end(&mut Vec::new()).map(|_| ())
}

fn read(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut octets = [0; 2];
    stream.read_exact(&mut octets)?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(octets))];
    stream.read_exact(&mut message)?;
    Ok(message)
}

fn write(stream: &mut TcpStream, message: &[u8]) -> std::io::Result<()> {
    stream.write_all(&[&(message.len() as u16).to_be_bytes(), message].concat())
}
