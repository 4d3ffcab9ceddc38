// SPDX-License-Identifier: Apache-2.0

/// What one measurement of one engine has shown.
package struct Sample: Sendable, Codable, Equatable {
    /// Requests that were answered with what was asked for, in a second.
    package var requestsPerSecond = 0.0
    /// How long they took.
    package var latency = Latency()
    /// How long those took that are slow on purpose.
    package var slowLatency: Latency?
    /// Time of the processor, of the user and the system, for each of them.
    package var cpuMicrosPerRequest: Double?
    /// How often the kernel changed threads for each of them.
    package var contextSwitchesPerRequest: Double?
    /// Calls of the system for each of them.
    package var systemCallsPerRequest: Double?
    /// The most memory that the server had at a time.
    package var peakMemoryKiB = 0
    /// The memory for each connection that says nothing.
    package var idleConnectionKiB: Double?
    /// Requests that were refused with 503.
    package var refused = 0
    /// Requests without a reply.
    package var failed = 0
}
