// SPDX-License-Identifier: Apache-2.0
import Portico

@testable import Libevent

/// Limits that short inputs reach.
let limits = FrontLimits(
    maxRequestLineBytes: 100, maxHeadBytes: 600, maxFields: 10, maxBodyBytes: 100)

/// The same for a server; the times are long, as a deadline that passes would be a wrong reply.
var serverLimits: Limits {
    var all = Limits()
    all.maxRequestLineBytes = limits.maxRequestLineBytes
    all.maxHeadBytes = limits.maxHeadBytes
    all.maxHeaderFields = limits.maxFields
    all.maxBodyBytes = limits.maxBodyBytes
    all.headDeadline = .seconds(60)
    all.bodyDeadline = .seconds(60)
    all.minBodyBytesPerSecond = 0
    return all
}
