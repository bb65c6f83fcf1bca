//! Parts, grouped by their brackets and written with the blanks between them.

use super::line::{COMMENT_GAP, new_line};
use super::parts::Part;

/// What brackets and blanks mean in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `( )` belongs to the word before it: `use mail.m365(tenant)`.
    Call,
    /// `( )` stands by itself: `table hosts (v4, v6)`.
    Table,
    /// `( )` holds values without commas and goes away where it can; `[ ]` is
    /// attributes, two blanks apart.
    Rdata,
}

/// A part, or everything between two brackets.
#[derive(Debug)]
pub(super) enum Node<'s> {
    Part(Part<'s>),
    Group(Group<'s>),
}

#[derive(Debug)]
pub(super) struct Group<'s> {
    open: char,
    commas: bool,
    /// It goes over several lines.
    broken: bool,
    /// Behind the opening bracket, on its line.
    comment: Option<&'s str>,
    entries: Vec<Entry<'s>>,
}

/// What stands between two commas, or a comment on its own line.
#[derive(Debug, Default)]
struct Entry<'s> {
    /// Line ends before it.
    line_ends: usize,
    nodes: Vec<Node<'s>>,
    /// With the line ends before each.
    comments: Vec<(usize, &'s str)>,
}

/// Groups the parts of a statement.
pub(super) fn nodes(parts: Vec<Part<'_>>, style: Style) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    let mut parts = parts.into_iter();
    while let Some(part) = parts.next() {
        match part {
            Part::Open(open) => push_group(group(open, &mut parts, style), style, &mut nodes),
            Part::Close | Part::LineEnd | Part::Comment(_) => {}
            part => nodes.push(Node::Part(part)),
        }
    }
    nodes
}

/// Adds a group, or what is in it where its brackets say nothing.
fn push_group<'s>(group: Group<'s>, style: Style, nodes: &mut Vec<Node<'s>>) {
    if style == Style::Rdata && group.open == '(' && !group.broken {
        nodes.extend(group.entries.into_iter().flat_map(|entry| entry.nodes));
    } else {
        nodes.push(Node::Group(group));
    }
}

/// Reads a group up to its closing bracket.
fn group<'s>(open: char, parts: &mut impl Iterator<Item = Part<'s>>, style: Style) -> Group<'s> {
    let commas = style != Style::Rdata || open == '[';
    let mut group = Group { open, commas, broken: false, comment: None, entries: Vec::new() };
    let mut entry = Entry::default();
    let (mut line_ends, mut has_line_end, mut inner_parentheses) = (0, false, 0);
    while let Some(part) = parts.next() {
        match part {
            Part::Open(_) if !commas => inner_parentheses += 1,
            Part::Close if inner_parentheses > 0 => inner_parentheses -= 1,
            Part::Close => break,
            Part::LineEnd => {
                line_ends += 1;
                has_line_end = true;
            }
            Part::Comment(comment) => {
                match group.entries.last_mut() {
                    _ if !entry.nodes.is_empty() => entry.comments.push((line_ends, comment)),
                    Some(last) if line_ends == 0 => last.comments.push((0, comment)),
                    None if line_ends == 0 => group.comment = Some(comment),
                    _ => {
                        let comments = vec![(0, comment)];
                        group.entries.push(Entry { line_ends, comments, ..Entry::default() });
                    }
                }
                line_ends = 0;
            }
            Part::Comma => group.entries.push(std::mem::take(&mut entry)),
            part => {
                if !commas && !entry.nodes.is_empty() {
                    group.entries.push(std::mem::take(&mut entry));
                }
                if entry.nodes.is_empty() {
                    entry.line_ends = line_ends;
                }
                line_ends = 0;
                entry.nodes.push(match part {
                    Part::Open(open) => Node::Group(self::group(open, parts, style)),
                    part => Node::Part(part),
                });
            }
        }
    }
    if !entry.nodes.is_empty() {
        group.entries.push(entry);
    }
    group.broken = has_line_end && (group.comment.is_some() || !group.entries.is_empty());
    group
}

/// Writes nodes behind each other; `depth` is that of the line they stand on.
pub(super) fn write(nodes: &[Node<'_>], style: Style, depth: usize, out: &mut String) {
    for (index, node) in nodes.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &nodes[before]);
        out.push_str(before.map_or("", |before| blanks(before, node, style)));
        write_node(node, style, depth, out);
    }
}

pub(super) fn write_node(node: &Node<'_>, style: Style, depth: usize, out: &mut String) {
    match node {
        Node::Part(part) => out.push_str(match part {
            Part::Word(text) => text,
            Part::Comma => ",",
            Part::Equals => "=",
            Part::Colon => ":",
            Part::QuestionMark => "?",
            Part::Open(_) | Part::Close | Part::Comment(_) | Part::LineEnd => "",
        }),
        Node::Group(group) => write_group(group, style, depth, out),
    }
}

fn blanks(before: &Node<'_>, node: &Node<'_>, style: Style) -> &'static str {
    match (before, node) {
        (_, Node::Part(Part::Comma | Part::Colon | Part::QuestionMark)) => "",
        (_, Node::Group(Group { open: '(', .. })) if style == Style::Call => "",
        (Node::Part(Part::Equals), _) => " ",
        (_, Node::Group(Group { open: '[', .. })) if style == Style::Rdata => "  ",
        _ => " ",
    }
}

fn write_group(group: &Group<'_>, style: Style, depth: usize, out: &mut String) {
    out.push(group.open);
    if group.broken {
        write_over_lines(group, style, depth, out);
    } else {
        for (index, entry) in group.entries.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            write(&entry.nodes, style, depth, out);
        }
    }
    out.push(if group.open == '[' { ']' } else { ')' });
}

fn write_over_lines(group: &Group<'_>, style: Style, depth: usize, out: &mut String) {
    if let Some(comment) = group.comment {
        out.push_str(COMMENT_GAP);
        out.push_str(comment);
    }
    let mut must_break = true;
    for (index, entry) in group.entries.iter().enumerate() {
        if must_break || entry.line_ends > 0 {
            break_line(if index > 0 { entry.line_ends } else { 1 }, depth + 1, out);
        } else {
            out.push(' ');
        }
        write(&entry.nodes, style, depth + 1, out);
        if group.commas && !entry.nodes.is_empty() {
            out.push(',');
        }
        write_comments(entry, depth + 1, out);
        must_break = !entry.comments.is_empty();
    }
    new_line(depth, out);
}

fn write_comments(entry: &Entry<'_>, depth: usize, out: &mut String) {
    for (index, (line_ends, comment)) in entry.comments.iter().enumerate() {
        match (index, *line_ends) {
            (0, _) if entry.nodes.is_empty() => {}
            (0, 0) => out.push_str(COMMENT_GAP),
            (_, line_ends) => break_line(line_ends, depth, out),
        }
        out.push_str(comment);
    }
}

/// Begins a line, below a blank one if there was one.
fn break_line(line_ends: usize, depth: usize, out: &mut String) {
    if line_ends > 1 {
        out.push('\n');
    }
    new_line(depth, out);
}
