// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1

/// What the fields say of the body and of the connection, RFC 9112 §6 and §9.
struct ReferenceFraming {
    private(set) var length: Int?
    private(set) var isChunked = false
    private(set) var isPersistent = true
    private(set) var expectsContinue = false

    /// What is malformed has status 400, which comes before `later` and every other.
    init(
        _ request: Reference.Request, later: Int?, _ limits: MessageLimits
    ) throws(ReferenceReader.Stop) {
        let isOld = request.minorVersion == 0
        let hosts = Self.values("host", of: request)
        guard hosts.count == 1 || hosts.isEmpty && isOld,
            hosts.allSatisfy(ReferenceHost.isValid)
        else { throw .refused(400) }
        length = try Self.contentLength(of: request)
        let coding = try Self.transferCoding(of: request)
        isChunked = coding != nil
        guard !isChunked || length == nil && !isOld else { throw .refused(400) }
        if isChunked || length ?? 0 > 0 {
            let method = request.method[...].lowercasedText
            guard method != "head", method != "trace" else { throw .refused(400) }
        }
        // The first thing that is not offered counts.
        if let status = later ?? coding.flatMap({ $0 == "chunked" ? nil : 501 }) {
            throw .refused(status)
        }
        if !isOld {
            let expectations = Self.values("expect", of: request).map(\.lowercasedText)
            guard expectations.allSatisfy({ $0 == "100-continue" }) else { throw .refused(417) }
            expectsContinue = !expectations.isEmpty
        }
        guard length ?? 0 <= limits.maxBodyBytes else { throw .refused(413) }
        let options = Self.values("connection", of: request)
            .flatMap { $0.split(separator: 44) }.map(\.trimmingBlanks.lowercasedText)
        isPersistent = !options.contains("close") && (!isOld || options.contains("keep-alive"))
    }

    private static func values(
        _ name: String, of request: Reference.Request
    ) -> [ArraySlice<UInt8>] {
        request.fields.filter { $0.name[...].lowercasedText == name }.map { $0.value[...] }
    }

    private static func contentLength(
        of request: Reference.Request
    ) throws(ReferenceReader.Stop) -> Int? {
        let lengths = values("content-length", of: request)
        guard let text = lengths.first else { return nil }
        guard lengths.count == 1, text.isNumber else { throw .refused(400) }
        // What is longer than this is above every limit.
        return Int(text.drop { $0 == 48 }.prefix(16).lowercasedText) ?? 0
    }

    /// `chunked`, or some list that ends with it.
    private static func transferCoding(
        of request: Reference.Request
    ) throws(ReferenceReader.Stop) -> String? {
        let lines = values("transfer-encoding", of: request)
        guard let line = lines.first else { return nil }
        let codings = line.split(separator: 44, omittingEmptySubsequences: false)
            .map(\.trimmingBlanks)
        guard lines.count == 1, codings.last?.lowercasedText == "chunked",
            codings.dropLast().allSatisfy({
                $0.prefix(1).isToken && $0.lowercasedText != "chunked"
            })
        else { throw .refused(400) }
        return codings.count == 1 ? "chunked" : line.lowercasedText
    }
}
