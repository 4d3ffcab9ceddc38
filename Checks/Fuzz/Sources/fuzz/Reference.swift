// SPDX-License-Identifier: Apache-2.0

@testable import Libevent

// A second opinion on what a client sent, by other means than the guard's: it has all the bytes at once,
// cuts them at CRLF, and cares neither for speed nor for words. It is the judge of both fuzzers.

/// The requests that RFC 9112 finds in the bytes of a connection.
struct Reference {
    /// One well-formed request.
    struct Request: Equatable {
        var method: [UInt8]
        var target: [UInt8]
        var body: [UInt8] = []
        var isPersistent = true
        var expectsContinue = false
        var isHead: Bool { method == Array("HEAD".utf8) }
    }

    enum End {
        /// After a request that closes the connection.
        case closed
        /// What follows is no request.
        case refused
        /// What follows is not whole. Some of it may be wrong already, but it may not be taken for a
        /// request.
        case incomplete
    }

    private(set) var requests: [Request] = []
    private(set) var end = End.incomplete
    /// Where the bytes begin that belong to no request of ``requests``.
    private(set) var rest = 0

    init(reading input: [UInt8], _ limits: FrontLimits) {
        var reader = ReferenceReader(input, limits)
        do throws(ReferenceReader.Stop) {
            while true {
                let request = try reader.readRequest()
                requests.append(request)
                rest = reader.position
                guard request.isPersistent else {
                    end = .closed
                    return
                }
            }
        } catch {
            end = error == .refused ? .refused : .incomplete
        }
    }
}
