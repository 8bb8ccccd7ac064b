//! The authentication of one request: what it presented, and what came of it, asked for once and at once where that can be.

use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use tokio::sync::{Mutex, MutexGuard};

use crate::auth::Config;
use crate::authn::revocation::{
    InMemoryRevocations, RevocationError, RevocationStatus, Revocations, Store,
};
use crate::authn::{Authenticating, AuthenticationError};
use crate::identity::Identity;
use crate::rejection::Rejection;
use crate::rejection::reason::{UnauthorizedReason, UnavailableReason};
use crate::request::credentials::{CredentialSource, Credentials, CredentialsError};
use crate::request::headers::HeaderSource;
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

/// The authentication of one request.
pub(crate) struct OnceAuthentication {
    config: Arc<Config>,
    presented: Presented,
    /// What came of credentials that were recognised on arrival.
    recognised: Option<Outcome>,
    outcome: OnceLock<Outcome>,
    /// What only those need who present what nobody remembers.
    unfamiliar: OnceLock<Box<Unfamiliar>>,
}

/// Credentials that have to be read.
struct Unfamiliar {
    /// What was presented, read, and the place of whose it is to judge.
    credentials: Result<Option<(usize, Credentials)>, CredentialsError>,
    /// Held while the authenticator is asked.
    waiting: Mutex<()>,
}

/// What authentication came to.
pub(crate) enum Outcome {
    Anonymous,
    Known { identity: Identity, now: Timestamp },
    Refused(Box<Rejection>),
}

/// How far it has come.
enum Step<'s> {
    Start,
    Authenticating(Case, Authenticating<'s>),
    /// Good by themselves; this store has the last word.
    Authenticated(Case, Identity, &'s dyn Revocations),
    Done(Outcome),
}

/// Credentials before their judge.
#[derive(Clone, Copy)]
struct Case {
    scheme: Scheme,
    now: Timestamp,
}

impl OnceAuthentication {
    pub(crate) fn new(config: &Arc<Config>, headers: &impl HeaderSource) -> Self {
        let fields = config.installed.iter().filter_map(|installed| match &installed.source {
            CredentialSource::Authorization => None,
            CredentialSource::Header(name) => Some(Values::of(headers, name)),
        });
        let fields: Vec<_> = fields.collect();
        let mut values = headers.values(&AUTHORIZATION);
        let mut recognised = None;
        let authorization = match (values.next(), values.next()) {
            (None, _) => Values::None,
            (Some(_), Some(_)) => Values::Several,
            (Some(value), None) => {
                // SECURITY: whoever presents anything beside it may be two callers in one, and goes the long way.
                if Values::are_none(&fields) {
                    recognised = Self::recognise(config, value.as_bytes());
                }
                if recognised.is_some() {
                    Values::Recognised
                } else {
                    Values::One(value.into_owned())
                }
            }
        };
        Self {
            config: Arc::clone(config),
            presented: Presented { authorization, fields },
            recognised,
            outcome: OnceLock::new(),
            unfamiliar: OnceLock::new(),
        }
    }

    /// Who presents the value of `Authorization`, if an authenticator remembers those very bytes: they were read and judged before.
    /// What is not remembered is left unread until somebody asks.
    fn recognise(config: &Config, field: &[u8]) -> Option<Outcome> {
        let Store::Memory(revocations) = &config.revocations else { return None };
        let (case, answer) = Self::recall(config, field)?;
        Some(case.judge(config, revocations, answer))
    }

    fn recall(
        config: &Config,
        field: &[u8],
    ) -> Option<(Case, Result<Identity, AuthenticationError>)> {
        let (installed, token) = config.installed.iter().find_map(|installed| {
            let (scheme, token) = field.split_at_checked(installed.scheme.as_str().len())?;
            let named = scheme.eq_ignore_ascii_case(installed.scheme.as_str().as_bytes());
            let token = token
                .strip_prefix(b" ")
                .filter(|_| named && installed.source == CredentialSource::Authorization)?;
            Some((installed, token))
        })?;
        let now = config.space.now();
        let answer = installed.authenticator.recall(token, now)?;
        Some((Case { scheme: installed.scheme, now }, answer))
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn presents_nothing(&self) -> bool {
        self.presented.is_nothing()
    }

    /// The fields that caches do not know to be private, of those that the request presents: whatever came of them, and whether or not
    /// anybody asked, so that answers do not differ by who was asked about.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &HeaderName> {
        let names = self.config.installed.iter().filter_map(|installed| match &installed.source {
            CredentialSource::Authorization => None,
            CredentialSource::Header(name) => Some(name),
        });
        let presented = names.zip(&self.presented.fields);
        presented.filter(|(_, values)| !matches!(values, Values::None)).map(|(name, _)| name)
    }

    /// What comes of it: the authenticator is asked once, whoever else asks meanwhile.
    pub(crate) async fn outcome(&self) -> &Outcome {
        match self.at_once() {
            Ok(outcome) => outcome,
            // Boxed: whoever waits can afford it, and everybody else's futures stay small.
            Err((step, turn)) => Box::pin(self.later(step, turn)).await,
        }
    }

    fn known(&self) -> Option<&Outcome> {
        self.recognised.as_ref().or_else(|| self.outcome.get())
    }

    fn at_once(&self) -> Result<&Outcome, (Step<'_>, Option<MutexGuard<'_, ()>>)> {
        if let Some(outcome) = self.known() {
            return Ok(outcome);
        }
        // Whoever comes while another one asks waits for that answer.
        let Ok(turn) = self.unfamiliar().waiting.try_lock() else {
            return Err((Step::Start, None));
        };
        if let Some(outcome) = self.outcome.get() {
            return Ok(outcome);
        }
        match self.start() {
            Step::Done(outcome) => Ok(self.outcome.get_or_init(|| outcome)),
            step => Err((step, Some(turn))),
        }
    }

    async fn later<'s>(
        &'s self,
        mut step: Step<'s>,
        turn: Option<MutexGuard<'s, ()>>,
    ) -> &'s Outcome {
        let _turn = match turn {
            Some(turn) => turn,
            None => self.unfamiliar().waiting.lock().await,
        };
        loop {
            if let Some(outcome) = self.outcome.get() {
                return outcome;
            }
            step = match step {
                Step::Start => self.start(),
                Step::Authenticating(case, authenticating) => {
                    match self.within_deadline(authenticating).await {
                        Ok(answer) => self.judge(case, answer),
                        Err(outcome) => Step::Done(outcome),
                    }
                }
                Step::Authenticated(case, identity, store) => {
                    Step::Done(self.ask_standing(case, identity, store).await)
                }
                Step::Done(outcome) => return self.outcome.get_or_init(|| outcome),
            };
        }
    }

    fn unfamiliar(&self) -> &Unfamiliar {
        self.unfamiliar.get_or_init(|| {
            Box::new(Unfamiliar { credentials: self.read(), waiting: Mutex::const_new(()) })
        })
    }

    fn start(&self) -> Step<'_> {
        if let (Store::Other(_), Values::One(field)) =
            (&self.config.revocations, &self.presented.authorization)
            && Values::are_none(&self.presented.fields)
            && let Some((case, answer)) = Self::recall(&self.config, field.as_bytes())
        {
            return self.judge(case, answer);
        }
        let (authenticator, credentials) = match &self.unfamiliar().credentials {
            Ok(Some((authenticator, credentials))) => (*authenticator, credentials),
            Ok(None) => return Step::Done(Outcome::Anonymous),
            Err(error) => {
                let reason = UnauthorizedReason::MalformedCredentials(error.clone());
                let rejection = Rejection::unauthorized(reason, &self.config.space);
                return Step::Done(Outcome::Refused(Box::new(rejection)));
            }
        };
        let Some(installed) = self.config.installed.get(authenticator) else {
            return Step::Done(Outcome::Anonymous);
        };
        let now = self.config.space.now();
        let case = Case { scheme: installed.scheme, now };
        let mut authenticating = installed.authenticator.authenticate(credentials, now);
        // What is known at once needs neither a timer nor the memory for one.
        let first =
            std::pin::Pin::new(&mut authenticating).poll(&mut Context::from_waker(Waker::noop()));
        match first {
            Poll::Ready(answer) => self.judge(case, answer),
            Poll::Pending => Step::Authenticating(case, authenticating),
        }
    }

    fn judge(&self, case: Case, answer: Result<Identity, AuthenticationError>) -> Step<'_> {
        match (answer, &self.config.revocations) {
            (Ok(identity), Store::Other(store)) => Step::Authenticated(case, identity, &**store),
            (Err(error), Store::Other(_)) => Step::Done(case.refuse(&self.config, error)),
            (answer, Store::Memory(memory)) => Step::Done(case.judge(&self.config, memory, answer)),
        }
    }

    async fn ask_standing(
        &self,
        case: Case,
        identity: Identity,
        store: &dyn Revocations,
    ) -> Outcome {
        let standing = match self.within_deadline(store.standing(&identity, case.now)).await {
            Ok(standing) => standing,
            Err(outcome) => return outcome,
        };
        match standing {
            Ok(RevocationStatus::Good) => case.known_as(&self.config, identity),
            Ok(RevocationStatus::Revoked) => {
                case.refuse(&self.config, AuthenticationError::Revoked)
            }
            Err(error) => case.refuse(
                &self.config,
                AuthenticationError::unavailable(RevocationError::new(error)),
            ),
        }
    }

    /// SECURITY: an authenticator that hangs must not hold the request, nor let it through (S39).
    async fn within_deadline<F: Future>(&self, asked: F) -> Result<F::Output, Outcome> {
        let deadline = self.config.deadline;
        tokio::time::timeout(deadline, asked).await.map_err(|_| {
            let reason = UnavailableReason::DeadlineExceeded(deadline);
            Outcome::Refused(Box::new(Rejection::unavailable(reason, &self.config.space)))
        })
    }

    /// Reads what the request presented: at most one set of credentials, and whose they are to judge.
    fn read(&self) -> Result<Option<(usize, Credentials)>, CredentialsError> {
        let mut found = None;
        let mut fields = self.presented.fields.iter();
        for (index, installed) in self.config.installed.iter().enumerate() {
            let credentials = match &installed.source {
                CredentialSource::Authorization => match &self.presented.authorization {
                    Values::None => None,
                    Values::One(value) => {
                        Credentials::from_authorization(value, &[installed.scheme])?
                    }
                    // One that is recognised is not read again.
                    Values::Recognised | Values::Several => return Err(CredentialsError::Several),
                },
                CredentialSource::Header(_) => match fields.next() {
                    None | Some(Values::None) => None,
                    Some(Values::One(value)) => {
                        Some(Credentials::from_field(value, installed.scheme)?)
                    }
                    Some(Values::Recognised | Values::Several) => {
                        return Err(CredentialsError::Several);
                    }
                },
            };
            match (credentials, &found) {
                (None, _) => {}
                (Some(credentials), None) => found = Some((index, credentials)),
                // SECURITY: two callers in one request: whoever judged the other one before us may have let this one pass.
                (Some(_), Some(_)) => return Err(CredentialsError::Several),
            }
        }
        Ok(found)
    }
}

impl Case {
    fn judge(
        self,
        config: &Config,
        revocations: &InMemoryRevocations,
        answer: Result<Identity, AuthenticationError>,
    ) -> Outcome {
        match answer {
            Ok(identity) if revocations.is_revoked(&identity) => {
                self.refuse(config, AuthenticationError::Revoked)
            }
            Ok(identity) => self.known_as(config, identity),
            Err(error) => self.refuse(config, error),
        }
    }

    fn known_as(self, config: &Config, mut identity: Identity) -> Outcome {
        identity.set_origin(&config.origin);
        Outcome::Known { identity, now: self.now }
    }

    fn refuse(self, config: &Config, error: AuthenticationError) -> Outcome {
        let space = &config.space;
        match error {
            AuthenticationError::NoCredentials => Outcome::Anonymous,
            AuthenticationError::Unavailable { .. } => {
                let reason = UnavailableReason::Authenticator(error);
                Outcome::Refused(Box::new(Rejection::unavailable(reason, space)))
            }
            AuthenticationError::Expired
            | AuthenticationError::ExpiredAt { .. }
            | AuthenticationError::Invalid(_)
            | AuthenticationError::Revoked => {
                let reason = UnauthorizedReason::InvalidCredentials { scheme: self.scheme, error };
                Outcome::Refused(Box::new(Rejection::unauthorized(reason, space)))
            }
        }
    }
}

impl Presented {
    fn is_nothing(&self) -> bool {
        matches!(self.authorization, Values::None) && Values::are_none(&self.fields)
    }
}

impl Values {
    fn are_none(fields: &[Self]) -> bool {
        fields.iter().all(|values| matches!(values, Self::None))
    }

    fn of(headers: &impl HeaderSource, name: &HeaderName) -> Self {
        let mut values = headers.values(name);
        match (values.next(), values.next()) {
            (None, _) => Self::None,
            (Some(value), None) => Self::One(value.into_owned()),
            (Some(_), Some(_)) => Self::Several,
        }
    }
}

/// The values of the fields that may carry credentials, unread.
struct Presented {
    authorization: Values,
    /// One for each authenticator whose credentials stand in a field of their own, in the order of the authenticators.
    fields: Vec<Values>,
}

enum Values {
    None,
    One(HeaderValue),
    /// One that an authenticator remembers.
    Recognised,
    Several,
}
