// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1

// A second opinion on what a client sent, by other means than the guard's and evhttp's: it has all the
// bytes at once, cuts them at CRLF, and cares neither for speed nor for words. It judges every fuzzer.

/// The requests that RFC 9112 finds in the bytes of a connection.
struct Reference {
    /// One field line.
    struct Field: Equatable {
        /// As sent.
        var name: [UInt8]
        /// As sent, without the blanks at its ends.
        var value: [UInt8]
    }

    /// One well-formed request.
    struct Request: Equatable {
        var method: [UInt8]
        var target: [UInt8]
        var minorVersion = 1
        /// In the order they came.
        var fields: [Field] = []
        var body: [UInt8] = []
        var isPersistent = true
        var expectsContinue = false
        var isHead: Bool { method == Array("HEAD".utf8) }
        var isChunked: Bool {
            fields.contains { $0.name[...].lowercasedText == "transfer-encoding" }
        }
    }

    enum End: Equatable {
        /// After a request that closes the connection.
        case closed
        /// What follows is no request. The status is nil where it depends on what is found first.
        case refused(status: Int?)
        /// What follows is not whole. Some of it may be wrong already, but it may not be taken for a
        /// request.
        case incomplete
    }

    private(set) var requests: [Request] = []
    private(set) var end = End.incomplete
    /// What follows them, if it has a good head and a body that is wrong or not whole; without that body.
    private(set) var partial: Request?
    /// Where the bytes begin that belong to no request of ``requests``.
    private(set) var rest = 0

    init(reading input: [UInt8], _ limits: MessageLimits) {
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
            partial = reader.partial
            switch error {
            case .refused(let status): end = .refused(status: status)
            case .incomplete: end = .incomplete
            }
        }
    }

    /// Whether what follows the requests is wrong.
    var isRefused: Bool {
        if case .refused = end { true } else { false }
    }
}
