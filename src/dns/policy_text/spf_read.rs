use std::net::{Ipv4Addr, Ipv6Addr};

use super::domain_spec::{DomainSpec, read_macro_string};
use super::piece::Piece;
use super::remark::{Remarks, nearest};
use super::spf::{LOOKUP_LIMIT, Mechanism, Qualifier, SIZE_ADVICE, Spf, Term, network_mask};

const MECHANISMS: [&str; 8] = ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"];

/// Reads a whole text with its version.
pub(super) fn read_text(text: Piece<'_>, remarks: &mut Remarks) -> Option<Spf> {
    text.check_octets(&[], remarks);
    if remarks.has_errors() {
        return None;
    }
    let (version, rest) = text.split_at(text.text.find(' ').unwrap_or(text.text.len()));
    if !version.text.eq_ignore_ascii_case("v=spf1") {
        let remark =
            remarks.error("spf-version", version, "the text does not start with `v=spf1` and a blank");
        if let Some(glued) = version.text.get(6..)
            && version.text[..6].eq_ignore_ascii_case("v=spf1")
        {
            remark.help(format!("put a blank in front of `{glued}`"));
        } else {
            remark.help("start with `v=spf1`: nothing stands in front of it, not even a blank");
        }
        return None;
    }
    let terms: Vec<Piece> = rest.split(' ').filter(|term| !term.text.is_empty()).collect();
    if text.text.len() > SIZE_ADVICE {
        let message =
            format!("{} octets are more than the {SIZE_ADVICE} that surely fit an answer", text.text.len());
        remarks.note("spf-size", text, message).help("move mechanisms into a policy that this one includes");
    }
    read_terms(&terms, text, remarks)
}

/// Reads terms, their version taken off; `whole` is blamed for what is missing.
pub(super) fn read_terms(words: &[Piece<'_>], whole: Piece<'_>, remarks: &mut Remarks) -> Option<Spf> {
    let mut terms = Vec::new();
    let mut places = Vec::new();
    for word in words {
        if let Some(term) = read_term(*word, remarks) {
            terms.push(term);
            places.push(*word);
        }
    }
    let spf = Spf { terms };
    check_modifiers(&spf, &places, remarks);
    check_order(&spf, &places, whole, remarks);
    check_doubts(&spf, &places, whole, remarks);
    Some(spf)
}

fn read_term(word: Piece<'_>, remarks: &mut Remarks) -> Option<Term> {
    let text = word.text;
    let mark = text.find([':', '/', '=']);
    if let Some(at) = mark.filter(|at| text.as_bytes()[*at] == b'=') {
        let (name, value) = word.split_at(at);
        return read_modifier(word, name, value.split_at(1).1, remarks);
    }
    let (qualifier, rest) = match text.as_bytes().first() {
        Some(b'+') => (Qualifier::Pass, word.split_at(1).1),
        Some(b'-') => (Qualifier::Fail, word.split_at(1).1),
        Some(b'~') => (Qualifier::SoftFail, word.split_at(1).1),
        Some(b'?') => (Qualifier::Neutral, word.split_at(1).1),
        _ => (Qualifier::Pass, word),
    };
    let (name, argument) = rest.split_at(rest.text.find([':', '/']).unwrap_or(rest.text.len()));
    let mechanism = read_mechanism(word, name, argument, remarks)?;
    Some(Term::Directive { qualifier, mechanism })
}

/// The modifiers that ask for reports on failures (RFC 6652 section 3).
const REPORTING: [&str; 3] = ["ra", "rp", "rr"];

fn read_modifier(word: Piece<'_>, name: Piece<'_>, value: Piece<'_>, remarks: &mut Remarks) -> Option<Term> {
    let lower = name.text.to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !name.text.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.text.chars().all(plain) {
        let remark = remarks.error("spf-modifier", name, format!("`{}` is no name of a modifier", name.text));
        if lower.starts_with(['+', '-', '~', '?']) {
            remark.help("a modifier has no qualifier");
        }
        return None;
    }
    match lower.as_str() {
        "redirect" => DomainSpec::read(value, remarks).map(Term::Redirect),
        "exp" => DomainSpec::read(value, remarks).map(Term::Explanation),
        "v" => {
            let message = format!("`{}` inside the policy", word.text);
            remarks
                .error("spf-version", word, message)
                .help("`v=spf1` stands once, in front; one name has one policy");
            None
        }
        _ => {
            let value = read_macro_string(value, remarks)?;
            if !REPORTING.contains(&lower.as_str()) {
                note_ignored(word, name, &lower, remarks);
            }
            Some(Term::Unknown { name: name.text.to_owned(), value })
        }
    }
}

fn note_ignored(word: Piece<'_>, name: Piece<'_>, lower: &str, remarks: &mut Remarks) {
    let message = format!("receivers ignore the modifier `{}`", name.text);
    let remark = remarks.note("spf-unknown-modifier", word, message);
    if MECHANISMS.contains(&lower) {
        remark.help(format!("`{lower}` is a mechanism: write `:` in place of `=`"));
    } else if let Some(known) = nearest(lower, &["redirect", "exp"]) {
        remark.help(format!("did you mean `{known}=`?"));
    }
}

fn read_mechanism(
    word: Piece<'_>,
    name: Piece<'_>,
    argument: Piece<'_>,
    remarks: &mut Remarks,
) -> Option<Mechanism> {
    let lower = name.text.to_ascii_lowercase();
    match lower.as_str() {
        "all" if argument.text.is_empty() => Some(Mechanism::All),
        "all" => {
            remarks.error("spf-argument", argument, "`all` takes nothing behind it");
            None
        }
        "include" | "exists" => {
            let target = required_argument(name, argument, remarks)?;
            let target = DomainSpec::read(target, remarks)?;
            Some(if lower == "include" { Mechanism::Include(target) } else { Mechanism::Exists(target) })
        }
        "a" | "mx" => {
            let (target, prefix4, prefix6) = split_prefixes(argument, remarks)?;
            let name = optional_name(target, remarks)?;
            Some(match lower.as_str() {
                "a" => Mechanism::A { name, prefix4, prefix6 },
                _ => Mechanism::Mx { name, prefix4, prefix6 },
            })
        }
        "ptr" => optional_name(argument, remarks).map(Mechanism::Ptr),
        "ip4" => {
            let (address, prefix) = read_network(name, argument, 32, "an IPv4 address", remarks)?;
            Some(Mechanism::Ip4 { address, prefix })
        }
        "ip6" => {
            let (address, prefix) = read_network(name, argument, 128, "an IPv6 address", remarks)?;
            Some(Mechanism::Ip6 { address, prefix })
        }
        _ => {
            let remark = remarks.error("spf-mechanism", word, format!("`{}` is no mechanism", name.text));
            if let Some(help) = mechanism_help(word.text, &lower) {
                remark.help(help);
            }
            None
        }
    }
}

fn mechanism_help(word: &str, name: &str) -> Option<String> {
    let bare = word.trim_start_matches(['+', '-', '~', '?']);
    let address = bare.split('/').next().unwrap_or(bare);
    if address.parse::<Ipv4Addr>().is_ok() {
        return Some(format!("for an address write `ip4:{bare}`"));
    }
    if address.parse::<Ipv6Addr>().is_ok() {
        return Some(format!("for an address write `ip6:{bare}`"));
    }
    match name {
        "" => return Some("put the qualifier directly in front of a mechanism".to_owned()),
        "redirect" | "exp" => return Some(format!("`{name}` is a modifier: write `=` in place of `:`")),
        "ip" | "ipv4" | "ip-4" => return Some("did you mean `ip4`?".to_owned()),
        "ipv6" | "ip-6" => return Some("did you mean `ip6`?".to_owned()),
        _ => {}
    }
    if name.ends_with([';', ',']) {
        return Some("terms are separated by blanks alone".to_owned());
    }
    if let Some(known) = nearest(name, &MECHANISMS) {
        return Some(format!("did you mean `{known}`?"));
    }
    (bare == name && name.contains('.'))
        .then(|| format!("for another domain's policy write `include:{bare}`, for its addresses `a:{bare}`"))
}

fn required_argument<'t>(name: Piece<'t>, argument: Piece<'t>, remarks: &mut Remarks) -> Option<Piece<'t>> {
    if argument.text.starts_with(':') {
        return Some(argument.split_at(1).1);
    }
    let message = format!("`{}` wants `:` and a value", name.text);
    remarks
        .error("spf-argument", name, message)
        .help("put the value directly behind the `:`, without a blank");
    None
}

/// The outer `None` says that a remark was made.
fn optional_name(argument: Piece<'_>, remarks: &mut Remarks) -> Option<Option<DomainSpec>> {
    if argument.text.is_empty() {
        return Some(None);
    }
    if !argument.text.starts_with(':') {
        remarks.error("spf-argument", argument, format!("`{}` is no prefix length", argument.text));
        return None;
    }
    DomainSpec::read(argument.split_at(1).1, remarks).map(Some)
}

/// Takes `/n`, `//n` or `/n//m` off the end (RFC 7208 section 5.6).
fn split_prefixes<'t>(
    argument: Piece<'t>,
    remarks: &mut Remarks,
) -> Option<(Piece<'t>, Option<u8>, Option<u8>)> {
    let (rest, six) = split_number(argument, "//");
    let (rest, four) = match &six {
        Some(_) => split_number(rest, "/"),
        None => split_number(argument, "/"),
    };
    let prefix4 = read_prefix(four, 32, remarks)?;
    let prefix6 = read_prefix(six, 128, remarks)?;
    Some((rest, prefix4, prefix6))
}

/// The digits behind the last `mark`, if nothing else is behind it.
fn split_number<'t>(piece: Piece<'t>, mark: &str) -> (Piece<'t>, Option<Piece<'t>>) {
    let Some(at) = piece.text.rfind(mark) else { return (piece, None) };
    let (front, back) = piece.split_at(at);
    let digits = back.split_at(mark.len()).1;
    match digits.text.bytes().all(|octet| octet.is_ascii_digit()) {
        true => (front, Some(digits)),
        false => (piece, None),
    }
}

/// The outer `None` says that a remark was made.
fn read_prefix(digits: Option<Piece<'_>>, most: u8, remarks: &mut Remarks) -> Option<Option<u8>> {
    let Some(digits) = digits else { return Some(None) };
    let plain = digits.text == "0" || !digits.text.starts_with('0');
    match digits.text.parse::<u8>() {
        Ok(bits) if bits <= most && plain => Some(Some(bits)),
        _ => {
            let message = format!("the prefix length must be 0 to {most}, without leading zeros");
            remarks.error("spf-prefix", digits, message);
            None
        }
    }
}

fn read_network<A: std::str::FromStr>(
    name: Piece<'_>,
    argument: Piece<'_>,
    most: u8,
    wanted: &str,
    remarks: &mut Remarks,
) -> Option<(A, Option<u8>)> {
    let value = required_argument(name, argument, remarks)?;
    let (address, prefix) = match value.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (value, None),
    };
    let prefix = match prefix {
        Some(digits)
            if digits.text.is_empty() || !digits.text.bytes().all(|octet| octet.is_ascii_digit()) =>
        {
            remarks.error("spf-prefix", digits, format!("`{}` is no prefix length", digits.text));
            return None;
        }
        digits => read_prefix(digits, most, remarks)?,
    };
    let Ok(network) = address.text.parse() else {
        let message = match address.text {
            "" => format!("{wanted} is missing"),
            text => format!("`{text}` is not {wanted}"),
        };
        let remark = remarks.error("spf-address", address, message);
        if let Some(help) = address_help(address.text) {
            remark.help(help);
        }
        return None;
    };
    Some((network, prefix))
}

fn address_help(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("put the address directly behind the `:`, without a blank".to_owned());
    }
    if text.contains([',', ';']) {
        return Some("terms are separated by blanks, each with its own mechanism".to_owned());
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        return Some("for an IPv6 address write `ip6:`".to_owned());
    }
    if text.parse::<Ipv4Addr>().is_ok() {
        return Some("for an IPv4 address write `ip4:`".to_owned());
    }
    text.contains(|c: char| c.is_ascii_alphabetic() && !c.is_ascii_hexdigit())
        .then(|| format!("for the addresses of a name write `a:{text}`"))
}

fn check_modifiers(spf: &Spf, places: &[Piece<'_>], remarks: &mut Remarks) {
    let redirects = |term: &Term| matches!(term, Term::Redirect(_));
    let explains = |term: &Term| matches!(term, Term::Explanation(_));
    let again = |is: &dyn Fn(&Term) -> bool| {
        spf.terms.iter().zip(places).filter(|(term, _)| is(term)).skip(1).map(|(_, place)| *place).collect()
    };
    let twice: [(&str, Vec<Piece<'_>>); 2] = [("redirect", again(&redirects)), ("exp", again(&explains))];
    for (name, places) in twice {
        for place in places {
            remarks.error("spf-modifier", place, format!("`{name}=` stands twice")).help("keep one of them");
        }
    }
}

fn check_order(spf: &Spf, places: &[Piece<'_>], whole: Piece<'_>, remarks: &mut Remarks) {
    let is_all = |term: &Term| matches!(term, Term::Directive { mechanism: Mechanism::All, .. });
    let all = spf.terms.iter().position(is_all);
    let first_modifier = spf.terms.iter().position(|term| matches!(term, Term::Redirect(_)));
    for (index, (term, place)) in spf.terms.iter().zip(places).enumerate() {
        let directive = matches!(term, Term::Directive { .. });
        if directive && all.is_some_and(|all| index > all) {
            let message = format!("`{}` behind `all` is never reached", place.text);
            remarks.note("spf-after-all", *place, message).help("put `all` last");
        }
        if matches!(term, Term::Redirect(_)) && all.is_some() {
            remarks
                .note("spf-redirect-with-all", *place, "`redirect=` is ignored beside `all`")
                .help("keep one of them");
        } else if directive && first_modifier.is_some_and(|first| index > first) {
            let message = format!("`{}` behind `redirect=` is tried before it all the same", place.text);
            remarks.note("spf-redirect-not-last", *place, message).help("put `redirect=` last");
        }
    }
    if all.is_none() && first_modifier.is_none() && !remarks.has_errors() {
        let message = "neither `all` nor `redirect=`: whoever is not listed is neutral";
        remarks.note("spf-no-all", whole, message).help("end with `-all` or `~all`");
    }
}

fn is_of_kind(term: &Term, kind: &Mechanism) -> bool {
    use std::mem::discriminant;
    matches!(term, Term::Directive { mechanism, .. } if discriminant(mechanism) == discriminant(kind))
}

fn check_doubts(spf: &Spf, places: &[Piece<'_>], whole: Piece<'_>, remarks: &mut Remarks) {
    let mut seen = std::collections::HashSet::new();
    for (term, place) in spf.terms.iter().zip(places) {
        let Term::Directive { qualifier, mechanism } = term else { continue };
        let is_like = |other: &&Term| is_of_kind(other, mechanism);
        let is_alone = spf.terms.iter().filter(is_like).nth(1).is_none();
        if !is_alone && !seen.insert(term.folded()) {
            remarks
                .note("spf-twice", *place, format!("`{}` stands twice", place.text))
                .help("remove one of them");
        }
        match mechanism {
            Mechanism::Ptr(_) => remarks
                .note("spf-ptr", *place, "`ptr` is slow and unreliable, RFC 7208 advises against it")
                .help("name the addresses or hosts instead"),
            Mechanism::All if *qualifier == Qualifier::Pass => remarks
                .note("spf-plus-all", *place, "everybody may send: `all` passes")
                .help("end with `-all` or `~all`"),
            Mechanism::Ip4 { prefix: Some(0), .. } | Mechanism::Ip6 { prefix: Some(0), .. }
                if *qualifier == Qualifier::Pass =>
            {
                remarks.note("spf-plus-all", *place, "everybody may send: the network holds every address")
            }
            Mechanism::Ip4 { address, prefix: Some(bits) }
                if u128::from(address.to_bits()) & !network_mask(32, *bits) != 0 =>
            {
                remarks.note("spf-host-bits", *place, "the address has bits behind its prefix length")
            }
            Mechanism::Ip6 { address, prefix: Some(bits) }
                if address.to_bits() & !network_mask(128, *bits) != 0 =>
            {
                remarks.note("spf-host-bits", *place, "the address has bits behind its prefix length")
            }
            _ => continue,
        };
    }
    let lookups = spf.lookups();
    if lookups > LOOKUP_LIMIT {
        let message = format!("{lookups} terms query DNS, {LOOKUP_LIMIT} are allowed with all they include");
        remarks
            .note("spf-lookups", whole, message)
            .help("replace names by addresses, or drop unused services");
    }
}
