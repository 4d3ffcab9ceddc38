// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import TestSupport
import Testing

/// Has `count` Workers of `pool` wait for `release`; returns when each of them does, and none of these
/// jobs is in the queue any more.
func occupy(_ pool: ThreadPool, workers count: Int, until release: Gate) throws {
    let areWaiting = Gate(arrivals: count)
    for _ in 0..<count {
        try pool.execute {
            areWaiting.open()
            release.wait(atMost: 600)
        }
    }
    try #require(areWaiting.wait())
}
