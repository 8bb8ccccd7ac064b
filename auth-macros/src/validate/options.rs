//! The valid places and values of options.

use super::place::Place;
use crate::ast::{Choice, ChoiceValue, List, path_text};
use crate::errors::Errors;
use crate::keywords::Setting;
use syn::Path;

/// Refuses options in a group. An option concerns the whole attribute.
pub(crate) fn check_place(list: &List, place: Place<'_>, mistakes: &mut Errors) {
    for Choice { word, setting, .. } in list.choices() {
        match (place, setting) {
            (Place::Attribute, _) => {}
            (Place::Group(_), _) => {
                let name = place.name();
                mistakes.at(
                    word,
                    format!(
                        "the option `{word}` stands in {name}, write it after the requirements \
                         instead"
                    ),
                );
            }
            (Place::Policy(_), Setting::Crate) => {
                mistakes.at(
                    word,
                    "`crate` is an option of the whole `policy!`, write `crate = \
                ::auth;` before the first policy",
                );
            }
            (Place::Policy(_), _) => mistakes.at(
                word,
                format!(
                    "the option `{word}` concerns a handler, write it in the `#[require(…)]` \
                that names the policy"
                ),
            ),
        }
    }
}

pub(crate) fn check_written_once<'a>(
    choices: impl Iterator<Item = &'a Choice>,
    mistakes: &mut Errors,
) {
    let mut seen: Vec<Setting> = Vec::new();
    for Choice { word, setting, .. } in choices {
        if seen.contains(setting) {
            mistakes.at(word, format!("duplicate option `{word}`, write it once"));
        }
        seen.push(*setting);
    }
}

/// Refuses `conceal` beside `report_only`, which refuses no request.
pub(crate) fn check_no_contradiction(list: &List, mistakes: &mut Errors) {
    let mut flags = list
        .choices()
        .filter(|choice| matches!(choice.setting, Setting::Conceal | Setting::ReportOnly));
    let first = flags.next();
    if let Some((first, second)) =
        first.and_then(|first| Some((first, flags.find(|other| other.setting != first.setting)?)))
    {
        let message = format!(
            "`{}` beside `{}`: `report_only` rejects no request that `conceal` could hide, \
             remove one of them",
            second.word, first.word
        );
        mistakes.at(&second.word, message);
    }
}

/// Requires a path that starts at a crate, so that it means the same in every place.
pub(crate) fn check_core_path<'a>(
    mut choices: impl Iterator<Item = &'a Choice>,
    mistakes: &mut Errors,
) -> Option<Path> {
    let path = choices.find_map(|choice| match &choice.value {
        ChoiceValue::Path(path) => Some(path.clone()),
        ChoiceValue::Flag | ChoiceValue::Rust(_) => None,
    })?;
    check_path_is_rooted(&path, mistakes);
    Some(path)
}

fn check_path_is_rooted(path: &Path, mistakes: &mut Errors) {
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    if path.leading_colon.is_some() || first == "crate" || first == "$crate" {
        return;
    }
    let text = path_text(path);
    let message = if first == "self" || first == "super" {
        format!("`crate` takes a path from a crate's root, write `crate::…` instead of `{text}`")
    } else {
        format!(
            "`crate` takes a path from a crate's root, write `::{text}` for a dependency or \
             `crate::{text}` for a module"
        )
    };
    mistakes.at(path, message);
}
