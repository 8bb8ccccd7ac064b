//! Counts the allocations of the program: the system's allocator behind two counters.
#![expect(
    unsafe_code,
    reason = "a global allocator is an unsafe trait; it only counts and forwards"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;
static CALLS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

/// The number of allocations and of allocated bytes. A reallocation counts as one more call, with
/// the bytes that it adds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Allocations {
    pub(crate) calls: u64,
    pub(crate) bytes: u64,
}

impl Allocations {
    /// Returns the counts since the start of the program. They are exact, because the program has
    /// one thread. Allocations of C code (inside of AWS-LC) are not counted.
    pub(crate) fn so_far() -> Self {
        Self { calls: CALLS.load(Relaxed), bytes: BYTES.load(Relaxed) }
    }

    pub(crate) fn since(self, earlier: Self) -> Self {
        Self { calls: self.calls - earlier.calls, bytes: self.bytes - earlier.bytes }
    }
}

/// A load and a store instead of an atomic addition, because the counters are on while time is
/// measured.
fn count(bytes: usize) {
    CALLS.store(CALLS.load(Relaxed) + 1, Relaxed);
    BYTES.store(BYTES.load(Relaxed) + bytes as u64, Relaxed);
}

// SAFETY: every call goes to `System` unchanged, and counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the conditions of `GlobalAlloc`, which are those of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the conditions of `GlobalAlloc`, which are those of `System`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size.saturating_sub(layout.size()));
        // SAFETY: the caller keeps the conditions of `GlobalAlloc`, which are those of `System`.
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the conditions of `GlobalAlloc`, which are those of `System`.
        unsafe { System.dealloc(old, layout) }
    }
}
