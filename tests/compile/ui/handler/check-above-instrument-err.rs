use auth_core::require;
use tracing::instrument;

#[require(check(author == identity.subject()))]
#[instrument(skip_all, err)]
async fn delete_post(author: String) -> Result<u64, std::num::ParseIntError> {
    author.parse()
}

fn main() {}
