// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent

/// Answers with an open file as one request wants it.
struct FileReply {
    /// What is sent is read at once up to so many bytes: one call, and what was read decides.
    static let maxWholeBytes = 64 << 10
    /// How often that is tried with a file that is being written.
    private static let maxTries = 3

    private let file: OpenFile
    private let type: String
    private let coding: ContentCoding
    var cache = CachePolicy.unsaid
    var disposition: ContentDisposition?
    /// Whether another client may get the file in another coding.
    var varies = false

    /// A reply with `file`, which is `name` in `coding`.
    init(_ file: OpenFile, name: String, coding: ContentCoding = .identity) {
        self.file = file
        self.coding = coding
        let last = name.split(separator: "/").last.map(String.init) ?? name
        type = ContentTypes.type(ofFile: last)
    }

    /// The whole of it: the head and the content, and not the head of one version with the content of another.
    ///
    /// `now` is in seconds since 1970.
    func response(
        to request: Request, now: Int = WallClock.secondsSinceEpoch()
    ) throws -> Response {
        let preconditions = Preconditions(request)
        let isHead = request.method == .head
        var status = file.status
        for _ in 1...Self.maxTries {
            let validators = Validators(status, coding: coding, now: now)
            let plan = FilePlan(
                preconditions, range: isHead ? nil : request.value(of: .range), isHead: isHead,
                validators, length: status.bytes, now: now)
            if let response = try response(plan, status, validators, isHead: isHead) {
                return response
            }
            status = try file.currentStatus()
        }
        return try responseWithChangingFile()
    }

    /// What `plan` says; nil when the file has changed meanwhile.
    private func response(
        _ plan: FilePlan, _ status: FileStatus, _ validators: Validators, isHead: Bool
    ) throws -> Response? {
        switch plan {
        case .failed:
            throw HTTPError(.preconditionFailed)
        case .notModified:
            return Response(status: .notModified, headers: fields(validators, isNotModified: true))
        case .notSatisfiable:
            // RFC 9110 §15.5.17
            throw HTTPError(
                .rangeNotSatisfiable,
                headers: [.contentRange: "bytes */\(status.bytes)", .acceptRanges: "bytes"])
        case .whole where isHead:
            var fields = fields(validators)
            fields[.contentLength] = "\(status.bytes)"
            fields[.contentType] = type
            return Response(headers: fields)
        case .whole:
            let content = FileContent(file, [.file(0..<status.bytes)])
            return try body(content, type, status).map {
                Response(headers: fields(validators), body: $0)
            }
        case .parts(let ranges):
            return try response(with: ranges, status, validators)
        }
    }

    private func response(
        with ranges: [Range<Int>], _ status: FileStatus, _ validators: Validators
    ) throws -> Response? {
        var fields = fields(validators)
        let parts = MultipartRanges(type: type, length: status.bytes)
        guard ranges.count > 1 else {
            fields[.contentRange] = parts.contentRange(ranges[0])
            let content = FileContent(file, [.file(ranges[0])])
            return try body(content, type, status).map {
                Response(status: .partialContent, headers: fields, body: $0)
            }
        }
        let content = FileContent(file, parts.pieces(ranges))
        return try body(content, parts.contentType, status).map {
            Response(status: .partialContent, headers: fields, body: $0)
        }
    }

    /// The body with `content`; nil when the file is not what it was at `status` any more.
    private func body(
        _ content: FileContent, _ type: String, _ status: FileStatus
    ) throws -> ResponseBody? {
        guard content.count <= Self.maxWholeBytes else {
            return ResponseBody(streaming: content, contentType: type)
        }
        guard let bytes = try content.read(), try file.currentStatus() == status else { return nil }
        return ResponseBody(bytes, contentType: type)
    }

    /// What is in the file just now, without anything that names a version.
    private func responseWithChangingFile() throws -> Response {
        let count = min(try file.currentStatus().bytes, Self.maxWholeBytes)
        var headers = fields(nil)
        headers[.cacheControl] = "no-store"
        return Response(
            headers: headers,
            body: ResponseBody(try file.read(at: 0, count: count), contentType: type))
    }

    /// All fields that are not about the framing; a 304 has those alone that a cache keeps, RFC 9110 §15.4.5.
    private func fields(_ validators: Validators?, isNotModified: Bool = false) -> HTTPFields {
        var fields = HTTPFields()
        if let value = cache.value { fields[.cacheControl] = value }
        if varies { fields[.vary] = "Accept-Encoding" }
        fields[.eTag] = validators?.tag.text
        guard !isNotModified else { return fields }
        if let last = validators?.lastModified { fields[.lastModified] = HTTPDate.format(last) }
        if validators != nil { fields[.acceptRanges] = "bytes" }
        if coding != .identity { fields[.contentEncoding] = coding.rawValue }
        fields[.contentDisposition] = disposition?.description
        return fields
    }
}
