use std::borrow::Cow;

use anstyle::{AnsiColor, Effects, Style};

/// Colours text, or not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    pub(super) colour: bool,
}

impl Paint {
    pub(super) fn green(self, text: &str) -> Cow<'_, str> {
        self.with(AnsiColor::Green.on_default(), text)
    }

    pub(super) fn red(self, text: &str) -> Cow<'_, str> {
        self.with(AnsiColor::Red.on_default(), text)
    }

    pub(super) fn yellow(self, text: &str) -> Cow<'_, str> {
        self.with(AnsiColor::Yellow.on_default(), text)
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.with(Style::new().effects(Effects::BOLD), text).into_owned()
    }

    pub(super) fn dimmed(self, text: &str) -> Cow<'_, str> {
        self.with(Style::new().effects(Effects::DIMMED), text)
    }

    pub(super) fn with(self, style: Style, text: &str) -> Cow<'_, str> {
        if self.colour && !text.is_empty() {
            Cow::Owned(format!("{style}{text}{style:#}"))
        } else {
            Cow::Borrowed(text)
        }
    }
}
