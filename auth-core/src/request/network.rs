//! Networks of addresses, such as that of `ip = "10.0.0.0/8"`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An address and the number of its leading bits that count.
///
/// An IPv4-mapped IPv6 address is treated as the IPv4 address.
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
    /// Creates a network of IPv4 addresses. `prefix` is at most 32; bits behind it do not count.
    #[must_use]
    pub const fn v4(address: [u8; 4], prefix: u8) -> Self {
        let [a, b, c, d] = address;
        Self { address: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), prefix }
    }

    /// Creates a network of IPv6 addresses. `prefix` is at most 128; bits behind it do not count.
    #[must_use]
    pub const fn v6(address: [u16; 8], prefix: u8) -> Self {
        let [first, second, third, fourth, fifth, sixth, seventh, eighth] = address;
        let address = Ipv6Addr::new(first, second, third, fourth, fifth, sixth, seventh, eighth);
        Self { address: IpAddr::V6(address), prefix }
    }

    /// Returns whether `address` is in the network.
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
            // SECURITY: `::/0` must not contain all IPv4 addresses. The families have no common
            // bits.
            _ => false,
        }
    }

    /// Returns the first address of the network, and the one behind its last.
    #[cfg(feature = "access")]
    pub(crate) fn bounds(&self) -> (IpAddr, Option<IpAddr>) {
        match self.address {
            IpAddr::V4(address) => {
                let host = u32::MAX.checked_shr(self.prefix.into()).unwrap_or(0);
                let (first, last) = (address.to_bits() & !host, address.to_bits() | host);
                let behind = last.checked_add(1).map(Ipv4Addr::from_bits);
                (Ipv4Addr::from_bits(first).into(), behind.map(IpAddr::V4))
            }
            IpAddr::V6(address) => {
                let host = u128::MAX.checked_shr(self.prefix.into()).unwrap_or(0);
                let (first, last) = (address.to_bits() & !host, address.to_bits() | host);
                let behind = last.checked_add(1).map(Ipv6Addr::from_bits);
                (Ipv6Addr::from_bits(first).into(), behind.map(IpAddr::V6))
            }
        }
    }

    /// Returns whether `address` is of the same family. It must not be an IPv4-mapped one.
    pub(crate) const fn is_of_family(&self, address: IpAddr) -> bool {
        self.address.is_ipv4() == address.is_ipv4()
    }

    /// Returns whether the prefix is too long for the address. Such a network is empty.
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

    /// Parses an address, or an address with a slash and a prefix.
    ///
    /// # Errors
    ///
    /// [`NetworkError`] for any other string, and if bits behind the prefix are not zero.
    fn from_str(string: &str) -> Result<Self, NetworkError> {
        let (address, prefix) = match string.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (string, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError(()))?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => most,
            // SECURITY: Rust's parser accepts `+8` and `08`. Other programs that read the same list
            // reject them or read `08` as octal.
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

/// Error for a string that is not a network.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NetworkError(());

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a network: write an address such as `192.0.2.1`, or one whose bits behind the \
             prefix are zero, such as `10.0.0.0/8`; write an IPv4-mapped address as IPv4",
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
    fn s37_mapped_address_is_an_ipv4_address() {
        assert!(contains("10.0.0.0/8", "::ffff:10.255.0.1"));
        assert!(!contains("10.0.0.0/8", "::10.255.0.1"));
        assert!(!contains("::/0", "10.0.0.1") && !contains("::/0", "::ffff:10.0.0.1"));
        assert!(!contains("0.0.0.0/0", "2001:db8::1"));
        assert!("::ffff:10.0.0.0/104".parse::<Network>().is_err());
    }

    #[test]
    fn network_contains_addresses_with_its_prefix() {
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
    fn invalid_network_is_rejected() {
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
