//! Holds the rules of the house that a machine can hold. The layers and their
//! numbers are read from the table in `src/lib.rs`; each rule is a function
//! from text to violations, and has samples that violate it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

const PURE: &[&str] = &["text", "diagnostic", "dns", "syntax", "format", "model", "import", "lint", "plan"];
const PRINTING: &[&str] = &["report", "cli", "main"];
const WITH_SOCKETS: &[&str] = &["provider", "check"];
const SOCKETS: &[&str] =
    &["TcpStream", "TcpListener", "TcpSocket", "UdpSocket", "UnixStream", "UnixListener", "UnixDatagram"];
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "manager", "common", "misc"];
const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "grammar",
    "providers",
    "zones",
    "tests",
    "examples",
    "README.md",
    "CHANGELOG.md",
    "docs",
    "benches",
    "rustfmt.toml",
    "target",
];
const LONGEST_FILE: usize = 800;

#[test]
fn the_table_lists_the_modules() {
    let lib = read("src/lib.rs");
    assert_none(table_violations(&lib));
}

#[test]
fn sources_keep_the_rules() {
    let layers = layers(&read("src/lib.rs"));
    let mut violations = Vec::new();
    for (path, code) in sources("src") {
        let found = source_violations(&layers, &module_path(&path), &code);
        violations.extend(found.into_iter().map(|violation| format!("src/{}:{violation}", path.display())));
    }
    assert_none(violations);
}

#[test]
fn sources_and_tests_leave_nothing_open() {
    let mut violations = Vec::new();
    for folder in ["src", "tests"] {
        for (path, code) in sources(folder) {
            let shown = format!("{folder}/{}", path.display());
            violations
                .extend(open_ends(&code.all).into_iter().map(|violation| format!("{shown}:{violation}")));
            violations.extend(length_violation(code.lines).map(|violation| format!("{shown}: {violation}")));
            violations.extend(name_violation(&path).map(|violation| format!("{shown}: {violation}")));
        }
    }
    assert_none(violations);
}

#[test]
fn the_top_level_is_small() {
    let entries = fs::read_dir(root()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_none(names.filter_map(|name| top_level_violation(&name)).collect());
}

#[test]
fn every_dependency_says_what_it_is_for() {
    assert_none(unexplained_dependencies(&read("Cargo.toml")));
}

// The rules.

/// Modules of the table that `lib.rs` does not declare, and the reverse.
fn table_violations(lib: &str) -> Vec<String> {
    let table: BTreeSet<String> = layers(lib).into_keys().collect();
    let tokens = tokens(&without_comments_and_strings(lib));
    let declared: BTreeSet<String> =
        tokens.windows(2).filter(|pair| pair[0].text == "mod").map(|pair| pair[1].text.clone()).collect();
    let unlisted = declared.difference(&table).map(|module| format!("`{module}` is not in the table"));
    let undeclared = table.difference(&declared).map(|module| format!("`{module}` is in the table only"));
    unlisted.chain(undeclared).collect()
}

/// Upward imports, and words a layer may not use. `module` is the path of the
/// module below the crate, `["main"]` for `main.rs`.
fn source_violations(layers: &Layers, module: &[String], code: &Code) -> Vec<String> {
    let tokens = tokens(&code.shipped);
    let Some(layer) = module.first().filter(|layer| *layer != "lib") else { return Vec::new() };
    let paths = paths(&tokens, module);
    let mut violations = Vec::new();
    for path in &paths {
        let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
        let wrong = match names.as_slice() {
            ["crate", target, ..] => import_violation(layers, layer, target),
            ["crate"] | ["std"] => Some(format!("`{}` gets another name or is taken whole", names[0])),
            ["pest" | "pest_derive", ..] if layer != "syntax" => Some("only `syntax` names pest".to_owned()),
            names if PURE.contains(&layer.as_str()) => impurity(names),
            _ => None,
        };
        violations.extend(wrong.map(|wrong| format!("{}: {wrong}", path.line)));
    }
    let word = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    for (index, token) in tokens.iter().enumerate() {
        let before = if index == 0 { "" } else { word(index - 1) };
        let prints = match token.text.as_str() {
            "print" | "println" | "eprint" | "eprintln" => word(index + 1) == "!",
            "stdout" | "stderr" => {
                before == "::" || (word(index + 1) == "(" && before != "." && before != "fn")
            }
            _ => false,
        };
        if prints && !PRINTING.contains(&layer.as_str()) {
            violations.push(format!("{}: `{layer}` prints", token.line));
        }
        if SOCKETS.contains(&token.text.as_str()) && !WITH_SOCKETS.contains(&layer.as_str()) {
            violations.push(format!("{}: `{layer}` names `{}`", token.line, token.text));
        }
    }
    violations.dedup();
    violations
}

fn import_violation(layers: &Layers, layer: &str, target: &str) -> Option<String> {
    if layer == target {
        return None;
    }
    let Some(lower) = layers.get(target) else {
        return Some(format!("`crate::{target}` is no layer"));
    };
    let Some(own) = layers.get(layer) else {
        return Some(format!("`{layer}` is no layer"));
    };
    (lower >= own).then(|| format!("`{layer}` ({own}) imports `{target}` ({lower})"))
}

/// What keeps a path out of a pure layer: the clock, the environment, files,
/// the network.
fn impurity(path: &[&str]) -> Option<String> {
    let impure = matches!(
        path,
        ["std", "env" | "fs" | "process" | "thread" | "*", ..]
            | ["std", "io", "stdin" | "stdout" | "stderr" | "*", ..]
            | ["std", "time", "Instant" | "SystemTime" | "UNIX_EPOCH" | "*", ..]
            | ["std", "net", "ToSocketAddrs" | "*", ..]
            | ["tokio" | "reqwest" | "hickory_resolver" | "tempfile" | "walkdir", ..]
            | [.., "Instant" | "SystemTime" | "Zoned" | "Timestamp", "now"]
    );
    impure.then(|| format!("`{}` in a pure layer", path.join("::")))
}

/// Unfinished code, switched-off tests and lints.
fn open_ends(code: &str) -> Vec<String> {
    let tokens = tokens(code);
    let mut violations = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1).map_or("", |next| next.text.as_str());
        match token.text.as_str() {
            "todo" | "unimplemented" | "dbg" if next == "!" => {
                violations.push(format!("{}: `{}!`", token.line, token.text));
            }
            "#" => {
                let attribute = attribute(&tokens[index..]);
                let texts: Vec<&str> = attribute.iter().map(|token| token.text.as_str()).collect();
                let switched_off =
                    texts.windows(2).any(|pair| pair == ["allow", "("]) || texts.contains(&"ignore");
                if switched_off {
                    violations.push(format!("{}: `{}`", token.line, texts.concat()));
                }
            }
            _ => {}
        }
    }
    violations
}

fn length_violation(lines: usize) -> Option<String> {
    (lines > LONGEST_FILE).then(|| format!("{lines} lines, {LONGEST_FILE} are allowed"))
}

fn name_violation(path: &Path) -> Option<String> {
    let mut parts = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let empty = parts.find(|part| EMPTY_NAMES.contains(&part.trim_end_matches(".rs")))?;
    Some(format!("`{empty}` does not say what is in it"))
}

fn top_level_violation(name: &str) -> Option<String> {
    let known = TOP_LEVEL.contains(&name) || name.starts_with('.') || name.starts_with("LICENSE");
    (!known).then(|| format!("`{name}` does not belong at the top level"))
}

/// Dependencies without a comment of at least two words beside them.
fn unexplained_dependencies(manifest: &str) -> Vec<String> {
    let mut violations = Vec::new();
    let mut in_dependencies = false;
    let mut lines = manifest.lines();
    while let Some(line) = lines.next() {
        let (mut data, mut comment) = split_toml_comment(line);
        if let Some(header) = data.trim().strip_prefix('[') {
            let header = header.trim_end_matches(']');
            in_dependencies = header.ends_with("dependencies");
            if header.contains("dependencies.") && comment.split_whitespace().count() < 2 {
                violations.push(format!("`{header}` has no sentence"));
            }
            continue;
        }
        if !in_dependencies || data.trim().is_empty() {
            continue;
        }
        let name = data.split(['=', '.']).next().unwrap_or_default().trim().to_owned();
        while data.matches(['[', '{']).count() > data.matches([']', '}']).count() {
            let Some(line) = lines.next() else { break };
            let (more, said) = split_toml_comment(line);
            data.push_str(&more);
            comment.push_str(&said);
        }
        if comment.split_whitespace().count() < 2 {
            violations.push(format!("`{name}` has no sentence"));
        }
    }
    violations
}

fn split_toml_comment(line: &str) -> (String, String) {
    let mut quoted = false;
    for (at, character) in line.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '#' if !quoted => return (line[..at].to_owned(), line[at + 1..].to_owned()),
            _ => {}
        }
    }
    (line.to_owned(), String::new())
}

// Reading the house.

type Layers = BTreeMap<String, u32>;

/// The rows `//! | 4 | `plan` | ... |` of the doc comment of `lib.rs`.
fn layers(lib: &str) -> Layers {
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! |"));
    let row = |row: &str| {
        let mut cells = row.split('|').map(str::trim);
        let number = cells.next()?.parse().ok()?;
        Some((cells.next()?.trim_matches('`').to_owned(), number))
    };
    rows.filter_map(row).collect()
}

/// A source file without the contents of comments and strings.
struct Code {
    all: String,
    /// Without `#[cfg(test)]` items.
    shipped: String,
    /// How many lines it has, those of `#[cfg(test)]` items not counted.
    lines: usize,
}

impl Code {
    fn new(text: &str) -> Code {
        let all = without_comments_and_strings(text);
        let mut shipped = all.clone().into_bytes();
        let mut lines = all.lines().count();
        for item in test_items(&tokens(&all)) {
            lines -= all[item.clone()].lines().count();
            blank(&mut shipped[item]);
        }
        Code { all, shipped: String::from_utf8(shipped).unwrap(), lines }
    }
}

/// The Rust files below a folder of the repository. What only a `#[cfg(test)]`
/// declaration reaches has nothing that is shipped.
fn sources(folder: &str) -> Vec<(PathBuf, Code)> {
    let top = root().join(folder);
    let mut files = BTreeMap::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                files.insert(path.strip_prefix(&top).unwrap().to_owned(), Code::new(&text));
            }
        }
    }
    let modules: Vec<Vec<String>> =
        files.iter().flat_map(|(path, code)| test_modules(&module_path(path), &code.all)).collect();
    for (path, code) in &mut files {
        let own = module_path(path);
        if modules.iter().any(|module| own.starts_with(module)) {
            code.shipped.clear();
        }
    }
    assert!(!files.is_empty(), "no sources in {}", top.display());
    files.into_iter().collect()
}

/// `dns/rdata/mod.rs` and `dns/rdata.rs` are both `dns::rdata`.
fn module_path(path: &Path) -> Vec<String> {
    let parts = path.with_extension("");
    let mut parts: Vec<String> = parts.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// The modules that `#[cfg(test)] mod name;` declares.
fn test_modules(module: &[String], code: &str) -> Vec<Vec<String>> {
    let tokens = tokens(code);
    let items = test_items(&tokens);
    let declared = |item: Range<usize>| {
        let item: Vec<&Token> = tokens.iter().filter(|token| item.contains(&token.at)).collect();
        let at = item.iter().position(|token| token.text == "mod")?;
        (item.get(at + 2)?.text == ";").then(|| [module, &[item[at + 1].text.clone()]].concat())
    };
    items.into_iter().filter_map(declared).collect()
}

// A small reader of Rust.

#[derive(Debug)]
struct Token {
    text: String,
    at: usize,
    line: usize,
}

impl Token {
    fn is_word(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

/// Words, `::` and single characters.
fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(first) = code[at..].chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let length = match first {
            _ if word(first) => code[at..].find(|c: char| !word(c)).unwrap_or(code.len() - at),
            ':' if code[at..].starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        if !first.is_whitespace() {
            tokens.push(Token { text: code[at..at + length].to_owned(), at, line });
        }
        line += usize::from(first == '\n');
        at += length;
    }
    tokens
}

/// The code with comments and the contents of literals as blanks; line ends
/// and offsets stay.
fn without_comments_and_strings(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let in_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        let end = match &bytes[at..] {
            [b'/', b'/', ..] => at + text[at..].find('\n').unwrap_or(text.len() - at),
            [b'/', b'*', ..] => end_of_comment(bytes, at),
            [b'b' | b'c', b'r', ..] if !in_word => end_of_raw_string(bytes, at + 2).unwrap_or(at),
            [b'r', ..] if !in_word => end_of_raw_string(bytes, at + 1).unwrap_or(at),
            [b'"', ..] => end_of_literal(bytes, at),
            [b'\'', b'\\', ..] => end_of_literal(bytes, at),
            [b'\'', ..] => end_of_character(text, at),
            _ => at,
        };
        blank(&mut code[at..end]);
        at = end.max(at + 1);
    }
    String::from_utf8(code).unwrap()
}

fn end_of_comment(bytes: &[u8], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn end_of_raw_string(bytes: &[u8], hashes_at: usize) -> Option<usize> {
    let hashes = bytes[hashes_at..].iter().take_while(|&&byte| byte == b'#').count();
    (bytes.get(hashes_at + hashes) == Some(&b'"')).then_some(())?;
    let close = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
    let body = hashes_at + hashes + 1;
    let length = bytes[body..].windows(close.len()).position(|window| window == close);
    Some(length.map_or(bytes.len(), |length| body + length + close.len()))
}

fn end_of_literal(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != bytes[start] {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// A lifetime has no end of its own: it stays.
fn end_of_character(text: &str, start: usize) -> usize {
    let mut characters = text[start + 1..].char_indices();
    match (characters.next(), characters.next()) {
        (Some((_, inner)), Some((length, '\''))) if inner != '\'' => start + 1 + length + 1,
        _ => start,
    }
}

fn blank(code: &mut [u8]) {
    for byte in code {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

/// From `#` to the matching `]`.
fn attribute(tokens: &[Token]) -> &[Token] {
    let open = tokens.iter().take(3).position(|token| token.text == "[");
    let Some(open) = open else { return &[] };
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "[" => depth += 1,
            "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &tokens[..=index];
        }
    }
    tokens
}

/// The byte ranges of items under `#[cfg(test)]`.
fn test_items(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let attribute = if tokens[index].text == "#" { attribute(&tokens[index..]) } else { &[] };
        let has = |word: &str| attribute.iter().any(|token| token.text == word);
        if has("cfg") && has("test") && !has("not") {
            let end = end_of_item(tokens, index + attribute.len());
            items.push(tokens[index].at..tokens[end].at + tokens[end].text.len());
            index = end;
        }
        index += 1;
    }
    items
}

/// The index of the `;` or `}` that ends the item at `start`.
fn end_of_item(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(start) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(token.text.as_str(), ";" | "}") {
            return index;
        }
    }
    tokens.len() - 1
}

/// One path in full: `use a::{b, c::d}` is two.
struct CodePath {
    names: Vec<String>,
    line: usize,
}

/// Every path of the code; `super` and `self` are resolved to `crate`.
fn paths(tokens: &[Token], module: &[String]) -> Vec<CodePath> {
    let mut found = Vec::new();
    // How deep in braces each inline module around here is.
    let mut inline: Vec<(usize, String)> = Vec::new();
    let (mut index, mut depth) = (0, 0);
    while index < tokens.len() {
        let text = |at: usize| tokens.get(at).map_or("", |token: &Token| token.text.as_str());
        match text(index) {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inline.retain(|(outside, _)| *outside < depth);
            }
            "mod" if text(index + 2) == "{" => inline.push((depth, text(index + 1).to_owned())),
            _ => {}
        }
        let relative = index > 0 && text(index - 1) == "::" && index > 1 && {
            let before = &tokens[index - 2];
            before.is_word() || before.text == ">"
        };
        if tokens[index].is_word() && !relative && !matches!(text(index), "use" | "pub" | "mod") {
            let visibility = index > 1 && text(index - 1) == "(" && text(index - 2) == "pub";
            let mut here = Vec::new();
            let end = read_path(tokens, index, &mut Vec::new(), &mut here);
            let own: Vec<&String> = module.iter().chain(inline.iter().map(|(_, name)| name)).collect();
            if !visibility {
                found.extend(here.into_iter().map(|path| resolved(path, &own)));
            }
            index = end;
        } else {
            index += 1;
        }
    }
    found
}

/// Reads the path or group at `at`; returns the index behind it.
fn read_path(tokens: &[Token], mut at: usize, prefix: &mut Vec<String>, found: &mut Vec<CodePath>) -> usize {
    let depth = prefix.len();
    let text = |at: usize| tokens.get(at).map_or("", |token: &Token| token.text.as_str());
    loop {
        prefix.push(text(at).to_owned());
        let follows = text(at + 1) == "::"
            && (text(at + 2) == "{" || text(at + 2) == "*" || tokens.get(at + 2).is_some_and(Token::is_word));
        if !follows || text(at) == "*" {
            found.push(CodePath { names: prefix.clone(), line: tokens[at].line });
            at += 1;
            break;
        }
        at += 2;
        if text(at) == "{" {
            at = read_group(tokens, at + 1, prefix, found);
            break;
        }
    }
    prefix.truncate(depth);
    at
}

/// Reads the inside of a `{}` of a `use` up to its end.
fn read_group(tokens: &[Token], mut at: usize, prefix: &mut Vec<String>, found: &mut Vec<CodePath>) -> usize {
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "}" => return at + 1,
            "self" if tokens.get(at + 1).is_none_or(|next| next.text != "::") => {
                found.push(CodePath { names: prefix.clone(), line: token.line });
                at += 1;
            }
            "as" => at += 2,
            "*" => at = read_path(tokens, at, prefix, found),
            _ if token.is_word() => at = read_path(tokens, at, prefix, found),
            _ => at += 1,
        }
    }
    at
}

fn resolved(path: CodePath, module: &[&String]) -> CodePath {
    let ups = path.names.iter().take_while(|name| *name == "super" || *name == "self").count();
    if ups == 0 || path.names == ["self"] {
        return path;
    }
    let supers = path.names[..ups].iter().filter(|name| *name == "super").count();
    let kept = module.iter().take(module.len().saturating_sub(supers)).map(|name| (*name).clone());
    let names = std::iter::once("crate".to_owned()).chain(kept).chain(path.names[ups..].iter().cloned());
    CodePath { names: names.collect(), line: path.line }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn assert_none(violations: Vec<String>) {
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

// The rules can fail.

const LIB: &str = "//! | # | module | what it is |\n//! |---|---|---|\n//! | 0 | `text` | t |\n//! | 1 | `dns` | d |\n\
                   //! | 1 | `diagnostic` | d |\n//! | 2 | `syntax` | s |\n//! | 5 | `provider` | p |\n\
                   //! | 7 | `report` | r |\n";

#[test]
fn a_table_that_differs_is_noticed() {
    let lib =
        "//! | 0 | `text` | t |\n//! | 1 | `dns` | d |\npub mod text;\n// pub mod dns;\npub mod extra;\n";
    assert_eq!(table_violations(lib), ["`extra` is not in the table", "`dns` is in the table only"]);
}

#[test]
fn wrong_sources_are_noticed() {
    for (module, code, expected) in [
        ("dns::name", "use crate::text::Span;\nuse super::Ttl;", ""),
        ("dns::name", "use crate::syntax::Tree;", "1: `dns` (1) imports `syntax` (2)"),
        ("dns", "use crate::diagnostic::Code;", "1: `dns` (1) imports `diagnostic` (1)"),
        ("dns", "use crate::{text, report::{a, b}};", "1: `dns` (1) imports `report` (7)"),
        ("dns::rdata::read", "use super::super::super::syntax;", "1: `dns` (1) imports `syntax` (2)"),
        ("dns::rdata::read", "use super::super::Name;", ""),
        ("dns", "fn f() { super::report::draw() }", "1: `dns` (1) imports `report` (7)"),
        ("dns", "mod inner { use super::super::report; }", "1: `dns` (1) imports `report` (7)"),
        ("dns", "mod inner { use super::report; }", ""),
        ("dns", "pub(crate) fn f(x: &crate::report::X) {}", "1: `dns` (1) imports `report` (7)"),
        ("dns", "\nuse crate::gone::X;", "2: `crate::gone` is no layer"),
        ("dns", "use crate::*;", "1: `crate::*` is no layer"),
        ("dns", "use crate as us;", "1: `crate` gets another name or is taken whole"),
        ("report", "use pest::Parser;", "1: only `syntax` names pest"),
        ("syntax", "use pest::Parser;", ""),
        ("dns", "use std::{fmt, fs};", "1: `std::fs` in a pure layer"),
        ("dns", "fn f() { ::std::env::var(X) }", "1: `std::env::var` in a pure layer"),
        ("dns", "use std::time::{Duration, Instant as I};", "1: `std::time::Instant` in a pure layer"),
        ("dns", "use std::net::{IpAddr, Ipv4Addr};", ""),
        ("dns", "use tokio::sync::Mutex;", "1: `tokio::sync::Mutex` in a pure layer"),
        ("dns", "fn f() { jiff::Zoned::now() }", "1: `jiff::Zoned::now` in a pure layer"),
        ("dns", "fn f() { Timestamp::now() }", "1: `Timestamp::now` in a pure layer"),
        ("report", "fn f() { std::fs::read(p) }", ""),
        ("provider", "fn f() { println!() }", "1: `provider` prints"),
        ("provider", "fn f() { std::io::stderr() }", "1: `provider` prints"),
        ("provider", "fn f() { command.stdout(x); child.stderr.take() }", ""),
        ("report", "fn f() { eprintln!() }", ""),
        ("report", "use std::net::UdpSocket;", "1: `report` names `UdpSocket`"),
        ("provider", "use std::net::UdpSocket;", ""),
        ("dns", "// use crate::report;\n/* /* */ use std::fs; */", ""),
        ("dns", "const A: &str = \"crate::report \\\" std::fs\"; // \"", ""),
        ("dns", "const A: &str = r#\"crate::report \" std::fs\"#;", ""),
        (
            "dns",
            "const A: char = '\"'; use crate::report; const B: char = '\"';",
            "1: `dns` (1) imports `report` (7)",
        ),
        ("dns", "fn f<'a>(x: &'a str) { crate::report::f() }", "1: `dns` (1) imports `report` (7)"),
        ("dns", "#[cfg(test)]\nmod tests { use std::fs; use crate::report; }", ""),
        ("dns", "#[cfg(not(test))]\nmod m { use std::fs; }", "2: `std::fs` in a pure layer"),
        ("dns", "#[cfg(test)]\nuse std::fs;\nuse std::env;", "3: `std::env` in a pure layer"),
    ] {
        let module: Vec<String> = module.split("::").map(str::to_owned).collect();
        let violations = source_violations(&layers(LIB), &module, &Code::new(code));
        assert_eq!(violations.join("; "), expected, "{code}");
    }
}

#[test]
fn open_ends_are_noticed() {
    for (code, expected) in [
        ("fn f() { todo!() }", "1: `todo!`"),
        ("fn f() { unimplemented!() }", "1: `unimplemented!`"),
        ("fn f() {\n dbg!(1) }", "2: `dbg!`"),
        ("#[allow(dead_code)] fn f() {}", "1: `#[allow(dead_code)]`"),
        ("#![allow(dead_code)]", "1: `#![allow(dead_code)]`"),
        ("#[cfg_attr(test, allow(dead_code))] fn f() {}", "1: `#[cfg_attr(test,allow(dead_code))]`"),
        ("#[test]\n#[ignore] fn f() {}", "2: `#[ignore]`"),
        ("#[derive(Debug)] struct A; // todo!() #[allow(x)]", ""),
        ("fn allow(ignore: u8) { \"todo!()\"; }", ""),
    ] {
        assert_eq!(open_ends(&without_comments_and_strings(code)).join("; "), expected, "{code}");
    }
}

#[test]
fn test_only_files_are_known() {
    let code = "#[cfg(test)]\nmod faults;\n#[cfg(test)]\nmod tests { mod x; }\nmod shipped;";
    let dns = ["dns".to_owned()];
    assert_eq!(test_modules(&dns, code), [["dns".to_owned(), "faults".to_owned()]]);
}

#[test]
fn long_files_and_empty_names_are_noticed() {
    let tests = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(900));
    assert_eq!(Code::new(&tests).lines, 1);
    assert_eq!(length_violation(800), None);
    assert_eq!(length_violation(801).as_deref(), Some("801 lines, 800 are allowed"));
    assert_eq!(name_violation(Path::new("dns/name.rs")), None);
    for path in ["dns/utils.rs", "helpers/x.rs", "manager.rs", "cli/common/mod.rs", "misc.rs"] {
        assert!(name_violation(Path::new(path)).is_some(), "{path}");
    }
}

#[test]
fn strangers_at_the_top_level_are_noticed() {
    for name in ["Cargo.toml", ".gitignore", "LICENSE-MIT", "zones"] {
        assert_eq!(top_level_violation(name), None);
    }
    for name in ["scripts", "NOTES.md", "build.rs"] {
        assert!(top_level_violation(name).is_some(), "{name}");
    }
}

#[test]
fn unexplained_dependencies_are_noticed() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\na = \"1\" # does a thing\nb = \"1\"\nc = \"1#x y\"\n\
                    d = { features = [\n  \"x\",\n] } # does d\ne = { features = [\n] }\n[dev-dependencies]\nf = \"1\" #\n\
                    [dependencies.g]\nversion = \"1\"\n[profile.dev]\ndebug = 1\n";
    let names = ["b", "c", "e", "f", "dependencies.g"];
    assert_eq!(unexplained_dependencies(manifest), names.map(|name| format!("`{name}` has no sentence")));
}
