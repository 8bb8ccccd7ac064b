//! One process of several: `api URL CACHED_FOR_MILLISECONDS`. It prints its address.

use std::time::Duration;

use auth_redis::RedisRevocations;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Another package of the workspace may enable a second provider.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("expected the URL of Redis")?;
    let cached_for = arguments.next().unwrap_or_default().parse().map(Duration::from_millis)?;
    let revocations = RedisRevocations::connect(&url).await?.cached_for(cached_for);
    println!("{}", processes::api::serve(revocations).await);
    // The test ends this process with its standard input.
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()))
        .await??;
    Ok(())
}
