// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// What a client sends, and how errors name it.
enum OutgoingMessage: Sendable {
    case request(TestRequest)
    /// Bytes that may be no request at all.
    case raw([UInt8])

    var name: String {
        switch self {
        case .request(let request): request.name
        case .raw(let bytes): "\(bytes.count) raw bytes"
        }
    }

    var bytes: [UInt8] {
        switch self {
        case .request(let request): request.bytes
        case .raw(let bytes): bytes
        }
    }

    /// Whether its reply has no body.
    var isHead: Bool {
        switch self {
        case .request(let request): request.method == .head
        case .raw(let bytes): bytes.starts(with: "HEAD ".utf8)
        }
    }
}
