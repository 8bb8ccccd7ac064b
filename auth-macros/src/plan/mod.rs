//! Plans the generated code: its types, its argument, and their names.

mod argument_name;
mod crate_path;
mod handler_type;
mod names;
mod summary;

pub(crate) use self::crate_path::CratePath;
pub(crate) use self::handler_type::HandlerType;

use self::argument_name::ArgumentName;
use self::crate_path::listed;
use crate::ast::{Enumeration, PolicyEntry};
use crate::function::{Attribute, Handler};
use crate::keywords::Kind;
use crate::validate::{Named, Question, Requirements, Rule};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{LitStr, Path, Visibility};

/// A function behind a guard.
pub(crate) struct Guarded<'a> {
    pub(crate) root: CratePath,
    pub(crate) sibling: Option<Type>,
    pub(crate) handler: &'a Handler,
    pub(crate) argument: Argument,
    /// `None` for nearly every handler, which stays a function.
    pub(crate) handler_type: Option<HandlerType>,
    /// Line for the handler's documentation.
    pub(crate) documentation: Option<String>,
    /// Checks that the handler makes before its body runs, in order.
    pub(crate) questions: Vec<Question>,
    /// `true` if the added argument makes clippy count one too many.
    pub(crate) allow_many_arguments: bool,
}

/// A function that decides its rule in its body.
pub(crate) struct Asking<'a> {
    pub(crate) root: CratePath,
    pub(crate) handler: &'a Handler,
    /// Line for the function's documentation.
    pub(crate) documentation: Option<String>,
    /// `None` for an attribute with a mistake.
    pub(crate) inquiry: Option<Inquiry>,
}

/// The rule that a function decides about its caller.
pub(crate) struct Inquiry {
    /// Policy type in the body, so that the function may stand in an `impl`.
    pub(crate) local: Option<Type>,
    pub(crate) policy: Path,
    pub(crate) caller: TokenStream,
    /// `true` if the source of the caller must know the request.
    pub(crate) names_request: bool,
    pub(crate) only_reported: bool,
    pub(crate) questions: Vec<Question>,
}

/// A generated type and the meaning of its implementation.
pub(crate) struct Type {
    /// Attributes of the type.
    pub(crate) attributes: Vec<TokenTree>,
    /// Conditions of the type and of its implementation.
    pub(crate) cfgs: Vec<TokenTree>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) meaning: Meaning,
    /// First line of the handler's doc comments, for reports.
    pub(crate) doc: Option<LitStr>,
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

/// The proof that the argument carries.
pub(crate) enum Proof {
    Guard(Path),
    Never,
    /// The policy was decided and logged, with any result.
    ReportOnly(Path),
    Public(Ident),
    /// The policy is not denied yet, and may depend on the handler's checks.
    PendingGuard(Path),
}

/// An enum of values of one kind.
pub(crate) struct Values<'a> {
    pub(crate) root: CratePath,
    pub(crate) kind: Kind,
    pub(crate) visibility: &'a Visibility,
    pub(crate) name: &'a Ident,
    pub(crate) variants: Vec<Named>,
    /// `true` for an enum with a mistake. Its names are granted to no caller.
    pub(crate) refused: bool,
}

/// Number of arguments above which clippy's `too_many_arguments` warns.
const MANY: usize = 7;

/// Plans `#[require(…)]` without mistakes.
pub(crate) fn require(
    handler: &Handler,
    requirements: Requirements,
    root: CratePath,
) -> Guarded<'_> {
    let free = ArgumentName::free(&handler.arguments, "_guard");
    let name = free.argument(handler);
    let questions: Vec<Question> = requirements.rule.questions().into_iter().cloned().collect();
    let proof = |policy| match () {
        () if requirements.only_reported => Proof::ReportOnly(policy),
        () if questions.is_empty() => Proof::Guard(policy),
        () => Proof::PendingGuard(policy),
    };
    let summary = summary::summary(&requirements.rule, requirements.only_reported);
    let documentation = summary::can_document(handler).then(|| summary.clone());
    if let Some(path) = requirements.as_policy() {
        let argument = Argument { name, proof: proof(path.clone()) };
        return Guarded { documentation, ..guarded(handler, root, None, argument) };
    }
    let policy = names::type_name("__Require", free.number, &handler.name);
    let argument = Argument { name, proof: proof(policy.clone().into()) };
    let meaning = Meaning::Policy { rule: requirements.rule, concealed: requirements.concealed };
    let sibling = hidden(handler, policy, meaning, Some(summary));
    Guarded { documentation, questions, ..guarded(handler, root, Some(sibling), argument) }
}

/// Plans `#[require(…, from = …)]`. `None` stands for an attribute with a mistake.
pub(crate) fn asking(
    handler: &Handler,
    requirements: Option<Requirements>,
    root: CratePath,
) -> Asking<'_> {
    let documentation = requirements
        .as_ref()
        .filter(|_| summary::can_document(handler))
        .map(|requirements| summary::summary(&requirements.rule, requirements.only_reported));
    let inquiry = requirements.and_then(|requirements| inquiry(handler, requirements));
    Asking { root, handler, documentation, inquiry }
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
        doc: None,
    });
    Some(Inquiry { local, policy, caller: caller?, names_request, only_reported, questions })
}

/// Plans `#[public("…")]` without mistakes.
pub(crate) fn public(handler: &Handler, reason: LitStr, root: CratePath) -> Guarded<'_> {
    let free = ArgumentName::free(&handler.arguments, "_public");
    let name = names::type_name("__Public", free.number, &handler.name);
    let argument = Argument { name: free.argument(handler), proof: Proof::Public(name.clone()) };
    let sibling = hidden(handler, name, Meaning::Reason(reason), None);
    guarded(handler, root, Some(sibling), argument)
}

/// Plans an attribute with a mistake.
// SECURITY: the function stays, so that no other message hides the right one. Its guard never
// passes: if a macro drops the `compile_error!`, the handler is closed, not open.
pub(crate) fn refused(handler: &Handler, root: CratePath) -> Guarded<'_> {
    let free = ArgumentName::free(&handler.arguments, "_guard");
    guarded(handler, root, None, Argument { name: free.argument(handler), proof: Proof::Never })
}

/// Plans one entry of `policy!`. `None` stands for a rule with a mistake.
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
        // The mistake may be the spelling of the name. No lint needs to report it again.
        name.set_span(Span::call_site().located_at(name.span()));
    }
    Type { attributes, cfgs, visibility, name, meaning, doc: None }
}

/// Plans `#[derive(Role)]`. `None` stands for an enum with a mistake.
pub(crate) fn values(
    enumeration: &Enumeration,
    variants: Option<Vec<Named>>,
    root: CratePath,
) -> Values<'_> {
    let Enumeration { kind, visibility, name, .. } = enumeration;
    let refused = variants.is_none();
    // SECURITY: the values stay, so that no other message hides the right one. Their names are
    // granted to no caller.
    let refused_name = |variant: &Ident| {
        let name = LitStr::new(&format!("refused!{}", variant.unraw()), Span::call_site());
        Named { variant: variant.clone(), satisfied_by: vec![name.clone()], name }
    };
    let variants = variants.unwrap_or_else(|| {
        enumeration.variants.iter().map(|variant| refused_name(&variant.name)).collect()
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
    Guarded {
        root,
        sibling,
        handler,
        argument,
        handler_type: handler_type::handler_type(handler),
        documentation: None,
        questions: Vec::new(),
        allow_many_arguments,
    }
}

/// Returns the first line of the handler's doc comments that has text.
fn doc_line(handler: &Handler) -> Option<LitStr> {
    let line = handler.attributes.iter().find_map(Attribute::doc_line)?;
    Some(LitStr::new(&line, Span::call_site()))
}

fn hidden(handler: &Handler, name: Ident, meaning: Meaning, summary: Option<String>) -> Type {
    // Without the function, its type would be dead code.
    let cfgs = handler.attributes.iter().filter(|attribute| attribute.is("cfg"));
    let cfgs: Vec<TokenTree> = cfgs.flat_map(Attribute::tokens).cloned().collect();
    let summary = summary.map(|summary| quote!(#[doc = #summary]));
    let attributes = listed(quote!(#(#cfgs)* #[doc(hidden)] #summary));
    // A report reads the type of the first attribute only.
    let doc = handler.arguments.markers.is_empty().then(|| doc_line(handler)).flatten();
    Type { attributes, cfgs, visibility: handler.visibility.clone(), name, meaning, doc }
}
