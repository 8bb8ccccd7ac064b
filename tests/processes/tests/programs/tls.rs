//! TLS between the program and Redis, with certificates of a private root.

use std::process::Stdio;
use std::time::Duration;

use auth_redis::RedisRevocations;
use processes::server::{Data, RedisServer};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::process::{Process, command};

/// A certificate of `host` and its key, and the root that signed it, in PEM.
fn certificate(host: &str) -> [String; 3] {
    let mut root = CertificateParams::default();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new([host.to_owned()]).unwrap().signed_by(&key, &root).unwrap();
    [certificate.pem(), key.serialize_pem(), root.pem()]
}

#[tokio::test]
async fn s57_revocations_go_over_tls() {
    let folder = std::env::temp_dir().join(format!("auth-redis-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| folder.join(name).into_os_string().into_string().unwrap();
    for (host, accepted) in [("127.0.0.1", true), ("redis.example", false)] {
        for (name, pem) in ["certificate", "key", "root"].into_iter().zip(certificate(host)) {
            std::fs::write(file(name), pem).unwrap();
        }
        let files = [file("certificate"), file("key"), file("root")];
        let server = RedisServer::start(
            Data::Kept,
            &[
                "--tls-cert-file",
                &files[0],
                "--tls-key-file",
                &files[1],
                "--tls-ca-cert-file",
                &files[2],
                "--tls-auth-clients",
                "no",
            ],
        );
        RedisRevocations::connect(&server.url()).await.unwrap().initialize().await.unwrap();
        let tls = server.serve_tls();
        // Only its own root counts.
        let mut trusting = command(&tls, Duration::ZERO);
        trusting.env("SSL_CERT_FILE", &files[2]);
        if accepted {
            let mut process = Process::run(trusting).await;
            assert!(process.client.revoke("user/alice/100").await);
            assert_eq!(process.client.me("alice.1.100").await, 401);
            assert_eq!(process.client.me("bob.1.100").await, 200);
        } else {
            let status = trusting.stdin(Stdio::null()).stderr(Stdio::null()).status().unwrap();
            assert!(!status.success());
        }
        let mut doubting = command(&tls, Duration::ZERO);
        doubting.stdin(Stdio::null()).stderr(Stdio::null()).env_remove("SSL_CERT_FILE");
        assert!(!doubting.status().unwrap().success());
    }
    std::fs::remove_dir_all(folder).unwrap();
}
