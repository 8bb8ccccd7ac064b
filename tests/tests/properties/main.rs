//! Properties: generated rules and callers, compared with an independent reference.

mod attributes;
mod evaluator;
