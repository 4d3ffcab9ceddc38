// SPDX-License-Identifier: Apache-2.0

/// Why a request is not let in; the client gets it as an error reply, and the connection closes.
package enum Refusal: Error, Hashable, Sendable {
    // MARK: 400: the request line

    case notHTTP
    case onlyEmptyLines
    case malformedRequestLine
    case missingVersion
    case malformedVersion
    case emptyTarget
    case illegalTargetCharacter
    case malformedTarget

    // MARK: 400: lines and fields

    case controlCharacter
    case bareCarriageReturn
    case bareLineFeed
    case foldedField
    case fieldWithoutColon
    case fieldWithoutName
    case blankBeforeColon
    case illegalFieldName
    case missingHost
    case severalHosts
    case malformedHost

    // MARK: 400: framing

    case severalContentLengths
    case malformedContentLength
    case severalTransferEncodings
    case malformedTransferEncoding
    case transferEncodingInHTTP10
    case bothFramings
    case bodyWithoutMeaning
    case malformedChunkSize
    case tooManyChunkSizeDigits
    case malformedChunkExtension
    case chunkLineTooLong
    case unendedChunk
    case malformedTrailer

    // MARK: 400: what evhttp does not take

    case refusedByEvhttp

    // MARK: Others

    /// 408: the head was not whole at its deadline.
    case headTooSlow
    /// 408: the body was not whole at its deadline, or came below the least rate.
    case bodyTooSlow
    /// 413, with the limit in bytes.
    case bodyTooLarge(Int)
    /// 414, with the limit in bytes.
    case requestLineTooLong(Int)
    /// 417
    case unknownExpectation
    /// 421
    case httpsWithoutTLS
    /// 429
    case tooManyConnections
    /// 431, with the limit in bytes.
    case headTooLong(Int)
    /// 431, with the limit.
    case tooManyFields(Int)
    /// 501
    case connectNotOffered
    /// 501
    case unknownTransferCoding
    /// 503: the request was not whole when the drain deadline had passed.
    case shuttingDown
    /// 505
    case unknownVersion

    /// The status code of the reply.
    package var status: Int { Int(answer.status) }

    /// The reason phrase of that status, RFC 9110 §15 and RFC 6585.
    package var phrase: String { answer.phrase }

    private var answer: (status: Int16, phrase: String) {
        switch self {
        case .headTooSlow, .bodyTooSlow: (408, "Request Timeout")
        case .bodyTooLarge: (413, "Content Too Large")
        case .requestLineTooLong: (414, "URI Too Long")
        case .unknownExpectation: (417, "Expectation Failed")
        case .httpsWithoutTLS: (421, "Misdirected Request")
        case .tooManyConnections: (429, "Too Many Requests")
        case .headTooLong, .tooManyFields: (431, "Request Header Fields Too Large")
        case .connectNotOffered, .unknownTransferCoding: (501, "Not Implemented")
        case .shuttingDown: (503, "Service Unavailable")
        case .unknownVersion: (505, "HTTP Version Not Supported")
        default: (400, "Bad Request")
        }
    }
}
