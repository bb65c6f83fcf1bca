use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::form::{Form, Table, Value};
use super::kind::{Kind, help_for};
use super::{code, secrecy};
use crate::diagnostic::Diagnostic;
use crate::dns::{Name, Ttl};
use crate::plan::Capabilities;
use crate::provider::rfc2136::{Rfc2136, Rfc2136Config, TsigKey};
use crate::provider::zone_file::{SerialRule, Today, ZoneFile, ZoneFileConfig};
use crate::provider::{Provider, Secret};
use crate::text::Span;

/// One `[providers.NAME]`: checked, not connected.
#[derive(Debug, Clone)]
pub struct Instance {
    pub name: String,
    /// The name in its table header.
    pub span: Span,
    pub config: InstanceConfig,
}

/// What the keys of an instance say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstanceConfig {
    ZoneFile(ZoneFileConfig),
    Rfc2136(Rfc2136Keys),
}

/// The keys of an instance of kind `rfc2136`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rfc2136Keys {
    /// `ADDRESS`, `ADDRESS:PORT`, `NAME` or `NAME:PORT`; IPv6 with a port in
    /// brackets. A port is from 1 to 65535.
    pub server: String,
    pub tsig: Option<Tsig>,
    /// The zones to list; a server has no query for that.
    pub zones: Vec<Name>,
    /// The catalog zone that lists the others (RFC 9432).
    pub catalog: Option<Name>,
    pub timeout: Option<Duration>,
}

/// The key that signs messages (RFC 8945).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tsig {
    pub name: Name,
    /// One of [`TSIG_ALGORITHMS`].
    pub algorithm: &'static str,
    /// The key in base64.
    pub secret: Secret,
}

/// The algorithms of a TSIG key, as `zonal.toml` names them (RFC 8945 section 6);
/// the last is for servers that know nothing better.
pub const TSIG_ALGORITHMS: &[&str] = &["hmac-sha256", "hmac-sha384", "hmac-sha512", "legacy-hmac-sha1"];

/// One `[registrars.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registrar {
    pub name: String,
    pub span: Span,
    pub kind: RegistrarKind,
}

/// The kinds of registrars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrarKind {
    /// Delegations are changed by hand: there is no API to talk to.
    Manual,
}

/// Why an instance cannot be made ready: a sentence that names it and holds no
/// secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectError {
    pub message: String,
    pub help: Option<String>,
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConnectError {}

impl Instance {
    pub fn kind(&self) -> Kind {
        match &self.config {
            InstanceConfig::ZoneFile(_) => Kind::ZoneFile,
            InstanceConfig::Rfc2136(_) => Kind::Rfc2136,
        }
    }

    pub fn capabilities(&self) -> Capabilities {
        super::kind::capabilities(self.kind())
    }

    /// The provider, ready to be asked. Secrets are fetched here and nowhere
    /// else. Paths are below `root`; `today` dates the serials of zone files.
    pub fn connect(&self, root: &Path, today: Today) -> Result<Box<dyn Provider>, ConnectError> {
        match &self.config {
            InstanceConfig::ZoneFile(config) => Ok(Box::new(ZoneFile::new(config.clone(), root, today))),
            InstanceConfig::Rfc2136(keys) => self.connect_rfc2136(keys, root),
        }
    }

    fn connect_rfc2136(&self, keys: &Rfc2136Keys, root: &Path) -> Result<Box<dyn Provider>, ConnectError> {
        let failed =
            |message: String| ConnectError { message: format!("`{}`: {message}", self.name), help: None };
        let tsig = match &keys.tsig {
            None => None,
            Some(tsig) => {
                let secret = self.resolve(&tsig.secret, root)?;
                let key = TsigKey::new(&tsig.name.to_string(), tsig.algorithm, secret.expose());
                Some(key.map_err(failed)?)
            }
        };
        let config = Rfc2136Config {
            instance: self.name.clone(),
            server: keys.server.clone(),
            tsig,
            zones: keys.zones.clone(),
            catalog: keys.catalog.clone(),
            timeout: keys.timeout.unwrap_or(Rfc2136Config::TIMEOUT),
        };
        Ok(Box::new(Rfc2136::new(config).map_err(failed)?))
    }

    fn resolve(&self, secret: &Secret, root: &Path) -> Result<crate::provider::SecretValue, ConnectError> {
        secret.resolve(root).map_err(|error| ConnectError {
            message: format!("the secret of `{}` is missing: {error}", self.name),
            help: None,
        })
    }
}

/// Reads one `[providers.NAME]`. `None` if it cannot be used; the problems say why.
pub(super) fn provider(form: &mut Form, value: &Value<'_>) -> Option<Instance> {
    let (name, table) = header(form, value, "providers", "[providers.NAME]")?;
    let kinds = Kind::ALL.map(Kind::name);
    let kind = kind_of(form, &table, "kind = \"zone-file\"", &kinds, Kind::parse)?;
    refuse_foreign_keys(form, &table, kind);
    let config = match kind {
        Kind::ZoneFile => InstanceConfig::ZoneFile(zone_file(form, &table)?),
        Kind::Rfc2136 => InstanceConfig::Rfc2136(rfc2136(form, &table)?),
    };
    Some(Instance { name, span: value.key_span, config })
}

/// Reads one `[registrars.NAME]`.
pub(super) fn registrar(form: &mut Form, value: &Value<'_>) -> Option<Registrar> {
    let (name, table) = header(form, value, "registrars", "[registrars.NAME]")?;
    let parse = |text: &str| (text == "manual").then_some(RegistrarKind::Manual);
    let kind = kind_of(form, &table, "kind = \"manual\"", &["manual"], parse)?;
    form.refuse_unknown(&table, &["kind"]);
    Some(Registrar { name, span: value.key_span, kind })
}

fn header<'t>(
    form: &mut Form,
    value: &Value<'t>,
    section: &str,
    example: &str,
) -> Option<(String, Table<'t>)> {
    let table = form.private_table(value, format!("`[{section}.{}]`", value.key), example)?;
    if !is_identifier(value.key) {
        let headline = format!("`{}` cannot be the name of an instance", value.key);
        form.say(
            Diagnostic::error(&code::VALUE, value.key_span, headline)
                .help("a name starts with a letter or `_`; letters, digits, `_` and `-` follow"),
        );
    }
    Some((value.key.to_owned(), table))
}

fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Without a kind the meaning of the other keys is unknown, so they are hidden.
fn kind_of<K>(
    form: &mut Form,
    table: &Table<'_>,
    example: &str,
    kinds: &[&str],
    parse: impl Fn(&str) -> Option<K>,
) -> Option<K> {
    let value = form.required(table, "kind", example);
    let text = value.as_ref().and_then(|value| Some((form.text(value, example)?, value)));
    let kind = text.and_then(|(text, value)| {
        let kind = parse(text);
        if kind.is_none() {
            let headline = format!("`{text}` is no kind that this version knows");
            let unknown = Diagnostic::error(&code::UNKNOWN_KIND, value.span, headline);
            form.say(unknown.help(help_for(text, kinds)));
        }
        kind
    });
    if kind.is_none() {
        for entry in form.entries(table).iter().filter(|entry| entry.key != "kind") {
            form.hide(entry);
        }
    }
    kind
}

fn refuse_foreign_keys(form: &mut Form, table: &Table<'_>, kind: Kind) {
    let known: Vec<&str> = ["kind"].iter().chain(kind.keys()).copied().collect();
    for entry in form.entries(table) {
        if known.contains(&entry.key) {
            continue;
        }
        match Kind::ALL.into_iter().find(|other| other.keys().contains(&entry.key)) {
            Some(other) => {
                form.hide(&entry);
                let headline =
                    format!("`{}` is a key of kind `{}`, not of `{}`", entry.key, other.name(), kind.name());
                form.say(
                    Diagnostic::error(&code::UNKNOWN_KEY, entry.key_span, headline)
                        .help(format!("the keys here are {}", super::form::listed(&known))),
                );
            }
            None => {
                form.hide(&entry);
                form.refuse_key(&entry, &known);
            }
        }
    }
}

fn zone_file(form: &mut Form, table: &Table<'_>) -> Option<ZoneFileConfig> {
    let path = form.required(table, "path", "path = \"out\"");
    let path = path.and_then(|value| form.text(&value, "path = \"out\"").map(PathBuf::from));
    let serial = match form.get(table, "serial") {
        Some(value) => serial_rule(form, &value),
        None => Some(SerialRule::Date),
    };
    let after = match form.get(table, "after") {
        Some(value) => secrecy::command(form, &value, "after = [\"rndc\", \"reload\", \"{zone}\"]").map(Some),
        None => Some(None),
    };
    let adopt = match form.get(table, "adopt") {
        Some(value) => form.boolean(&value, "adopt = true"),
        None => Some(false),
    };
    Some(ZoneFileConfig { path: path?, serial: serial?, after: after?, adopt: adopt? })
}

fn serial_rule(form: &mut Form, value: &Value<'_>) -> Option<SerialRule> {
    let rule = match form.text(value, "serial = \"date\"")? {
        "date" => Some(SerialRule::Date),
        "counter" => Some(SerialRule::Counter),
        "keep" => Some(SerialRule::Keep),
        _ => None,
    };
    if rule.is_none() {
        form.refuse_value(value, "is no rule for serials", "the rules are `date`, `counter` and `keep`");
    }
    rule
}

fn rfc2136(form: &mut Form, table: &Table<'_>) -> Option<Rfc2136Keys> {
    let example = "server = \"192.0.2.53:53\"";
    let server = form.required(table, "server", example).and_then(|value| server(form, &value, example));
    let tsig = match form.get(table, "tsig") {
        Some(value) => tsig(form, &value, table).map(Some),
        None => Some(None),
    };
    let zones = match form.get(table, "zones") {
        Some(value) => form.names(&value, "zones = [\"example.com\"]"),
        None => Some(Vec::new()),
    };
    let catalog = match form.get(table, "catalog") {
        Some(value) => form.name(&value, "catalog = \"catalog.example\"").map(Some),
        None => Some(None),
    };
    let timeout = match form.get(table, "timeout") {
        Some(value) => timeout(form, &value).map(Some),
        None => Some(None),
    };
    Some(Rfc2136Keys { server: server?, tsig: tsig?, zones: zones?, catalog: catalog?, timeout: timeout? })
}

fn server(form: &mut Form, value: &Value<'_>, example: &str) -> Option<String> {
    let text = form.text(value, example)?;
    if is_server(text) {
        return Some(text.to_owned());
    }
    let help = "write `192.0.2.53`, `192.0.2.53:53`, `[2001:db8::53]:53` or `ns1.example.com:53`";
    form.refuse_value(value, "is no address or name of a server", help);
    None
}

fn is_server(text: &str) -> bool {
    use std::net::{IpAddr, Ipv6Addr, SocketAddr};
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if text.parse::<IpAddr>().is_ok() || bracketed.is_some_and(|text| text.parse::<Ipv6Addr>().is_ok()) {
        return true;
    }
    if let Ok(address) = text.parse::<SocketAddr>() {
        return address.port() != 0;
    }
    let (host, port) = text.rsplit_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let port_is_right = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port != 0));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    // An IPv4 address with a slip is no host name.
    let looks_like_address = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    port_is_right && !looks_like_address && host.bytes().all(plain) && host.parse::<Name>().is_ok()
}

fn timeout(form: &mut Form, value: &Value<'_>) -> Option<Duration> {
    let duration = form.duration(value, "timeout = \"10s\"")?;
    let longest = Ttl::from_wire(3600);
    if duration.seconds() == 0 || duration > longest {
        form.refuse_value(value, "must be from one second to one hour", "write it like `timeout = \"10s\"`");
        return None;
    }
    Some(Duration::from_secs(duration.seconds().into()))
}

const TSIG_EXAMPLE: &str =
    "tsig = { name = \"zonal.\", algorithm = \"hmac-sha256\", secret = { env = \"TSIG_SECRET\" } }";

fn tsig(form: &mut Form, value: &Value<'_>, instance: &Table<'_>) -> Option<Tsig> {
    let title = format!("`tsig` of {}", instance.title);
    let table = form.private_table(value, title, TSIG_EXAMPLE)?;
    form.refuse_unknown(&table, &["name", "algorithm", "secret"]);
    let name = form.required(&table, "name", "name = \"zonal.\"");
    let name = name.and_then(|value| form.name(&value, "name = \"zonal.\""));
    let algorithm = form.required(&table, "algorithm", "algorithm = \"hmac-sha256\"");
    let algorithm = algorithm.and_then(|value| algorithm_of(form, &value));
    let secret = form.required(&table, "secret", "secret = { env = \"TSIG_SECRET\" }");
    let secret = secret.and_then(|value| secrecy::secret(form, &value, "TSIG_SECRET"));
    Some(Tsig { name: name?, algorithm: algorithm?, secret: secret? })
}

fn algorithm_of(form: &mut Form, value: &Value<'_>) -> Option<&'static str> {
    let text = form.text(value, "algorithm = \"hmac-sha256\"")?;
    let known = TSIG_ALGORITHMS.iter().find(|known| text.trim_end_matches('.').eq_ignore_ascii_case(known));
    if known.is_none() {
        let help = format!("the algorithms are {}", super::form::listed(TSIG_ALGORITHMS));
        form.refuse_value(value, "is no algorithm for TSIG keys that zonal knows", &help);
    }
    known.copied()
}
