// SPDX-License-Identifier: Apache-2.0
import Libevent

extension Configuration {
    /// Throws for the first value that makes no sense, or that a deadline could not be computed with.
    func check() throws(ServerError) {
        try limits.check()
        try Limits.check(drainDelay, "drainDelay", mayBeZero: true)
        try Limits.check(drainDeadline, "drainDeadline", mayBeZero: true)
    }
}

extension Limits {
    // "GET / HTTP/1.1", and with its two line ends.
    private static let leastLineBytes = 14
    private static let leastHeadBytes = 18
    /// Positions in a head are kept in 32 bits.
    private static let mostHeadBytes = 1 << 30
    private static let mostRequestBufferBytes = 1 << 30
    private static let mostReplyBufferBytes = 1 << 30
    /// More than any network carries; times a deadline, it is still a number.
    private static let mostBytesPerSecond = 1 << 30
    private static let longestTime = Duration.seconds(3_650 * 86_400)

    /// Throws for the first limit that makes no sense.
    func check() throws(ServerError) {
        try Self.check(
            maxRequestLineBytes, "maxRequestLineBytes", Self.leastLineBytes...Self.mostHeadBytes)
        try Self.check(maxHeadBytes, "maxHeadBytes", Self.leastHeadBytes...Self.mostHeadBytes)
        try Self.check(maxHeaderFields, "maxHeaderFields", 1...)
        try Self.check(maxBodyBytes, "maxBodyBytes", 0...)
        try Self.check(
            maxRequestBufferBytes, "maxRequestBufferBytes",
            FrontLimits.leastRequestBufferBytes...Self.mostRequestBufferBytes)
        try Self.check(maxReplyBufferBytes, "maxReplyBufferBytes", 1...Self.mostReplyBufferBytes)
        if let maxQueuedRequests {
            try Self.check(maxQueuedRequests, "maxQueuedRequests", 1...)
        }
        try Self.check(maxConnections, "maxConnections", 1...)
        if let maxConnectionsPerAddress {
            try Self.check(maxConnectionsPerAddress, "maxConnectionsPerAddress", 1...)
        }
        let rates = 0...Self.mostBytesPerSecond
        try Self.check(minBodyBytesPerSecond, "minBodyBytesPerSecond", rates)
        try Self.check(minReplyBytesPerSecond, "minReplyBytesPerSecond", rates)
        try checkTimes()
    }

    private func checkTimes() throws(ServerError) {
        try Self.check(maxQueueWait, "maxQueueWait", mayBeZero: true)
        try Self.check(headDeadline, "headDeadline")
        try Self.check(bodyDeadline, "bodyDeadline")
        try Self.check(idleTime, "idleTime")
        try Self.check(writeStallTime, "writeStallTime")
        try Self.check(handlerDeadline, "handlerDeadline")
    }

    private static func check(
        _ value: Int, _ name: String, _ range: ClosedRange<Int>
    ) throws(ServerError) {
        guard !range.contains(value) else { return }
        throw .invalidLimit(
            name, value: "\(value)", advice: "choose \(range.lowerBound) to \(range.upperBound)")
    }

    private static func check(
        _ value: Int, _ name: String, _ range: PartialRangeFrom<Int>
    ) throws(ServerError) {
        guard !range.contains(value) else { return }
        throw .invalidLimit(
            name, value: "\(value)", advice: "choose \(range.lowerBound) or more")
    }

    /// A time of nil is for ever.
    fileprivate static func check(
        _ time: Duration?, _ name: String, mayBeZero: Bool = false
    ) throws(ServerError) {
        guard let time else { return }
        guard time > .zero || mayBeZero && time == .zero, time <= longestTime else {
            let least = mayBeZero ? "zero or more" : "more than zero"
            throw .invalidLimit(
                name, value: "\(time)", advice: "choose \(least), but at most 3650 days")
        }
    }
}
