//! DNS data in the words of RFC 9499: names, RDATA, RRsets, zones. Knows
//! nothing of our language and nothing of the network.

pub mod authority;
pub mod master;
pub mod message;
mod name;
mod pointer;
pub mod policy_text;
mod rdata;
mod record_type;
mod records;
mod server_address;
mod ttl;
mod zone;

pub use authority::{Answer, Authority};
pub use master::{MasterFile, MasterFileError};
pub use name::{Charset, Name, NameError};
pub use pointer::{pointed_address, pointer_labels, pointer_name};
pub use rdata::{Names, Rdata, RdataError, RdataRef, Token, WireError};
pub use record_type::RecordType;
pub use records::{Records, RrsetKey};
pub use server_address::ServerAddress;
pub use ttl::Ttl;
pub use zone::{Assembly, PushedRecord, RrsetRef, Zone, ZoneBuilder, ZoneTooLarge};
