// SPDX-License-Identifier: Apache-2.0

/// Waits for what another process does and does not tell.
enum Patience {
    /// Looks every 10 ms whether `isOver`, and gives up in the end: a measurement is then a bit off.
    static func wait(atMost limit: Duration, until isOver: () -> Bool) async throws {
        let end = ContinuousClock.now + limit
        while !isOver(), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
