//! Networks of addresses: what `ip = "10.0.0.0/8"` compares with.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A network: an address and how many of its leading bits count. An IPv4-mapped IPv6 address is the IPv4 address.
///
/// ```
/// use auth_core::request::Network;
///
/// let office: Network = "10.0.0.0/8".parse()?;
/// assert!(office.contains("10.1.2.3".parse()?));
/// assert!(office.contains("::ffff:10.1.2.3".parse()?));
/// assert!("10.1.2.3/8".parse::<Network>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// A network of IPv4 addresses; `prefix` is at most 32. Bits behind the prefix do not count.
    #[must_use]
    pub const fn v4(address: [u8; 4], prefix: u8) -> Self {
        let [a, b, c, d] = address;
        Self { address: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), prefix }
    }

    /// A network of IPv6 addresses, as eight groups; `prefix` is at most 128. Bits behind the prefix do not count.
    #[must_use]
    pub const fn v6(address: [u16; 8], prefix: u8) -> Self {
        let [first, second, third, fourth, fifth, sixth, seventh, eighth] = address;
        let address = Ipv6Addr::new(first, second, third, fourth, fifth, sixth, seventh, eighth);
        Self { address: IpAddr::V6(address), prefix }
    }

    /// Whether `address` lies inside.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let mask =
                    u32::MAX.checked_shl(32_u32.saturating_sub(self.prefix.into())).unwrap_or(0);
                self.prefix <= 32 && (network.to_bits() ^ address.to_bits()) & mask == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let mask =
                    u128::MAX.checked_shl(128_u32.saturating_sub(self.prefix.into())).unwrap_or(0);
                self.prefix <= 128 && (network.to_bits() ^ address.to_bits()) & mask == 0
            }
            // SECURITY: addresses of two kinds have no bits in common, whatever the prefix; `::/0` is no IPv4 address's network.
            _ => false,
        }
    }

    /// Returns whether `address`, which is no IPv4-mapped one, is of the same family.
    pub(crate) const fn is_of_family(&self, address: IpAddr) -> bool {
        self.address.is_ipv4() == address.is_ipv4()
    }

    /// Whether the prefix is too long for the address: such a network holds nothing.
    pub(crate) const fn is_impossible(&self) -> bool {
        match self.address {
            IpAddr::V4(_) => self.prefix > 32,
            IpAddr::V6(_) => self.prefix > 128,
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    /// Reads an address, or an address, a slash and a prefix. Bits behind the prefix must be zero.
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError(()))?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => most,
            // SECURITY: `+8` and `08` are numbers to Rust's parser, and other things to other programs that read the same list.
            Some(prefix) if prefix.len() > 1 && prefix.starts_with('0') => {
                return Err(NetworkError(()));
            }
            Some(prefix) if !prefix.bytes().all(|byte| byte.is_ascii_digit()) => {
                return Err(NetworkError(()));
            }
            Some(prefix) => prefix.parse().map_err(|_| NetworkError(()))?,
        };
        let network = Self { address, prefix };
        if network.is_impossible() || network.has_host_bits() || address.to_canonical() != address {
            return Err(NetworkError(()));
        }
        Ok(network)
    }
}

impl Network {
    fn has_host_bits(&self) -> bool {
        match self.address {
            IpAddr::V4(address) => {
                address.to_bits().checked_shl(self.prefix.into()).unwrap_or(0) != 0
            }
            IpAddr::V6(address) => {
                address.to_bits().checked_shl(self.prefix.into()).unwrap_or(0) != 0
            }
        }
    }
}

/// A text that is no network.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NetworkError(());

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a network: write an address such as `192.0.2.1`, or one whose bits behind the prefix are zero, such as \
             `10.0.0.0/8`; write an IPv4-mapped address as IPv4",
        )
    }
}

impl std::error::Error for NetworkError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(network: &str, address: &str) -> bool {
        network.parse::<Network>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn s37_mapped_addresses_are_ipv4_addresses() {
        assert!(contains("10.0.0.0/8", "::ffff:10.255.0.1"));
        assert!(!contains("10.0.0.0/8", "::10.255.0.1"));
        assert!(!contains("::/0", "10.0.0.1") && !contains("::/0", "::ffff:10.0.0.1"));
        assert!(!contains("0.0.0.0/0", "2001:db8::1"));
        assert!("::ffff:10.0.0.0/104".parse::<Network>().is_err());
    }

    #[test]
    fn prefixes_count_leading_bits() {
        assert!(contains("0.0.0.0/0", "255.255.255.255") && contains("::/0", "ff::1"));
        assert!(contains("192.0.2.1", "192.0.2.1") && !contains("192.0.2.1", "192.0.2.0"));
        assert!(
            contains("192.0.2.1/32", "192.0.2.1") && contains("2001:db8::1/128", "2001:db8::1")
        );
        assert!(contains("192.0.2.0/31", "192.0.2.1") && !contains("192.0.2.0/31", "192.0.2.2"));
        assert!(contains("fd00::/8", "fdff::1") && !contains("fd00::/8", "fe00::1"));
        assert!(!Network::v4([0; 4], 33).contains(IpAddr::V4(Ipv4Addr::UNSPECIFIED)));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "",
            "10.0.0.0/33",
            "10.0.0.1/8",
            "10.0.0/8",
            "10.0.0.0/+8",
            "10.0.0.0/08",
            "10.0.0.0/",
            "::/129",
            "fd00::1/8",
            "10.0.0.0/8/8",
            " 10.0.0.0/8",
            "010.0.0.0/8",
            "10.0.0.0/-1",
            "[::1]",
            "host",
            "fe80::1%eth0",
        ] {
            assert!(text.parse::<Network>().is_err(), "{text:?}");
        }
    }
}
