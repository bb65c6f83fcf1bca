/// The stable name of a kind of problem, with its page of the manual.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case; never changes its meaning once released.
    pub name: &'static str,
    /// What it means, why it matters, what to do: Markdown, one line a line.
    pub manual: &'static str,
}

/// Declares the codes of a module. The doc comment of each is its manual page;
/// `ALL` lists them for `zonal explain`.
macro_rules! codes {
    ($( $(#[doc = $line:literal])+ $constant:ident = $name:literal; )+) => {
        $(
            $(#[doc = $line])+
            pub static $constant: $crate::diagnostic::Code = $crate::diagnostic::Code {
                name: $name,
                manual: concat!($($line, "\n"),+),
            };
        )+
        /// Every code declared here.
        pub static ALL: &[&$crate::diagnostic::Code] = &[$(&$constant),+];
    };
}

pub(crate) use codes;
