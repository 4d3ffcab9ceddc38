// SPDX-License-Identifier: Apache-2.0
import Portico

@testable import HTTP1
@testable import Libevent

/// Limits that short inputs reach.
let messageLimits = MessageLimits(
    maxRequestLineBytes: 100, maxHeadBytes: 600, maxHeaderFields: 10, maxBodyBytes: 100)

/// The same for a front; no deadline ever passes, as that would be a wrong reply.
let frontLimits = FrontLimits(message: messageLimits)

/// The same for a server; the times are long.
var serverLimits: Limits {
    var all = Limits()
    all.maxRequestLineBytes = messageLimits.maxRequestLineBytes
    all.maxHeadBytes = messageLimits.maxHeadBytes
    all.maxHeaderFields = messageLimits.maxHeaderFields
    all.maxBodyBytes = messageLimits.maxBodyBytes
    all.headDeadline = .seconds(60)
    all.bodyDeadline = .seconds(60)
    all.minBodyBytesPerSecond = 0
    return all
}
