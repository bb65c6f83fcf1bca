use super::piece::Piece;
use super::remark::Remarks;
use crate::dns::{Charset, Name};

/// Checks a URI (RFC 3986) of one of `schemes` (`mailto`, `https`). The name at its host or mail domain;
/// `None` where a remark was made.
pub(super) fn read_uri(
    code: &'static str,
    uri: Piece<'_>,
    schemes: &[&str],
    remarks: &mut Remarks,
) -> Option<Name> {
    let wanted = schemes.join(", ");
    if uri.text.is_empty() {
        remarks.error(code, uri, format!("a URI is missing; its scheme may be: {wanted}"));
        return None;
    }
    let Some((scheme, rest)) = uri.split_once(':') else {
        let remark =
            remarks.error(code, uri, format!("`{}` is no URI; its scheme may be: {wanted}", uri.text));
        if uri.text.contains('@') && schemes.contains(&"mailto") {
            remark.help(format!("write `mailto:{}`", uri.text));
        }
        return None;
    };
    if !schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme.text)) {
        remarks.error(code, scheme, format!("the scheme is `{}`, allowed are: {wanted}", scheme.text));
        return None;
    }
    if let Some(at) = uri.text.find(|c: char| !c.is_ascii_graphic() || "\"<>\\^`{|},;!".contains(c)) {
        let bad = uri.split_at(at).1.split_at(1).0;
        remarks
            .error(code, bad, format!("`{}` may not stand in a URI here", bad.text))
            .help(format!("write `%{:02X}`", bad.text.bytes().next().unwrap_or_default()));
        return None;
    }
    let host = match scheme.text.eq_ignore_ascii_case("mailto") {
        true => mail_domain(rest),
        false => web_host(rest),
    };
    let name = host.and_then(|host| host_name(host.text));
    if name.is_none() {
        remarks.error(code, host.unwrap_or(rest), format!("`{}` names no host", uri.text));
    }
    name
}

/// The domain of a `mailto:` URI's first address, without its scheme.
fn mail_domain(rest: Piece<'_>) -> Option<Piece<'_>> {
    let address = rest.split('?').next()?;
    let (local, domain) = address.split_once('@')?;
    (!local.text.is_empty()).then_some(domain)
}

fn web_host(rest: Piece<'_>) -> Option<Piece<'_>> {
    if !rest.text.starts_with("//") {
        return None;
    }
    let authority = rest.split_at(2).1;
    let end = authority.text.find(['/', '?', '#', ':']).unwrap_or(authority.text.len());
    Some(authority.split_at(end).0)
}

fn host_name(text: &str) -> Option<Name> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    if text == "." || !text.chars().all(plain) {
        return None;
    }
    Name::parse(text, Charset::Octets, None).ok()
}
