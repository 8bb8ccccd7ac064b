//! Networks: `ip = "…"`.

use crate::tests::annotated::require;

#[test]
fn network_is_a_string() {
    require(
        r#"ip = ""
     ^^ empty `ip`, write a value between the quotes: `ip = "10.0.0.0/8"`"#,
    );
    require(
        r#"ip = 10.0.0.0/8
     ^^^^ `ip` takes a string, write `ip = "10.0.0.0/8"`"#,
    );
    require(
        r#"ip = localhost
     ^^^^^^^^^ `ip` takes a string, write `ip = "localhost"`"#,
    );
    require(
        r#"ip = Network::Office
     ^^^^^^^^^^^^^^^ `ip` has no typed values, write it in quotes: `ip = "…"`"#,
    );
}

#[test]
fn network_is_an_address_and_a_prefix() {
    require(
        r#"ip = "localhost"
     ^^^^^^^^^^^ `localhost` is not an address, write an address such as `192.0.2.1` or a network such as `10.0.0.0/8`"#,
    );
    require(
        r#"ip = "10.0.0/8"
     ^^^^^^^^^^ `10.0.0` is not an address, write an address such as `192.0.2.1` or a network such as `10.0.0.0/8`"#,
    );
    require(
        r#"ip = "010.0.0.1"
     ^^^^^^^^^^^ `010.0.0.1` is not an address, write an address such as `192.0.2.1` or a network such as `10.0.0.0/8`"#,
    );
    require(
        r#"ip = "10.0.0.0/33"
     ^^^^^^^^^^^^^ the prefix `/33` is too long, an address of this kind has 32 bits"#,
    );
    require(
        r#"ip = "::/129"
     ^^^^^^^^ the prefix `/129` is too long, an address of this kind has 128 bits"#,
    );
    require(
        r#"ip = "10.0.0.0/+8"
     ^^^^^^^^^^^^^ `/+8` is not a prefix, write a number of bits from `/0` to `/32` without sign and leading zeros"#,
    );
    require(
        r#"ip = "10.0.0.0/08"
     ^^^^^^^^^^^^^ `/08` is not a prefix, write a number of bits from `/0` to `/32` without sign and leading zeros"#,
    );
    require(
        r#"ip = "10.0.0.0/"
     ^^^^^^^^^^^ `/` is not a prefix, write a number of bits from `/0` to `/32` without sign and leading zeros"#,
    );
    require(
        r#"ip = "10.0.0.0/-1"
     ^^^^^^^^^^^^^ `/-1` is not a prefix, write a number of bits from `/0` to `/32` without sign and leading zeros"#,
    );
    require(
        r#"ip = "10.0.0.0/8/8"
     ^^^^^^^^^^^^^^ `/8/8` is not a prefix, write a number of bits from `/0` to `/32` without sign and leading zeros"#,
    );
    require(
        r#"ip = "10.0.0.0/255.0.0.0"
     ^^^^^^^^^^^^^^^^^^^^ `/255.0.0.0` is a mask, write how many bits count, for example `/8`"#,
    );
    require(
        r#"ip = " 10.0.0.0/8"
     ^^^^^^^^^^^^^ white space around the value would be part of it, write `ip = "10.0.0.0/8"`"#,
    );
}

#[test]
fn network_has_no_host_bits() {
    require(
        r#"ip = "10.1.2.3/8"
     ^^^^^^^^^^^^ `10.1.2.3/8` has host bits, did you mean `10.0.0.0/8`?"#,
    );
    require(
        r#"ip = "fd00::1/8"
     ^^^^^^^^^^^ `fd00::1/8` has host bits, did you mean `fd00::/8`?"#,
    );
    require(
        r#"ip = "0.0.0.1/0"
     ^^^^^^^^^^^ `0.0.0.1/0` has host bits, did you mean `0.0.0.0/0`?"#,
    );
}

#[test]
fn address_is_written_in_one_way() {
    require(
        r#"ip = "::ffff:10.0.0.0/104"
     ^^^^^^^^^^^^^^^^^^^^^ `::ffff:10.0.0.0/104` is an IPv4 address in an IPv6 one, write `10.0.0.0/8`"#,
    );
    require(
        r#"ip = "::ffff:10.0.0.1"
     ^^^^^^^^^^^^^^^^^ `::ffff:10.0.0.1` is an IPv4 address in an IPv6 one, write `10.0.0.1`"#,
    );
    require(
        r#"ip = "fe80::1%eth0"
     ^^^^^^^^^^^^^^ `fe80::1%eth0` has a zone, which is local to one machine: write `fe80::1`"#,
    );
    require(
        r#"ip = "[::1]"
     ^^^^^^^ `[::1]` is an address in brackets, write `::1`"#,
    );
    require(
        r#"ip = "[::1]:80"
     ^^^^^^^^^^ `[::1]:80` is an address with a port, write the address alone"#,
    );
    require(
        r#"ip = "10.0.0.1:80"
     ^^^^^^^^^^^^^ `10.0.0.1:80` is an address with a port, write the address alone"#,
    );
}

#[test]
fn no_network_lies_in_another() {
    require(
        r#"ip = "10.0.0.0/8" | "10.1.0.0/16"
                    ^^^^^^^^^^^^^ `"10.1.0.0/16"` lies inside of `"10.0.0.0/8"`, remove it"#,
    );
    require(
        r#"ip = "10.1.0.0/16" | "10.0.0.0/8" | "fd00::/8"
     ^^^^^^^^^^^^^ `"10.1.0.0/16"` lies inside of `"10.0.0.0/8"`, remove it"#,
    );
    require(
        r#"ip = "10.0.0.1" | "10.0.0.1/32"
                  ^^^^^^^^^^^^^ `"10.0.0.1/32"` is the same network as `"10.0.0.1"`, remove one of them"#,
    );
    require(
        r#"ip = "10.0.0.0/8" | "10.0.0.0/8"
                    ^^^^^^^^^^^^ duplicate value `"10.0.0.0/8"`, remove it"#,
    );
    require(
        r#"ip = "10.0.0.0/8", ip = "10.1.0.0/16"
^^^^^^^^^^^^^^^^^ `ip = "10.0.0.0/8"` is redundant, each caller that meets `ip = "10.1.0.0/16"` also meets it: remove one of them"#,
    );
    require(
        r#"any(ip = "10.0.0.0/8", ip = "10.1.0.0/16" | "fd00::/8")
                            ^^^^^^^^^^^^^ `ip = "10.1.0.0/16"` is an alternative of `any(…)` already, remove it here"#,
    );
    require(
        r#"any(ip = "10.1.0.0/16" | "fd00::/8", ip = "10.0.0.0/8")
         ^^^^^^^^^^^^^ `ip = "10.1.0.0/16"` is an alternative of `any(…)` already, remove it here"#,
    );
}
