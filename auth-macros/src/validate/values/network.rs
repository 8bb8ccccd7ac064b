//! Networks of addresses, such as `ip = "10.0.0.0/8"`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Network {
    pub(crate) address: IpAddr,
    pub(crate) prefix: u8,
}

impl Network {
    /// Returns the network, or a message that says what to write.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let (address_text, prefix) =
            text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address_text.parse().map_err(|_| no_address(address_text))?;
        let length = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(length), |prefix| read_prefix(prefix, length))?;
        let network = Self { address, prefix };
        if let Some(mapped) = network.mapped() {
            return Err(format!("`{text}` is an IPv4 address in an IPv6 one, write `{mapped}`"));
        }
        let right = Self { address: network.without_host_bits(), prefix };
        if right != network {
            return Err(format!("`{text}` has host bits, did you mean `{right}`?"));
        }
        Ok(network)
    }

    pub(crate) fn lies_in(&self, outer: &Self) -> bool {
        let same_kind = self.address.is_ipv4() == outer.address.is_ipv4();
        let cut = Self { address: self.address, prefix: outer.prefix };
        same_kind && self.prefix >= outer.prefix && cut.without_host_bits() == outer.address
    }

    /// Returns whether one network contains the other. If not, they share no address.
    pub(crate) fn misses(&self, other: &Self) -> bool {
        !self.lies_in(other) && !other.lies_in(self)
    }

    fn without_host_bits(&self) -> IpAddr {
        let prefix = u32::from(self.prefix);
        match self.address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix)).unwrap_or(0);
                Ipv4Addr::from_bits(address.to_bits() & mask).into()
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128_u32.saturating_sub(prefix)).unwrap_or(0);
                Ipv6Addr::from_bits(address.to_bits() & mask).into()
            }
        }
    }

    /// Requests over IPv4 have IPv4 addresses, also if the socket shows IPv6. A mapped network
    /// would match none.
    fn mapped(&self) -> Option<Self> {
        let IpAddr::V6(address) = self.address else { return None };
        let inner = Self {
            address: address.to_ipv4_mapped()?.into(),
            prefix: self.prefix.saturating_sub(96),
        };
        Some(Self { address: inner.without_host_bits(), prefix: inner.prefix })
    }
}

fn read_prefix(text: &str, length: u8) -> Result<u8, String> {
    if text.contains(['.', ':']) {
        return Err(format!("`/{text}` is a mask, write how many bits count, for example `/8`"));
    }
    // Rust parses `+8` and `08`. Other programs may parse them differently.
    let strict =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    let prefix = text.parse::<u32>().ok().filter(|_| strict);
    let prefix = prefix.ok_or_else(|| {
        format!(
            "`/{text}` is not a prefix, write a number of bits from `/0` to `/{length}` \
        without sign and leading zeros"
        )
    })?;
    u8::try_from(prefix).ok().filter(|prefix| *prefix <= length).ok_or_else(|| {
        format!("the prefix `/{text}` is too long, an address of this kind has {length} bits")
    })
}

fn no_address(text: &str) -> String {
    const WRITE: &str = "write an address such as `192.0.2.1` or a network such as `10.0.0.0/8`";
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let without_zone = text.split('%').next().unwrap_or_default();
    if let Some(inner) = inner.filter(|inner| inner.parse::<Ipv6Addr>().is_ok()) {
        return format!("`{text}` is an address in brackets, write `{inner}`");
    }
    if without_zone != text && without_zone.parse::<Ipv6Addr>().is_ok() {
        return format!(
            "`{text}` has a zone, which is local to one machine: write `{without_zone}`"
        );
    }
    if text.parse::<std::net::SocketAddr>().is_ok() {
        return format!("`{text}` is an address with a port, write the address alone");
    }
    format!("`{text}` is not an address, {WRITE}")
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.address.fmt(f)?;
        let is_single = self.prefix == if self.address.is_ipv4() { 32 } else { 128 };
        if is_single { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        Network::read(text).unwrap()
    }

    #[test]
    fn networks_lie_in_networks_or_beside_them() {
        for (inner, outer) in [
            ("10.1.0.0/16", "10.0.0.0/8"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("255.255.255.255", "0.0.0.0/0"),
            ("fd00::1", "fd00::/8"),
            ("fd00::/8", "::/0"),
        ] {
            assert!(network(inner).lies_in(&network(outer)), "{inner} {outer}");
            assert_eq!(network(outer).lies_in(&network(inner)), inner == outer, "{inner} {outer}");
            assert!(!network(inner).misses(&network(outer)));
        }
        for (one, other) in
            [("10.0.0.0/8", "11.0.0.0/8"), ("0.0.0.0/0", "::/0"), ("fd00::/8", "fe00::/8")]
        {
            assert!(network(one).misses(&network(other)), "{one} {other}");
        }
    }

    #[test]
    fn address_alone_is_the_network_of_itself() {
        assert_eq!(network("192.0.2.1"), network("192.0.2.1/32"));
        assert_eq!(network("2001:DB8::1"), network("2001:db8:0::1/128"));
    }
}
