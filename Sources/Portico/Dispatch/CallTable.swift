// SPDX-License-Identifier: Apache-2.0
import Libevent

/// The requests that were given to handlers and have not come back, each under a number.
///
/// A request stays until its handler has ended, also when its exchange ended before. On the loop
/// thread.
final class CallTable {
    private var requests: [ReceivedRequest?] = []
    /// Numbers that are not in use.
    private var free: [Int] = []

    /// Adds `request` and returns its number.
    func insert(_ request: ReceivedRequest) -> Int {
        guard let call = free.popLast() else {
            requests.append(request)
            return requests.count - 1
        }
        requests[call] = request
        return call
    }

    /// Takes out what has the number `call`.
    func remove(_ call: Int) -> ReceivedRequest? {
        guard requests.indices.contains(call), let request = requests[call].take() else {
            return nil
        }
        free.append(call)
        return request
    }

    /// What has the number `call`.
    subscript(call: Int) -> ReceivedRequest? { requests[call] }

    /// All of them, in no order.
    var all: [ReceivedRequest] { requests.compactMap(\.self) }
}
