//! Certificates of the issuers, signed by private roots that are made at each start.

use std::sync::{Arc, LazyLock};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate that an issuer presents.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Certificate {
    /// A certificate that a client of [`root`] accepts.
    Good,
    /// A certificate for another host.
    OtherHost,
    /// A certificate that has expired.
    Expired,
    /// A certificate that another root has signed.
    UnknownRoot,
}

/// The acceptors for each certificate.
struct Acceptors {
    root: String,
    good: TlsAcceptor,
    other_host: TlsAcceptor,
    expired: TlsAcceptor,
    unknown_root: TlsAcceptor,
}

static ACCEPTORS: LazyLock<Acceptors> = LazyLock::new(|| {
    let hosts = ["localhost", "127.0.0.1"];
    let root = root_named("root of the tests");
    let other = root_named("another root");
    let mut expired = parameters(&hosts);
    expired.not_before = date_time_ymd(2020, 1, 1);
    expired.not_after = date_time_ymd(2020, 1, 2);
    Acceptors {
        root: root.pem(),
        good: acceptor(&parameters(&hosts), &root),
        other_host: acceptor(&parameters(&["issuer.example"]), &root),
        expired: acceptor(&expired, &root),
        unknown_root: acceptor(&parameters(&hosts), &other),
    }
});

/// Returns the certificate of the private root in PEM.
pub fn root() -> &'static str {
    &ACCEPTORS.root
}

impl Certificate {
    /// Returns the acceptor of connections that presents this certificate.
    pub fn acceptor(self) -> &'static TlsAcceptor {
        match self {
            Self::Good => &ACCEPTORS.good,
            Self::OtherHost => &ACCEPTORS.other_host,
            Self::Expired => &ACCEPTORS.expired,
            Self::UnknownRoot => &ACCEPTORS.unknown_root,
        }
    }
}

fn root_named(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = parameters(&[]);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

fn parameters(hosts: &[&str]) -> CertificateParams {
    CertificateParams::new(hosts.iter().map(|&host| host.to_owned()).collect::<Vec<_>>()).unwrap()
}

fn acceptor(parameters: &CertificateParams, root: &CertifiedIssuer<'_, KeyPair>) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.signed_by(&key, root).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
