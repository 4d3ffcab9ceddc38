// SPDX-License-Identifier: Apache-2.0
import Libevent

/// The requests that wait for a Worker, oldest first, and how long each may.
///
/// Keeps no request alive. On the loop thread.
struct QueueWait {
    /// A request by its number in the ``CallTable``, and by its serial, as numbers are used again.
    private struct Entry {
        let call: Int
        let serial: UInt64
        let deadline: ContinuousClock.Instant

        /// The request, if it still waits.
        func request(in calls: CallTable) -> ReceivedRequest? {
            guard let request = calls[call], request.id.serial == serial, !request.isClaimed else {
                return nil
            }
            return request
        }
    }

    private let limit: Duration
    private var entries: [Entry] = []
    /// The first entry that counts.
    private var first = 0

    init(limit: Duration) {
        self.limit = limit
    }

    /// When the oldest may have waited long enough; nil when none waits.
    var nextDeadline: ContinuousClock.Instant? {
        first < entries.count ? entries[first].deadline : nil
    }

    /// Adds the newest, and forgets the oldest ones if they wait no more.
    mutating func append(_ call: Int, _ request: ReceivedRequest, in calls: CallTable) {
        while first < entries.count, entries[first].request(in: calls) == nil { first += 1 }
        if first > 64, first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
        entries.append(
            Entry(
                call: call, serial: request.id.serial, deadline: request.receivedAt + limit))
    }

    /// Takes out those that have waited for too long at `now`, and makes sure that no Worker runs them.
    mutating func expire(at now: ContinuousClock.Instant, in calls: CallTable) -> [ReceivedRequest]
    {
        var expired: [ReceivedRequest] = []
        while first < entries.count, entries[first].deadline <= now {
            let request = entries[first].request(in: calls)
            if let request, request.abandonUnlessClaimed() { expired.append(request) }
            first += 1
        }
        return expired
    }
}
