// SPDX-License-Identifier: Apache-2.0

/// What a generator of load has seen.
struct LoadResult: Sendable, Equatable {
    /// Replies other than refusals.
    var answered = 0
    /// Replies with a status of 400 or more; here that can only be a 503.
    var refused = 0
    /// Connections that failed, and requests without a reply.
    var failed = 0
    /// From the first request to the last reply.
    var seconds = 0.0
    /// How long the answers took that count; without refusals where the generator can tell.
    var latency = Latency()
    /// The same for those that were slow on purpose.
    var slowLatency: Latency?
}
