// SPDX-License-Identifier: Apache-2.0

/// What the clients do.
package enum Load: Sendable {
    /// Every connection asks again as soon as it is answered; `/` with GET, or a POST of `uploadBytes` bytes.
    ///
    /// With `closes`, each request comes on a new connection.
    case closed(uploadBytes: Int = 0, closes: Bool = false)
    /// Like `closed`, but several requests take turns, each as often as its weight says.
    case requests([ComparedRequest])
    /// Like `closed`, but a share of the requests is for another path; both kinds are timed apart.
    case mixed(slowPath: String, slowShare: Double)
    /// Requests come at a fixed rate, each on a connection of its own, answered or not.
    ///
    /// The rate is `timesCapacity` times what the cores of the server can do when a request costs them the
    /// time of ``CPUScenario/hash(rounds:)``.
    case open(costInHashRounds: Int, timesCapacity: Double)
    /// `connections` clients that ask once and then are silent, and one that asks all the time.
    case idle(connections: Int)
}
