//! Random programs: every statement of the language, written carelessly.

use crate::mutation::Numbers;

pub struct Programmer {
    pub numbers: Numbers,
    /// So that each comment and each wrong line is another.
    count: usize,
    text: String,
}

/// Makes neighbouring seeds differ in all bits.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// A program of random statements in nested blocks.
pub fn program(seed: u64) -> String {
    let mut programmer =
        Programmer { numbers: Numbers(SPREAD.wrapping_mul(seed)), count: 0, text: String::new() };
    if programmer.one_in(10) {
        programmer.text.push('\u{feff}');
    }
    programmer.body(0);
    if programmer.one_in(5) {
        programmer.text.truncate(programmer.text.trim_ascii_end().len());
    }
    if programmer.one_in(5) {
        programmer.text = programmer.text.replace('\n', "\r\n");
    }
    programmer.text
}

impl Programmer {
    fn one_in(&mut self, chances: usize) -> bool {
        self.numbers.below(chances) == 0
    }

    fn pick(&mut self, all: &[&'static str]) -> &'static str {
        all[self.numbers.below(all.len())]
    }

    fn body(&mut self, depth: usize) {
        for _ in 0..self.numbers.below(8) {
            if self.one_in(4) {
                let blank = self.pick(&["\n", "\n\n", "  \n", "\t\n\n\n"]);
                self.text.push_str(blank);
            }
            self.line(depth);
        }
    }

    fn line(&mut self, depth: usize) {
        let indent = self.pick(&["", " ", "  ", "    ", "\t"]);
        self.text.push_str(indent);
        match self.numbers.below(if depth < 4 { 14 } else { 10 }) {
            0 => {
                let comment = self.comment();
                self.text.push_str(&comment);
            }
            1 => {
                let doc = self.pick(&["## a record", "##about", "##", "##   - a list", "### a line"]);
                self.text.push_str(doc);
            }
            2 => self.wrong(),
            3..=7 => self.record(),
            8 | 9 => self.statement(),
            _ => return self.block(depth),
        }
        self.end();
    }

    fn end(&mut self) {
        if self.one_in(4) {
            let comment = self.comment();
            let gap = self.gap();
            self.text.push_str(&format!("{gap}{comment}"));
        }
        let end = self.pick(&["\n", "\n", "\n", " \n", "\t \n"]);
        self.text.push_str(end);
    }

    fn comment(&mut self) -> String {
        self.count += 1;
        let text = self.pick(&["why", "\"quoted", "{ [ (", "ö ; x", "# more"]);
        format!("# {} {text}", self.count)
    }

    fn wrong(&mut self) {
        self.count += 1;
        let line = self.pick(&[
            "foo   bar  baz",
            "x TXT \"not closed   at all",
            "t  TXT  v=DMARC1;  p=none",
            "; a master file",
            "A   192.0.2.1",
            "www   a   192.0.2.1",
            "$ORIGIN   example.com.",
            "let   A  =  ",
            "x IN IN A",
            "x 5m IN 6m A 192.0.2.1",
            "x A ()",
            "x  A  ( =  1 )",
            "zzz ( [ not closed",
            "b\u{c}ell A 1",
        ]);
        self.text.push_str(&format!("{line} {}", self.count));
    }

    fn gap(&mut self) -> &'static str {
        self.pick(&[" ", "  ", "\t", "         "])
    }

    fn small_gap(&mut self) -> &'static str {
        self.pick(&["", " ", "  "])
    }

    /// Between things inside brackets.
    fn space(&mut self) -> String {
        match self.numbers.below(12) {
            0 => "\n".into(),
            1 => "\n\n\n   ".into(),
            2 => format!(" {}\n  ", self.comment()),
            3 => format!("\n {}\n\n", self.comment()),
            4..=7 => " ".into(),
            _ => String::new(),
        }
    }

    fn record(&mut self) {
        if self.one_in(12) {
            self.text.push_str("override ");
        }
        let owner = self.pick(&[
            "@",
            "www",
            "a.b.c",
            "*",
            "_25._tcp",
            "ö",
            "東京",
            "a\\ b",
            "use",
            "in",
            "3am",
            "host-${i:03}",
            "$name",
            "a-very-long-owner.with-many-labels.in-it",
            "192.0.2.1",
            "exactly-twenty-two-long",
            "twenty-two-characters-",
        ]);
        self.text.push_str(owner);
        while self.one_in(5) {
            let (before, behind) = (self.small_gap(), self.small_gap());
            self.text.push_str(&format!("{before},{behind}x"));
        }
        for word in [
            self.pick(&["", "", "300", "3600", "1h30m", "90M", "$ttl", "0"]),
            self.pick(&["", "", "", "IN", "in"]),
        ] {
            if !word.is_empty() {
                let gap = self.gap();
                self.text.push_str(&format!("{gap}{word}"));
            }
        }
        let data = self.pick(&[
            "A 192.0.2.1",
            "A\t192.0.2.1   192.0.2.2",
            "TXT bare",
            "TXT bare\\;escaped",
            "TXT a\"b c\"",
            "TXT a\"b",
            "TXT \"a b\"\"c # d\"  \"\"",
            "TXT bare${x}",
            "TXT $text",
            "TXT a\\ ",
            "CNAME @",
            "NSEC3PARAM 1 0 0 -",
            "REDIRECT 301 \"https://example.com/\"",
            "HTTPS 1 . alpn=\"h2,h3\" ipv4hint=192.0.2.1",
            "TYPE1234 \\# 2 abcd",
            "ADDR $hosts[db.one].v4?",
            "CAA 0 issue \"letsencrypt.org; x=y\"",
            "A$web$more\"x\"(y)",
            "DMARC p=reject rua=mailto:x#y",
        ]);
        let gap = self.gap();
        self.text.push_str(&format!("{gap}{data}"));
        if self.one_in(5) {
            self.parentheses(0);
        }
        if self.one_in(4) {
            let gap = self.small_gap();
            self.text.push_str(gap);
            self.attributes();
        }
    }

    fn parentheses(&mut self, depth: usize) {
        let gap = self.small_gap();
        self.text.push_str(&format!("{gap}("));
        for _ in 0..self.numbers.below(4) {
            let space = self.space();
            self.text.push_str(&space);
            match self.numbers.below(6) {
                0 if depth < 3 => self.parentheses(depth + 1),
                1 => self.text.push_str("\"a ) b\""),
                2 => self.text.push_str("$x "),
                _ => self.text.push_str("192.0.2.3 "),
            }
        }
        let space = self.space();
        self.text.push_str(&format!("{space})"));
    }

    fn attributes(&mut self) {
        let keys: &[&str] =
            &["ptr", "owner = web", "ttl =300", "note= \"a ] b\"", "route53.weight=10", "ttl = 5m", "ip=@"];
        self.entries("[", keys, "]");
    }

    /// `[a, b]` in every disorder; an `@` stands for a list.
    fn entries(&mut self, open: &str, all: &[&'static str], close: &str) {
        self.text.push_str(open);
        let count = self.numbers.below(4);
        for index in 0..count {
            let (before, behind) = (self.space(), self.space());
            self.text.push_str(&before);
            let entry = self.pick(all);
            match entry.strip_suffix('@') {
                None => {
                    let equals = if self.one_in(6) { self.space() } else { " ".into() };
                    self.text.push_str(&entry.replacen('=', &format!("{equals}="), 1));
                }
                Some(key) => {
                    self.text.push_str(key);
                    let values = ["192.0.2.1", "2001:db8::1", "a.b.", "\"x, y\"", "$z", "1..9"];
                    let all = if self.one_in(4) { &["@"][..] } else { &values[..] };
                    self.entries("[", all, "]");
                }
            }
            self.text.push_str(&behind);
            if index + 1 < count || self.one_in(3) {
                self.text.push(',');
            }
        }
        let space = self.space();
        self.text.push_str(&format!("{space}{close}"));
    }

    fn statement(&mut self) {
        let gap = self.gap();
        match self.numbers.below(9) {
            0 => {
                self.text.push_str(&format!("let{gap}x={gap}"));
                self.entries("[", &["@", "192.0.2.1", "$y"], "]");
            }
            1 => {
                self.text.push_str(&format!("use{gap}mail.m365"));
                self.entries("(", &["a", "t = 3600", "list=@"], ")");
            }
            2 => {
                self.text.push_str(&format!("ignore{gap}owned-by{gap}external-dns"));
                self.entries("(", &["prefix=\"x\""], ")");
            }
            3 => {
                self.text.push_str("soa ns1.a. b.c. ");
                self.entries("[", &["refresh = 7200", "expire=2d", "other=3600"], "]");
            }
            _ => {
                let statement = self.pick(&[
                    "external  zone a.b,c   \"the French\"  [owner=x]",
                    "ignore\t**.x   A,AAAA  to  **.y   \"a # b\"",
                    "manage www ,  **.apps",
                    "ptr   from a.b , c.d",
                    "deprecated   \"use x\"",
                    "provider a,b  ,c",
                    "ttl   3600",
                    "ns-ttl 1D",
                    "dnssec   on",
                    "let  x   =   \"# no comment\"",
                    "let x=$t[a.b].c",
                    "use a",
                    "owner web-team",
                ]);
                self.text.push_str(statement);
            }
        }
    }

    fn block(&mut self, depth: usize) {
        match self.numbers.below(6) {
            0 => return self.table(),
            1 => {
                self.text.push_str("zone  a.b ,c");
                if self.one_in(2) {
                    self.text.push(' ');
                    self.attributes();
                }
            }
            2 => {
                self.text.push_str("with ");
                self.attributes();
            }
            3 => {
                self.text.push_str("template  t");
                let parameters =
                    ["a", "b:ip", "c ?", "d: int=3", "e:list= [1,2]", "f = \"x\"", "g:duration = 3600"];
                let parameters: Vec<&str> =
                    parameters.into_iter().filter(|parameter| !parameter.contains(" ?")).collect();
                self.entries("(", &parameters, ")");
            }
            4 => self.text.push_str("for  a ,b   in   $x"),
            _ => {
                let header = self.pick(&[
                    "under  a , b.c",
                    "view   internal",
                    "nonsense   here",
                    "zone $x",
                    "extend [a,b]",
                ]);
                self.text.push_str(header);
            }
        }
        let gap = self.small_gap();
        self.text.push_str(&format!("{gap}{{"));
        if self.one_in(3) {
            let count = self.numbers.below(3);
            for _ in 0..count {
                self.text.push(' ');
                match self.numbers.below(if depth < 4 { 3 } else { 2 }) {
                    0 => self.text.push_str("x   A  192.0.2.1"),
                    1 => self.text.push_str("use  a"),
                    _ => {
                        self.block(depth + 1);
                        self.text.truncate(self.text.trim_ascii_end().len());
                    }
                }
                if count > 1 {
                    self.text.push('\n');
                }
            }
            if self.text.lines().next_back().is_some_and(|line| line.contains('#')) {
                self.text.push('\n');
            }
            self.text.push_str(" }");
        } else {
            self.end();
            self.body(depth + 1);
            let indent = self.pick(&["", "  ", "      "]);
            self.text.push_str(&format!("{indent}}}"));
        }
        if self.one_in(6) {
            self.text.push_str("   ");
        } else {
            self.end();
        }
    }

    fn table(&mut self) {
        if self.one_in(2) {
            let header = self.pick(&["test   \"a # b\"{", "test \"a\"   view  internal{"]);
            self.text.push_str(header);
            self.end();
            for _ in 0..self.numbers.below(4) {
                let line = self.pick(&[
                    "www.a A ->192.0.2.1",
                    "www.a   A  ->   192.0.2.1   (192.0.2.2)",
                    "b TXT -> \"x y\" \"z\"",
                    "c MX -> NXDOMAIN",
                    "not an expectation",
                    "## what for",
                ]);
                self.text.push_str(line);
                self.end();
            }
        } else {
            self.text.push_str("table  hosts");
            if self.one_in(2) {
                self.entries("(", &["v4", "v6", "note"], ")");
            }
            self.text.push('{');
            self.end();
            for _ in 0..self.numbers.below(4) {
                let line = self.pick(&[
                    "db1 192.0.2.1   _  \"a b\"",
                    "a-very-long-key-of-a-table x",
                    "alone",
                    "b $x c${d}",
                ]);
                self.text.push_str(line);
                if self.one_in(2) {
                    self.text.push(' ');
                    self.entries("[", &["192.0.2.1", "@"], "]");
                }
                self.end();
            }
        }
        self.text.push('}');
        self.end();
    }
}
