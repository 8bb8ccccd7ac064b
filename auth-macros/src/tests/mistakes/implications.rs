//! Implications: `implies = […]`.

use crate::keywords::Kind;
use crate::tests::annotated::derive;

#[test]
fn implications_are_a_list_of_variants() {
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies)] A, B }
                   ^^^^^^^ `implies` takes a list of variants: write `#[role(implies = [Other])]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = B)] A, B }
                             ^ `implies` takes a list of variants: write `#[role(implies = [Other])]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies(B))] A, B }
                          ^ `implies` takes a list of variants: write `#[role(implies = [Other])]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = ["b"])] A, B }
                              ^^^ a variant is named without quotes: write `#[role(implies = [Other])]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [Role::B])] A, B }
                                  ^ a variant of the same enum is named alone, without a path"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [Self::B])] A, B }
                                  ^ a variant of the same enum is named alone, without a path"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [B C])] A, B, C }
                                ^ expected the name of a variant: write `#[role(implies = [Other])]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [])] A, B }
                             ^^ an empty list implies nothing, name a variant or remove it"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [7])] A, B }
                              ^ expected the name of a variant: write `#[role(implies = [Other])]`"#,
    );
}

#[test]
fn implied_variant_is_known() {
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [Editr, X])] Admin, Editor }
                              ^^^^^ `Role` has no variant `Editr`, did you mean `Editor`?
                                     ^ `Role` has no variant `X`, write one of its variants"#,
    );
}

#[test]
fn implication_is_written_once() {
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [B, B])] A, B }
                                 ^ `A` implies `B` already, remove it"#,
    );
    derive(
        Kind::Role,
        r#"enum Role {
    #[role(implies = [Editor, Editor])]
                              ^^^^^^ `Admin` implies `Editor` already, remove it
    Admin,
    Editor,
}"#,
    );
}

#[test]
fn no_variant_implies_itself() {
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [A])] A, B }
                              ^ `A` implies itself, remove it"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [B])] A, #[role(implies = [A])] B }
                                                        ^ `B` implies itself in a cycle, `B` → `A` → `B`: remove one of these implications"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [B])] A, #[role(implies = [C])] B, #[role(implies = [D, A])] C, D }
                                                                                     ^ `C` implies itself in a cycle, `C` → `A` → `B` → `C`: remove one of these implications"#,
    );
    derive(
        Kind::Role,
        r#"enum Role {
    #[role(implies = [Editor])]
    Admin,
    #[role(implies = [Viewer])]
    Editor,
    #[role(implies = [Admin])]
                      ^^^^^ `Viewer` implies itself in a cycle, `Viewer` → `Admin` → `Editor` → `Viewer`: remove one of these implications
    Viewer,
}"#,
    );
    derive(
        Kind::Role,
        r#"enum Role {
    #[role(implies = [Admin])]
                      ^^^^^ `Admin` implies itself, remove it
    Admin,
}"#,
    );
}
