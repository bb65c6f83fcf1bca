//! The rules as docs/lint.md lists them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use zonal::lint;
use zonal::report::first_sentence;

const BEGIN: &str = "<!-- rules -->\n";
const END: &str = "<!-- end of rules -->\n";

/// With `UPDATE` set, the list is written.
#[test]
fn the_page_lists_all_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lint.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("where the list begins");
    let (listed, behind) = rest.split_once(END).expect("where the list ends");
    let list = list();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{list}{END}{behind}")).unwrap();
    } else {
        assert_eq!(listed, list, "run with UPDATE=1");
    }
}

fn list() -> String {
    let mut rules: Vec<_> = lint::rules().collect();
    rules.sort_by_key(|rule| rule.code.name);
    let mut out = "\n| rule | level | finds |\n| --- | --- | --- |\n".to_owned();
    for rule in rules {
        let _ =
            writeln!(out, "| `{}` | {} | {} |", rule.code.name, rule.level.name(), first_sentence(rule.code));
    }
    out += "\n| warning without a rule | finds |\n| --- | --- |\n";
    for code in lint::warnings().chain([&lint::codes::UNUSED_ALLOW]) {
        let _ = writeln!(out, "| `{}` | {} |", code.name, first_sentence(code));
    }
    out + "\n"
}
