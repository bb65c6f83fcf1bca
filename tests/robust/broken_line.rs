//! A broken line spoils only itself: the tree keeps every byte, and all other
//! records compile to the same (an editor shows them, the formatter keeps them).

use zonal::dns::Zone;
use zonal::syntax::ast::Statement;
use zonal::syntax::{Item, Tree};
use zonal::text::SourceId;

use crate::compiled::Compiled;
use crate::mutation::Numbers;
use crate::reading;

const GOOD: &str = "\u{feff}let web = [192.0.2.10, 2001:db8::10]
table hosts {
  db1  192.0.2.31
  db2  192.0.2.32
}
template shop(app: name, text?) {
  @    MX     10 mail
  shop CNAME  $app
  x    TXT    \"${text?}\"
}

zone example.com, example.net {
  provider  knot
  @                        NS      ns1.example.org.
  www                  5m  A       192.0.2.1 192.0.2.2  # both
  ## the mail
  mail                     ADDR    $web  [owner = post]
  use shop(app = shops.example.org.)
  blog, docs               CNAME   example.github.io.
  txt                      TXT     \"v=x; # no comment\" \"{\"
  long                     TXT     ( \"one\"
                                     \"two\" )
  under lists {
    ttl 10m
    @                      TXT     \"lists\"
    with [owner = web] {
      a.b                  AAAA    2001:db8::1
      _25._tcp             SRV     0 0 25 a.b.@
    }
  }
  for name, address in $hosts {
    ${name}                A       $address
  }
}
extend example.net {
  only                     A       192.0.2.77
  last                     HTTPS   1 . alpn=h2,h3
}
";

/// What may come into a line: no line end and no brace, which make other lines.
const PIECES: [&str; 30] = [
    "\"",
    "(",
    ")",
    "[",
    "]",
    "#",
    "##",
    "$",
    "${",
    "\\",
    ";",
    ",",
    "=",
    "ö",
    "\0",
    "\u{202e}",
    "\u{2028}",
    "\r",
    "\t",
    " ",
    "A ",
    " IN ",
    "TXT ",
    "5m ",
    "99999999999 ",
    "..",
    "@",
    "*",
    "use ",
    "'",
];

#[test]
fn a_broken_line_spoils_only_itself() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let (mut wrong, mut lines) = (0, Vec::new());
    let (tree, problems) = Tree::parse(SourceId(0), GOOD);
    assert!(problems.is_empty(), "{problems:?}");
    tree.items.iter().for_each(|item| records(item, &mut lines));
    assert_eq!(lines.len(), 11);
    for line in lines {
        let without = Compiled::new(std::iter::once(with_line(line.clone(), "").as_str()));
        assert!(!without.model.zones.is_empty());
        for _ in 0..30 {
            let text = with_line(line.clone(), &broken(&GOOD[line.clone()], &mut numbers));
            reading::holds(&text);
            let found = Compiled::new(std::iter::once(text.as_str()));
            wrong += usize::from(found.problems.has_errors());
            assert_eq!(found.model.zones.len(), without.model.zones.len(), "{text}");
            for (kept, found) in without.model.zones.iter().zip(&found.model.zones) {
                holds_all(&kept.zone, &found.zone, &text);
            }
        }
    }
    assert!(wrong > 100, "{wrong}");
}

/// The places of the records that stand on one line.
fn records(item: &Item<'_>, lines: &mut Vec<std::ops::Range<usize>>) {
    let is_template =
        matches!(item.line.statement, Statement::Open(zonal::syntax::ast::Block::Template { .. }));
    let range = item.line.span.start as usize..item.line.span.end as usize;
    if matches!(item.line.statement, Statement::Record(_)) && !GOOD[range.clone()].contains('\n') {
        lines.push(range);
    }
    if !is_template {
        item.body.iter().for_each(|inner| records(inner, lines));
    }
}

fn with_line(line: std::ops::Range<usize>, text: &str) -> String {
    format!("{}{text}{}", &GOOD[..line.start], &GOOD[line.end..])
}

fn broken(line: &str, numbers: &mut Numbers) -> String {
    let mut letters: Vec<char> = line.chars().collect();
    for _ in 0..1 + numbers.below(4) {
        let at = numbers.below(letters.len() + 1);
        match numbers.below(3) {
            0 if at < letters.len() => drop(letters.remove(at)),
            1 if at < letters.len() => drop(letters.drain(at..(at + 5).min(letters.len()))),
            _ => drop(letters.splice(at..at, PIECES[numbers.below(PIECES.len())].chars())),
        }
    }
    letters.into_iter().filter(|letter| !matches!(letter, '{' | '}')).collect()
}

/// The broken line may still give records, also beside others.
fn holds_all(kept: &Zone, found: &Zone, text: &str) {
    for rrset in kept.iter() {
        let other = found.get_by_key(rrset.owner_key(), rrset.record_type());
        let other =
            other.unwrap_or_else(|| panic!("{} {} is lost in\n{text}", rrset.owner(), rrset.record_type()));
        for rdata in rrset.rdatas() {
            assert!(
                other.rdatas().any(|found| found.wire == rdata.wire),
                "{} {rdata} is lost in\n{text}",
                rrset.owner()
            );
        }
        if other.rdatas().len() == rrset.rdatas().len() {
            assert_eq!(other.ttl(), rrset.ttl(), "{} in\n{text}", rrset.owner());
        }
    }
}
