// SPDX-License-Identifier: Apache-2.0

/// What an open load has shown.
package struct OpenResult: Sendable, Codable, Equatable {
    /// Requests that were due.
    package var asked = 0
    /// Replies with a status below 400.
    package var answered = 0
    /// Replies with another one.
    package var refused = 0
    /// Requests whose connection has ended.
    package var failed = 0
    /// Requests without a reply when the measurement ended.
    package var unanswered = 0
    /// From the start of the schedule to the end of the measurement.
    package var seconds = 0.0
    /// How long answers took from the moment at which the request was due; those without one count with
    /// the time until the end.
    package var latency = Latency()
    /// The same for requests that are slow on purpose.
    package var slowLatency: Latency?
    /// How late the generator itself was with 99 % of the requests, at most; a part of the latency.
    package var latenessMicros: Double?
}
