// SPDX-License-Identifier: Apache-2.0

/// What one measurement of one engine has shown.
package struct Sample: Sendable, Codable, Equatable {
    /// Requests that were answered with what was asked for, in a second; nil when none were asked.
    package var requestsPerSecond: Double? = 0
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
    package var peakMemoryKiB: Int? = 0
    /// The memory for each connection that says nothing.
    package var idleConnectionKiB: Double?
    /// From the start of the server to its first reply.
    package var firstReplyMicros: Double?
    /// Requests that were refused with 503.
    package var refused: Int? = 0
    /// Requests without a reply.
    package var failed: Int? = 0
}

extension Sample {
    /// What a generator has seen, over what the server has used meanwhile.
    init(
        _ result: LoadResult, before: ServerProcess.Usage, after: ServerProcess.Usage,
        peakMemory: Int
    ) {
        latency = result.latency
        slowLatency = result.slowLatency
        refused = result.refused
        failed = result.failed
        peakMemoryKiB = peakMemory
        guard result.answered > 0, result.seconds > 0 else { return }
        let count = Double(result.answered)
        requestsPerSecond = count / result.seconds
        cpuMicrosPerRequest = Double(after.cpuMicros - before.cpuMicros) / count
        contextSwitchesPerRequest = Double(after.contextSwitches - before.contextSwitches) / count
    }
}
