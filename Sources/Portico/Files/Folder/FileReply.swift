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
    private let name: String
    private let coding: ContentCoding
    var cache = CachePolicy.unsaid
    var disposition: ContentDisposition?
    /// Whether another client may get the file in another coding.
    var varies = false
    /// Where descriptions are kept of files with these names and settings.
    var descriptions: FileDescriptions?

    /// A reply with `file`, which is `name` in `coding`.
    init(_ file: OpenFile, name: String, coding: ContentCoding = .identity) {
        self.file = file
        self.coding = coding
        self.name = name
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
            let description = description(at: status, now: now)
            let plan = FilePlan(
                preconditions, range: isHead ? nil : request.value(of: .range), isHead: isHead,
                description.validators, length: status.bytes, now: now)
            if let response = try response(plan, description, isHead: isHead) {
                return response
            }
            status = try file.currentStatus()
        }
        return try responseWithChangingFile()
    }

    private func description(at status: FileStatus, now: Int) -> FileDescription {
        // Another coding is another file.
        let key = coding == .identity ? name : name + coding.suffix + "\0"
        if let known = descriptions?.description(of: key, at: status, now: now) { return known }
        let validators = Validators(status, coding: coding, now: now)
        let description = FileDescription(
            status: status, type: type, validators: validators, fields: fields(validators))
        descriptions?.keep(description, for: key, now: now)
        return description
    }

    private var type: String {
        ContentTypes.type(ofFile: name.split(separator: "/").last.map(String.init) ?? name)
    }

    /// What `plan` says; nil when the file has changed meanwhile.
    private func response(
        _ plan: FilePlan, _ description: FileDescription, isHead: Bool
    ) throws -> Response? {
        let status = description.status
        switch plan {
        case .failed:
            throw HTTPError(.preconditionFailed)
        case .notModified:
            return Response(status: .notModified, headers: fieldsOfNotModified(description))
        case .notSatisfiable:
            // RFC 9110 §15.5.17
            throw HTTPError(
                .rangeNotSatisfiable,
                headers: [.contentRange: "bytes */\(status.bytes)", .acceptRanges: "bytes"])
        case .whole where isHead:
            var fields = fields(description)
            fields[.contentLength] = "\(status.bytes)"
            fields[.contentType] = description.type
            return Response(headers: fields)
        case .whole:
            let content = FileContent(file, [.file(0..<status.bytes)])
            guard let body = try body(content, description.type, status) else { return nil }
            return Response(headers: fields(description), body: body)
        case .parts(let ranges):
            return try response(with: ranges, description)
        }
    }

    private func response(
        with ranges: [Range<Int>], _ description: FileDescription
    ) throws -> Response? {
        var fields = fields(description)
        let (type, status) = (description.type, description.status)
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
        headers[.contentDisposition] = disposition?.description
        headers[.cacheControl] = "no-store"
        return Response(
            headers: headers,
            body: ResponseBody(try file.read(at: 0, count: count), contentType: type))
    }

    /// All fields that are not about the framing.
    private func fields(_ description: FileDescription) -> HTTPFields {
        guard let disposition else { return description.fields }
        var fields = description.fields
        fields[.contentDisposition] = disposition.description
        return fields
    }

    /// Those alone that a cache keeps, RFC 9110 §15.4.5.
    private func fieldsOfNotModified(_ description: FileDescription) -> HTTPFields {
        var fields = HTTPFields()
        for name in [HTTPField.Name.cacheControl, .vary, .eTag] {
            fields[name] = description.fields[name]
        }
        return fields
    }

    /// All fields but for the disposition.
    private func fields(_ validators: Validators?) -> HTTPFields {
        var fields = HTTPFields()
        if let value = cache.value { fields[.cacheControl] = value }
        if varies { fields[.vary] = "Accept-Encoding" }
        fields[.eTag] = validators?.tag.text
        if let last = validators?.lastModified { fields[.lastModified] = HTTPDate.format(last) }
        if validators != nil { fields[.acceptRanges] = "bytes" }
        if coding != .identity { fields[.contentEncoding] = coding.rawValue }
        return fields
    }
}
