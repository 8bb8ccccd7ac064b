//! What will be generated: which types, which argument, and their names.

mod names;

use crate::ast::{Enumeration, PolicyEntry};
use crate::function::{Arguments, Attribute, Handler};
use crate::keywords::Kind;
use crate::validate::{Named, Question, Requirements, Rule};
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, format_ident, quote};
use syn::ext::IdentExt;
use syn::{LitStr, Path, Visibility};

/// A function behind a guard.
pub(crate) struct Guarded<'a> {
    pub(crate) root: CratePath,
    pub(crate) sibling: Option<Type>,
    pub(crate) handler: &'a Handler,
    pub(crate) argument: Argument,
    /// What the handler is asked before its body runs, in order.
    pub(crate) questions: Vec<Question>,
    /// Whether clippy counts one argument too many, and only because of ours.
    pub(crate) allow_many_arguments: bool,
}

/// A function that asks in its body.
pub(crate) struct Asking<'a> {
    pub(crate) root: CratePath,
    pub(crate) handler: &'a Handler,
    /// Nothing for an attribute with a mistake.
    pub(crate) inquiry: Option<Inquiry>,
}

/// What a function asks about whoever calls it.
pub(crate) struct Inquiry {
    /// Stands in the body, where it may stand in an `impl` as well.
    pub(crate) local: Option<Type>,
    pub(crate) policy: Path,
    pub(crate) caller: TokenStream,
    /// Whether the caller must know its request.
    pub(crate) names_request: bool,
    pub(crate) only_reported: bool,
    pub(crate) questions: Vec<Question>,
}

/// A unit struct and what it implements.
pub(crate) struct Type {
    /// On the type itself.
    pub(crate) attributes: Vec<TokenTree>,
    /// On everything.
    pub(crate) cfgs: Vec<TokenTree>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) meaning: Meaning,
}

pub(crate) enum Meaning {
    Policy {
        rule: Rule,
        concealed: bool,
    },
    /// A policy with a mistake.
    Refused,
    Reason(LitStr),
}

pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) proof: Proof,
}

/// What the argument proves.
pub(crate) enum Proof {
    Guard(Path),
    Never,
    /// That the policy was decided and logged, whatever came of it.
    ReportOnly(Path),
    Public(Ident),
    /// That the policy is not lost yet, and may hang on what the handler is asked.
    PendingGuard(Path),
}

/// An enum whose variants are values of one kind.
pub(crate) struct Values<'a> {
    pub(crate) root: CratePath,
    pub(crate) kind: Kind,
    pub(crate) visibility: &'a Visibility,
    pub(crate) name: &'a Ident,
    pub(crate) variants: Vec<Named>,
    /// Whether the enum has a mistake, and its variants are names that nobody is granted.
    pub(crate) refused: bool,
}

/// Where generated code finds everything: `macro_support` of `::auth_core`, or of what `crate = …` says.
///
/// Single tokens: those are put together here, while every stream in a stream is a call into the compiler.
pub(crate) struct CratePath(Vec<TokenTree>);

/// clippy's `too_many_arguments` warns above this.
const MANY: usize = 7;

/// `#[require(…)]` without mistakes.
pub(crate) fn require(
    handler: &Handler,
    requirements: Requirements,
    root: CratePath,
) -> Guarded<'_> {
    let slot = Slot::free(&handler.arguments, "_guard");
    let name = slot.argument(handler);
    let questions: Vec<Question> = requirements.rule.questions().into_iter().cloned().collect();
    let proof = |policy| match () {
        () if requirements.only_reported => Proof::ReportOnly(policy),
        () if questions.is_empty() => Proof::Guard(policy),
        () => Proof::PendingGuard(policy),
    };
    if let Some(path) = requirements.as_policy() {
        let argument = Argument { name, proof: proof(path.clone()) };
        return guarded(handler, root, None, argument);
    }
    let policy = names::type_name("__Require", slot.number, &handler.name);
    let argument = Argument { name, proof: proof(policy.clone().into()) };
    let meaning = Meaning::Policy { rule: requirements.rule, concealed: requirements.concealed };
    let sibling = hidden(handler, policy, meaning);
    Guarded { questions, ..guarded(handler, root, Some(sibling), argument) }
}

/// `#[require(…, from = …)]`; without requirements, one with a mistake.
pub(crate) fn asking(
    handler: &Handler,
    requirements: Option<Requirements>,
    root: CratePath,
) -> Asking<'_> {
    let inquiry = requirements.and_then(|requirements| inquiry(handler, requirements));
    Asking { root, handler, inquiry }
}

fn inquiry(handler: &Handler, requirements: Requirements) -> Option<Inquiry> {
    let as_policy = requirements.as_policy().cloned();
    let Requirements { rule, concealed, only_reported, caller } = requirements;
    let questions = rule.questions().into_iter().cloned().collect();
    let names_request = rule.names_request();
    let name = names::type_name("__Require", 1, &handler.name);
    let policy = as_policy.clone().unwrap_or_else(|| name.clone().into());
    let local = as_policy.is_none().then(|| Type {
        attributes: Vec::new(),
        cfgs: Vec::new(),
        visibility: Visibility::Inherited,
        name,
        meaning: Meaning::Policy { rule, concealed },
    });
    Some(Inquiry { local, policy, caller: caller?, names_request, only_reported, questions })
}

/// `#[public("…")]` without mistakes.
pub(crate) fn public(handler: &Handler, reason: LitStr, root: CratePath) -> Guarded<'_> {
    let slot = Slot::free(&handler.arguments, "_public");
    let name = names::type_name("__Public", slot.number, &handler.name);
    let argument = Argument { name: slot.argument(handler), proof: Proof::Public(name.clone()) };
    let sibling = hidden(handler, name, Meaning::Reason(reason));
    guarded(handler, root, Some(sibling), argument)
}

/// An attribute with a mistake.
// SECURITY: the function stays, so that no other message hides the right one, but behind a guard that nobody can pass.
// Should a `compile_error!` ever get lost on the way (a macro that filters items), the handler is closed, not open.
pub(crate) fn refused(handler: &Handler, root: CratePath) -> Guarded<'_> {
    let slot = Slot::free(&handler.arguments, "_guard");
    guarded(handler, root, None, Argument { name: slot.argument(handler), proof: Proof::Never })
}

/// One entry of `policy!`; without a rule, one with a mistake.
pub(crate) fn policy(entry: PolicyEntry, rule: Option<Rule>) -> Type {
    let PolicyEntry { attributes, visibility, mut name, .. } = entry;
    let cfgs = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let cfgs = listed(quote!(#(#cfgs)*));
    let mut derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    // The user's own `Debug` comes first. Ours is for `missing_debug_implementations`.
    let has_debug = derives.any(|derive| derive.to_token_stream().to_string().contains("Debug"));
    let debug = (!has_debug).then(|| quote!(#[derive(::core::fmt::Debug)]));
    let attributes = listed(quote!(#(#attributes)* #debug));
    let meaning = rule.map_or(Meaning::Refused, |rule| Meaning::Policy { rule, concealed: false });
    if matches!(meaning, Meaning::Refused) {
        // The mistake may be the name's spelling, about which no lint need speak as well.
        name.set_span(Span::call_site().located_at(name.span()));
    }
    Type { attributes, cfgs, visibility, name, meaning }
}

/// `#[derive(Role)]`; without variants, one with a mistake.
pub(crate) fn values(
    enumeration: &Enumeration,
    variants: Option<Vec<Named>>,
    root: CratePath,
) -> Values<'_> {
    let Enumeration { kind, visibility, name, .. } = enumeration;
    let refused = variants.is_none();
    // SECURITY: the values stay, so that no other message hides the right one, but under names that nobody is granted.
    let nobody = |variant: &Ident| {
        let name = LitStr::new(&format!("refused!{}", variant.unraw()), Span::call_site());
        Named { variant: variant.clone(), satisfied_by: vec![name.clone()], name }
    };
    let variants = variants.unwrap_or_else(|| {
        enumeration.variants.iter().map(|variant| nobody(&variant.name)).collect()
    });
    Values { root, kind: *kind, visibility, name, variants, refused }
}

fn guarded(
    handler: &Handler,
    root: CratePath,
    sibling: Option<Type>,
    argument: Argument,
) -> Guarded<'_> {
    let allow_many_arguments = handler.arguments.count + handler.arguments.markers.len() == MANY;
    Guarded { root, sibling, handler, argument, questions: Vec::new(), allow_many_arguments }
}

fn hidden(handler: &Handler, name: Ident, meaning: Meaning) -> Type {
    // Where the function is not compiled, its type would only be dead code.
    let cfgs = handler.attributes.iter().filter(|attribute| attribute.is("cfg"));
    let cfgs: Vec<TokenTree> = cfgs.flat_map(Attribute::tokens).cloned().collect();
    let attributes = cfgs.iter().cloned().chain(doc_hidden()).collect();
    Type { attributes, cfgs, visibility: handler.visibility.clone(), name, meaning }
}

/// `#[doc(hidden)]`
fn doc_hidden() -> [TokenTree; 2] {
    let word = |word| TokenTree::from(Ident::new(word, Span::call_site()));
    let hidden = Group::new(Delimiter::Parenthesis, word("hidden").into());
    let doc = Group::new(Delimiter::Bracket, TokenStream::from_iter([word("doc"), hidden.into()]));
    [Punct::new('#', Spacing::Alone).into(), doc.into()]
}

/// As a list: a stream costs a call into the compiler wherever it is put into another one.
fn listed(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

/// A name and a number that no argument has yet. The number goes into the type's name as well.
struct Slot {
    prefix: &'static str,
    number: usize,
}

impl Slot {
    fn free(arguments: &Arguments, prefix: &'static str) -> Self {
        let free = (1..=usize::MAX)
            .find(|number| !arguments.mention(&Self { prefix, number: *number }.text()));
        Self { prefix, number: free.unwrap_or_default() }
    }

    fn text(&self) -> String {
        if self.number == 1 {
            self.prefix.to_owned()
        } else {
            format!("{}{}", self.prefix, self.number)
        }
    }

    /// Cannot be named by the function's body: a local variable of its own hygiene. But salvo's `#[endpoint]` spells an argument's name
    /// anew, with the hygiene of the user's code, and would not find it.
    fn argument(&self, handler: &Handler) -> Ident {
        let is_respelt = handler.attributes.iter().any(|attribute| attribute.is("endpoint"));
        let span = if is_respelt { Span::call_site() } else { Span::mixed_site() };
        format_ident!("{}", self.text(), span = span)
    }
}

impl CratePath {
    pub(crate) fn new(path: Option<Path>) -> Self {
        let mut root = Self(path.map_or_else(Vec::new, |path| listed(path.into_token_stream())));
        if root.0.is_empty() {
            root.push("auth_core");
        }
        root.push("macro_support");
        root
    }

    fn push(&mut self, name: &str) {
        let sign = [Spacing::Joint, Spacing::Alone].map(|spacing| Punct::new(':', spacing).into());
        self.0.extend(sign);
        self.0.push(Ident::new(name, Span::call_site()).into());
    }

    /// Writes the path to something in there.
    pub(crate) fn append(&self, tokens: &mut TokenStream, names: &[&str]) {
        self.to_tokens(tokens);
        for name in names {
            tokens.append(Punct::new(':', Spacing::Joint));
            tokens.append(Punct::new(':', Spacing::Alone));
            tokens.append(Ident::new(name, Span::call_site()));
        }
    }
}

impl ToTokens for CratePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.0);
    }
}
