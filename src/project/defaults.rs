use std::collections::BTreeMap;

use super::code;
use super::form::{Form, Table, Value, listed};
use crate::diagnostic::{Applicability, Diagnostic, nearest};
use crate::dns::{Name, Ttl};
use crate::model::{SoaSetting, ZoneDefaults};

/// The names that instances have, also of those that are not usable: a problem
/// in one table shall not look like another in the next.
pub(super) struct Names<'t> {
    pub providers: Vec<&'t str>,
    pub registrars: Vec<&'t str>,
}

const KEYS: &[&str] =
    &["ttl", "ns-ttl", "provider", "mirror", "registrar", "nameservers", "soa", "dnssec", "owner"];

/// Reads `[defaults]`.
pub(super) fn defaults(form: &mut Form, value: &Value<'_>, names: &Names<'_>) -> ZoneDefaults {
    let Some(table) = form.table(value, "`[defaults]`".to_owned(), "[defaults]") else {
        return ZoneDefaults::default();
    };
    form.refuse_unknown(&table, KEYS);
    let duration = |form: &mut Form, key: &str, example: &str| {
        form.get(&table, key).and_then(|value| form.duration(&value, example))
    };
    ZoneDefaults {
        ttl: duration(form, "ttl", "ttl = \"1h\""),
        ns_ttl: duration(form, "ns-ttl", "ns-ttl = \"1d\""),
        providers: instances(form, &table, "provider", &names.providers),
        mirrors: instances(form, &table, "mirror", &names.providers),
        registrar: registrar(form, &table, names),
        nameservers: nameservers(form, &table),
        soa: soa(form, &table),
        dnssec: form.get(&table, "dnssec").and_then(|value| form.boolean(&value, "dnssec = true")),
        owner: form
            .get(&table, "owner")
            .and_then(|value| form.text(&value, "owner = \"web-team\"").map(str::to_owned)),
    }
}

fn instances(form: &mut Form, table: &Table<'_>, key: &str, defined: &[&str]) -> Vec<String> {
    let example = format!("{key} = [\"{}\"]", defined.first().unwrap_or(&"files"));
    let Some(value) = form.get(table, key) else { return Vec::new() };
    let mut seen: BTreeMap<&str, Value<'_>> = BTreeMap::new();
    let mut named = Vec::new();
    for (name, item) in form.texts(&value, &example).unwrap_or_default() {
        if let Some(first) = seen.get(name) {
            let headline = format!("`{name}` stands twice in {}", value.title);
            let twice = Diagnostic::error(&code::VALUE, item.span, headline);
            form.say(twice.other(first.span, "here first").help("leave one out"));
            continue;
        }
        if refuse_undefined(form, &item, name, "providers", defined) {
            named.push(name.to_owned());
        }
        seen.insert(name, item);
    }
    named
}

fn registrar(form: &mut Form, table: &Table<'_>, names: &Names<'_>) -> Option<String> {
    let value = form.get(table, "registrar")?;
    let name = form.text(&value, "registrar = \"NAME\"")?;
    refuse_undefined(form, &value, name, "registrars", &names.registrars).then(|| name.to_owned())
}

/// Whether an instance of this name is defined.
fn refuse_undefined(form: &mut Form, value: &Value<'_>, name: &str, section: &str, defined: &[&str]) -> bool {
    if defined.contains(&name) {
        return true;
    }
    let headline = format!("there is no `[{section}.{name}]`");
    let unknown = Diagnostic::error(&code::UNKNOWN_INSTANCE, value.span, headline);
    form.say(match nearest(name, defined.iter().copied()) {
        Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(
            Applicability::Maybe,
            format!("write `{near}`"),
            value.span,
            format!("\"{near}\""),
        ),
        None if defined.is_empty() => unknown.help(format!("define it: `[{section}.{name}]` with a `kind`")),
        None => unknown.help(format!("defined are {}", listed(defined))),
    });
    false
}

fn nameservers(form: &mut Form, table: &Table<'_>) -> Vec<Name> {
    let value = form.get(table, "nameservers");
    let names = value.and_then(|value| form.names(&value, "nameservers = [\"ns1.example.net\"]"));
    names.unwrap_or_default()
}

const SOA: &str = "soa = { mname = \"ns1.example.net\", rname = \"hostmaster.example.net\" }";

fn soa(form: &mut Form, defaults: &Table<'_>) -> Option<SoaSetting> {
    let value = form.get(defaults, "soa")?;
    let table = form.table(&value, value.title.clone(), SOA)?;
    form.refuse_unknown(&table, &["mname", "rname", "refresh", "retry", "expire", "minimum", "ttl"]);
    let mname = form.required(&table, "mname", SOA).and_then(|value| form.name(&value, SOA));
    let rname = mailbox(form, &table);
    let time = |form: &mut Form, key: &str| {
        form.get(&table, key).and_then(|value| form.duration(&value, &format!("{key} = \"1h\"")))
    };
    let [refresh, retry, expire, minimum] =
        SoaSetting::TIMERS.map(|(key, seconds)| time(form, key).or(Ttl::new(seconds)).unwrap_or(Ttl::MAX));
    let ttl = time(form, "ttl");
    Some(SoaSetting { ttl, mname: mname?, rname: rname?, refresh, retry, expire, minimum })
}

/// A mailbox as a name; an `@` is refused, for it would become part of a label.
fn mailbox(form: &mut Form, table: &Table<'_>) -> Option<Name> {
    let value = form.required(table, "rname", SOA)?;
    if form.text(&value, SOA)?.contains('@') {
        let help = "the first dot takes the place of the `@` (RFC 1035 section 8)";
        form.refuse_value(&value, "is the mailbox of a SOA and written as a name", help);
        return None;
    }
    form.name(&value, SOA)
}
