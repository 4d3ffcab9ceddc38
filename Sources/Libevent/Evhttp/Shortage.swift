// SPDX-License-Identifier: Apache-2.0

/// Tells the beginning of a shortage, most often of descriptors, from its going on.
struct Shortage {
    /// How long nothing must have failed before the next failure is reported.
    static let quietTime = Duration.seconds(2)

    private var lastFailure: Duration?

    /// Notes a failure at `now`, and says whether none has been noted for the quiet time.
    mutating func begins(at now: Duration) -> Bool {
        defer { lastFailure = now }
        guard let lastFailure else { return true }
        return now - lastFailure >= Self.quietTime
    }
}
