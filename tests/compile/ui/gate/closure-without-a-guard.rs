use auth_core::access::guarded;

fn main() {
    let _ = guarded(async || "health");
    let _ = guarded(|| async { "health" });
}
