// SPDX-License-Identifier: Apache-2.0

/// A number that a sample holds, by which engines can be told apart.
package enum Figure: String, Codable, CaseIterable, Sendable {
    case requestsPerSecond, p50, p90, p99, p999, max
    case cpuPerRequest, switchesPerRequest, callsPerRequest
    case peakMemory, idleConnection, firstReply, refused, failed

    /// What it is called in a table.
    package var title: String {
        switch self {
        case .requestsPerSecond: "requests/s"
        case .p50: "p50"
        case .p90: "p90"
        case .p99: "p99"
        case .p999: "p99.9"
        case .max: "max"
        case .cpuPerRequest: "CPU/request"
        case .switchesPerRequest: "switches/req"
        case .callsPerRequest: "syscalls/req"
        case .peakMemory: "peak memory"
        case .idleConnection: "KiB/idle conn"
        case .firstReply: "first reply"
        case .refused: "503s"
        case .failed: "errors"
        }
    }

    /// What it is called where there is room.
    package var longTitle: String {
        switch self {
        case .requestsPerSecond: "requests per second"
        case .p50, .p90, .p99, .p999: "latency, \(title)"
        case .max: "latency, slowest"
        case .cpuPerRequest: "processor time per request"
        case .switchesPerRequest: "context switches per request"
        case .callsPerRequest: "system calls per request"
        case .idleConnection: "KiB per idle connection"
        case .firstReply: "from the start to the first reply"
        case .refused: "refused with 503"
        case .peakMemory, .failed: title
        }
    }

    /// Whether more of it is better.
    package var isBetterHigher: Bool { self == .requestsPerSecond }

    /// Whether there is a best one: engines are not ranked by errors and refusals.
    package var hasBest: Bool { self != .refused && self != .failed }

    /// Its value in a sample; nil when it was not measured.
    package func value(_ sample: Sample) -> Double? {
        switch self {
        case .requestsPerSecond: sample.requestsPerSecond
        case .p50: sample.latency.at(50)
        case .p90: sample.latency.at(90)
        case .p99: sample.latency.at(99)
        case .p999: sample.latency.at(99.9)
        case .max: sample.latency.at(100)
        case .cpuPerRequest: sample.cpuMicrosPerRequest
        case .switchesPerRequest: sample.contextSwitchesPerRequest
        case .callsPerRequest: sample.systemCallsPerRequest
        case .peakMemory: sample.peakMemoryKiB.map(Double.init)
        case .idleConnection: sample.idleConnectionKiB
        case .firstReply: sample.firstReplyMicros
        case .refused: sample.refused.map(Double.init)
        case .failed: sample.failed.map(Double.init)
        }
    }

    /// A value as people read it, in a few characters.
    package func text(_ value: Double) -> String {
        switch self {
        case .requestsPerSecond, .refused, .failed: Numbers.count(value)
        case .p50, .p90, .p99, .p999, .max, .cpuPerRequest, .firstReply:
            Numbers.micros(value)
        case .switchesPerRequest, .callsPerRequest: Numbers.significant(value)
        case .peakMemory: Numbers.significant(value / 1024) + " MiB"
        case .idleConnection: Numbers.significant(value)
        }
    }
}
