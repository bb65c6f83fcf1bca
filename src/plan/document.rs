//! The plan as a document, `zonal-plan/1`: names and RDATA as master-file
//! text, types as mnemonics, TTLs in seconds. `docs/plan.schema.json` is its
//! JSON Schema.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::zone_plan::{LeftAlone, Planned, Read, Why, ZonePlan};
use super::{Cause, Change, Edit, Fingerprint, Guard, GuardKind, Irregularity, Place, Plan};
use crate::dns::{Charset, Name, Rdata, RecordType, Records, RrsetKey, Token, Ttl};

/// The value of `format`; another meaning of the document has another number.
pub const FORMAT: &str = "zonal-plan/1";

impl Plan {
    /// The document, indented, with a line end.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a plan has only text keys");
        text.push('\n');
        text
    }

    /// Reads a document. The error is a sentence without a full stop, about "it".
    pub fn from_json(text: &str) -> Result<Plan, String> {
        let Head { format } =
            serde_json::from_str(text).map_err(|error| format!("it is no plan: {error}"))?;
        if format != FORMAT {
            let whose = match format.strip_prefix("zonal-plan/").map(str::parse::<u32>) {
                Some(Ok(2..)) => "it was made by a newer version of zonal",
                _ => "it is no plan",
            };
            return Err(format!("{whose}: its format is `{format}`, this zonal reads `{FORMAT}`"));
        }
        serde_json::from_str(text).map_err(|error| format!("it is no plan: {error}"))
    }
}

impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fingerprint = self.fingerprint().to_string();
        let zones = self.zones.iter().map(ZoneDocument::from).collect();
        Document { format: FORMAT.to_owned(), fingerprint, zones }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Plan, D::Error> {
        let document = Document::deserialize(deserializer)?;
        if document.format != FORMAT {
            let found = document.format;
            return Err(D::Error::custom(format!("its format is `{found}`, this zonal reads `{FORMAT}`")));
        }
        let zones = document.zones.into_iter().map(ZoneDocument::read).collect::<Result<_, _>>();
        let plan = Plan { zones: zones.map_err(D::Error::custom)? };
        if plan.fingerprint().to_string() != document.fingerprint {
            return Err(D::Error::custom("its fingerprint is not that of its changes; it was edited or cut"));
        }
        Ok(plan)
    }
}

/// A change in documents and journals, without where it is written.
impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ChangeDocument::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Change, D::Error> {
        ChangeDocument::deserialize(deserializer)?.read().map_err(D::Error::custom)
    }
}

/// An RRset in journals.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RrsetDocument {
    owner: String,
    #[serde(rename = "type")]
    record_type: String,
    ttl: u32,
    values: Vec<String>,
}

impl RrsetDocument {
    pub(crate) fn new(rrset: crate::dns::RrsetRef<'_>) -> RrsetDocument {
        RrsetDocument {
            owner: rrset.owner().to_string(),
            record_type: rrset.record_type().to_string(),
            ttl: rrset.ttl().seconds(),
            values: rrset.rdatas().map(|rdata| rdata.to_string()).collect(),
        }
    }

    pub(crate) fn read(&self) -> Result<(RrsetKey, Records), String> {
        let key = read_key(&self.owner, &self.record_type)?;
        let records = read_records(key.record_type, self.ttl, &self.values)?;
        Ok((key, records))
    }
}

/// What every version of the document has.
#[derive(Deserialize)]
struct Head {
    format: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    fingerprint: String,
    zones: Vec<ZoneDocument>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneDocument {
    zone: String,
    instance: String,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<ReadDocument>,
    atomic: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<usize>,
    changes: Vec<PlannedDocument>,
    left_alone: Vec<LeftDocument>,
    irregular: Vec<IrregularDocument>,
    guards: Vec<GuardDocument>,
}

#[derive(Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum State {
    Absent,
    Present,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadDocument {
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<u32>,
    rrsets: usize,
    records: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannedDocument {
    owner: String,
    #[serde(rename = "type")]
    record_type: String,
    action: Action,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<SideDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<SideDocument>,
    cause: CauseDocument,
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<String>,
    sources: Vec<Place>,
    risks: Vec<String>,
    stale_seconds: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeDocument {
    owner: String,
    #[serde(rename = "type")]
    record_type: String,
    action: Action,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    old: Option<SideDocument>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    new: Option<SideDocument>,
    cause: CauseDocument,
}

#[derive(Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Action {
    Add,
    Replace,
    Remove,
}

#[derive(Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum CauseDocument {
    Config,
    Drift,
    Both,
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SideDocument {
    ttl: u32,
    values: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftDocument {
    owner: String,
    #[serde(rename = "type")]
    record_type: String,
    why: WhyDocument,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
}

#[derive(Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum WhyDocument {
    Ignored,
    Unmanaged,
    Irregular,
    Generated,
    Theirs,
    Undeclared,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IrregularDocument {
    owner: String,
    #[serde(rename = "type")]
    record_type: String,
    what: String,
    untouchable: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GuardDocument {
    guard: String,
    message: String,
    rrsets: Vec<KeyDocument>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyDocument {
    owner: String,
    #[serde(rename = "type")]
    record_type: String,
}

impl From<&ZonePlan> for ZoneDocument {
    fn from(plan: &ZonePlan) -> ZoneDocument {
        ZoneDocument {
            zone: plan.apex.to_string(),
            instance: plan.instance.clone(),
            state: if plan.read.is_some() { State::Present } else { State::Absent },
            read: plan.read.map(|Read { serial, rrsets, records }| ReadDocument { serial, rrsets, records }),
            atomic: plan.atomic,
            requests: plan.requests,
            changes: plan.changes.iter().map(PlannedDocument::from).collect(),
            left_alone: plan.left_alone.iter().map(LeftDocument::from).collect(),
            irregular: plan.irregular.iter().map(IrregularDocument::from).collect(),
            guards: plan.guards.iter().map(GuardDocument::from).collect(),
        }
    }
}

impl ZoneDocument {
    fn read(self) -> Result<ZonePlan, String> {
        let apex = read_name(&self.zone)?;
        let ZoneDocument { state, read, .. } = self;
        if (state == State::Present) != read.is_some() {
            return Err(format!("the state of {apex} and what was read of it disagree"));
        }
        let guard = |guard: GuardDocument| guard.read(&apex, &self.instance);
        Ok(ZonePlan {
            read: read.map(|ReadDocument { serial, rrsets, records }| Read { serial, rrsets, records }),
            changes: self.changes.into_iter().map(PlannedDocument::read).collect::<Result<_, _>>()?,
            left_alone: self.left_alone.into_iter().map(LeftDocument::read).collect::<Result<_, _>>()?,
            irregular: self.irregular.into_iter().map(IrregularDocument::read).collect::<Result<_, _>>()?,
            guards: self.guards.into_iter().map(guard).collect::<Result<_, _>>()?,
            instance: self.instance.clone(),
            requests: self.requests,
            atomic: self.atomic,
            apex,
        })
    }
}

impl From<&Planned> for PlannedDocument {
    fn from(planned: &Planned) -> PlannedDocument {
        let ChangeDocument { owner, record_type, action, old, new, cause } =
            ChangeDocument::from(&planned.change);
        PlannedDocument {
            owner,
            record_type,
            action,
            old,
            new,
            cause,
            read: planned.read.map(|read| read.to_string()),
            sources: planned.places.clone(),
            risks: planned.risks.iter().map(GuardKind::to_string).collect(),
            stale_seconds: planned.stale_seconds,
        }
    }
}

impl PlannedDocument {
    fn read(self) -> Result<Planned, String> {
        let PlannedDocument { owner, record_type, action, old, new, cause, .. } = self;
        let change = ChangeDocument { owner, record_type, action, old, new, cause }.read()?;
        let read = match self.read {
            None => None,
            Some(text) => {
                Some(Fingerprint::parse(&text).ok_or_else(|| format!("`{text}` is no fingerprint"))?)
            }
        };
        Ok(Planned {
            change,
            read,
            places: self.sources,
            risks: self.risks.iter().map(|risk| risk.parse()).collect::<Result<_, _>>()?,
            stale_seconds: self.stale_seconds,
        })
    }
}

impl From<&Change> for ChangeDocument {
    fn from(change: &Change) -> ChangeDocument {
        let side = |records: &Records| SideDocument {
            ttl: records.ttl().seconds(),
            values: records.data().iter().map(Rdata::to_string).collect(),
        };
        ChangeDocument {
            owner: change.key.owner.to_string(),
            record_type: change.key.record_type.to_string(),
            action: match change.edit {
                Edit::Add(_) => Action::Add,
                Edit::Replace { .. } => Action::Replace,
                Edit::Remove(_) => Action::Remove,
            },
            old: change.edit.before().map(side),
            new: change.edit.after().map(side),
            cause: match change.cause {
                Cause::Config => CauseDocument::Config,
                Cause::Drift => CauseDocument::Drift,
                Cause::Both => CauseDocument::Both,
                Cause::Unknown => CauseDocument::Unknown,
            },
        }
    }
}

impl ChangeDocument {
    fn read(self) -> Result<Change, String> {
        let key = read_key(&self.owner, &self.record_type)?;
        let side = |side: Option<SideDocument>| {
            side.map(|side| read_records(key.record_type, side.ttl, &side.values)).transpose()
        };
        let edit = match (self.action, side(self.old)?, side(self.new)?) {
            (Action::Add, None, Some(new)) => Edit::Add(new),
            (Action::Replace, Some(old), Some(new)) => Edit::Replace { old, new },
            (Action::Remove, Some(old), None) => Edit::Remove(old),
            _ => {
                let RrsetKey { owner, record_type } = key;
                return Err(format!("the sides of {owner} {record_type} do not fit the action"));
            }
        };
        let cause = match self.cause {
            CauseDocument::Config => Cause::Config,
            CauseDocument::Drift => Cause::Drift,
            CauseDocument::Both => Cause::Both,
            CauseDocument::Unknown => Cause::Unknown,
        };
        Ok(Change { key, edit, cause, source: Vec::new() })
    }
}

impl From<&LeftAlone> for LeftDocument {
    fn from(left: &LeftAlone) -> LeftDocument {
        let (why, detail) = match &left.why {
            Why::Ignored { reason } => (WhyDocument::Ignored, reason.clone()),
            Why::Unmanaged => (WhyDocument::Unmanaged, None),
            Why::Irregular { what } => (WhyDocument::Irregular, Some(what.clone())),
            Why::Generated => (WhyDocument::Generated, None),
            Why::Theirs => (WhyDocument::Theirs, None),
            Why::Undeclared => (WhyDocument::Undeclared, None),
        };
        LeftDocument {
            owner: left.key.owner.to_string(),
            record_type: left.key.record_type.to_string(),
            why,
            detail,
            values: left.values.iter().map(Rdata::to_string).collect(),
        }
    }
}

impl LeftDocument {
    fn read(self) -> Result<LeftAlone, String> {
        let key = read_key(&self.owner, &self.record_type)?;
        let why = match self.why {
            WhyDocument::Ignored => Why::Ignored { reason: self.detail },
            WhyDocument::Unmanaged => Why::Unmanaged,
            WhyDocument::Irregular => Why::Irregular { what: self.detail.unwrap_or_default() },
            WhyDocument::Generated => Why::Generated,
            WhyDocument::Theirs => Why::Theirs,
            WhyDocument::Undeclared => Why::Undeclared,
        };
        let values = self.values.iter().map(|text| read_rdata(key.record_type, text));
        let values = values.collect::<Result<_, _>>()?;
        Ok(LeftAlone { key, why, values })
    }
}

impl From<&Irregularity> for IrregularDocument {
    fn from(irregularity: &Irregularity) -> IrregularDocument {
        IrregularDocument {
            owner: irregularity.key.owner.to_string(),
            record_type: irregularity.key.record_type.to_string(),
            what: irregularity.what.clone(),
            untouchable: irregularity.untouchable,
        }
    }
}

impl IrregularDocument {
    fn read(self) -> Result<Irregularity, String> {
        let key = read_key(&self.owner, &self.record_type)?;
        Ok(Irregularity { key, what: self.what, untouchable: self.untouchable })
    }
}

impl From<&Guard> for GuardDocument {
    fn from(guard: &Guard) -> GuardDocument {
        let key = |key: &RrsetKey| KeyDocument {
            owner: key.owner.to_string(),
            record_type: key.record_type.to_string(),
        };
        GuardDocument {
            guard: guard.kind.to_string(),
            message: guard.message.clone(),
            rrsets: guard.keys.iter().map(key).collect(),
        }
    }
}

impl GuardDocument {
    fn read(self, apex: &Name, instance: &str) -> Result<Guard, String> {
        let keys = self.rrsets.iter().map(|key| read_key(&key.owner, &key.record_type));
        Ok(Guard {
            kind: self.guard.parse()?,
            apex: apex.clone(),
            instance: instance.to_owned(),
            message: self.message,
            keys: keys.collect::<Result<_, _>>()?,
        })
    }
}

fn read_key(owner: &str, record_type: &str) -> Result<RrsetKey, String> {
    let owner = read_name(owner)?;
    let record_type =
        RecordType::parse(record_type).ok_or_else(|| format!("`{record_type}` is no record type"))?;
    Ok(RrsetKey { owner, record_type })
}

fn read_name(text: &str) -> Result<Name, String> {
    Name::parse(text, Charset::Octets, None).map_err(|error| format!("`{text}` is no name: {error}"))
}

fn read_records(record_type: RecordType, ttl: u32, values: &[String]) -> Result<Records, String> {
    let ttl = Ttl::new(ttl).ok_or_else(|| format!("the TTL {ttl} is above 2147483647"))?;
    let data = values.iter().map(|text| read_rdata(record_type, text)).collect::<Result<_, _>>()?;
    Records::new(ttl, data).ok_or_else(|| "an RRset has no values".to_owned())
}

/// Reads RDATA on one line: what `Display` writes, also as `\# length hex`
/// (RFC 3597 section 5).
pub(super) fn read_rdata(record_type: RecordType, text: &str) -> Result<Rdata, String> {
    let wrong = |message: &dyn std::fmt::Display| format!("`{text}` is no {record_type} data: {message}");
    let tokens = tokens(text).ok_or_else(|| wrong(&"a quote is not closed"))?;
    Rdata::read(record_type, &tokens, &None).map_err(|error| wrong(&error.message))
}

/// A bare word may hold a quoted part with blanks: `alpn="a b"` (RFC 9460 section 2.1).
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start_matches(' ');
    while !rest.is_empty() {
        let (quoted, body) = rest.strip_prefix('"').map_or((false, rest), |body| (true, body));
        let (mut escaped, mut inside) = (false, quoted);
        let end = body.bytes().position(|byte| {
            let quote = !escaped && byte == b'"';
            let ends = if quoted { quote } else { !escaped && !inside && byte == b' ' };
            inside ^= quote;
            escaped = !escaped && byte == b'\\';
            ends
        });
        let end = if quoted { end? } else { end.unwrap_or(body.len()) };
        tokens.push(Token { text: &body[..end], quoted });
        rest = body[end + usize::from(quoted)..].trim_start_matches(' ');
    }
    Some(tokens)
}
