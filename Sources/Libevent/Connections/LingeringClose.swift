// SPDX-License-Identifier: Apache-2.0

/// How a connection ends whose client may still be sending or reading, RFC 9112 §9.6: the server's side
/// is closed, and what still comes is thrown away.
///
/// Closing at once would make the kernel send a reset for what comes, and throw away what the client has
/// not got of the reply.
struct LingeringClose {
    /// The front's time when it began.
    let began: Duration
    /// The front's time when the client had last sent enough to go on.
    private(set) var lastProgress: Duration
    /// What has come since, in bytes.
    private var bytesSince = 0

    init(at now: Duration) {
        began = now
        lastProgress = now
    }

    /// Counts what has been thrown away; a client that sends at least `minBytesPerSecond` is given time.
    mutating func noteBytes(_ count: Int, at now: Duration, minBytesPerSecond: Int) {
        bytesSince = bytesSince.addingReportingOverflow(count).partialValue
        let needed = Double(max(1, minBytesPerSecond)) * max(1, (now - lastProgress) / .seconds(1))
        guard Double(bytesSince) >= needed else { return }
        (lastProgress, bytesSince) = (now, 0)
    }
}
