// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico

/// One request of a test, the same for each transport.
struct TestRequest: Sendable {
    let method: HTTPRequest.Method
    let target: String
    /// All fields, those of the client's own included.
    let fields: HTTPFields
    let body: DirectRequest.Body

    /// Makes a request that can be written as HTTP.
    init(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, _ body: TestBody
    ) throws(TestError) {
        guard !target.isEmpty, target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .cannotSend(
                request: "\(method.rawValue) \"\(target)\"",
                reason: "a target is not empty and has ASCII without blanks; write others as %20")
        }
        self.method = method
        self.target = target
        self.body = body.content
        fields = Self.fields(method, headers, body)
    }

    /// How errors name it.
    var name: String { "\(method.rawValue) \(target)" }

    private static func fields(
        _ method: HTTPRequest.Method, _ headers: HTTPFields, _ body: TestBody
    ) -> HTTPFields {
        var fields = HTTPFields()
        // Where it is expected to stand, RFC 9112 §3.2.
        if let host, headers[host] == nil {
            fields.append(HTTPField(name: host, value: "localhost"))
        }
        for field in headers { fields.append(field) }
        if headers[.contentType] == nil { fields[.contentType] = body.contentType }
        guard headers[.contentLength] == nil, headers[.transferEncoding] == nil else {
            return fields
        }
        switch body.content {
        case .chunked: fields[.transferEncoding] = "chunked"
        case .whole(let bytes?): fields[.contentLength] = "\(bytes.count)"
        // RFC 9110 §8.6: for methods that give a body a meaning.
        case .whole where [.post, .put, .patch].contains(method): fields[.contentLength] = "0"
        case .whole: break
        }
        return fields
    }

    private static let host = HTTPField.Name("Host")

    /// The request as it stands on the wire.
    var bytes: [UInt8] {
        var text = "\(name) HTTP/1.1\r\n"
        for field in fields { text += "\(field.name.rawName): \(field.value)\r\n" }
        text += "\r\n"
        var bytes = Array(text.utf8)
        switch body {
        case .whole(let whole): bytes += whole ?? []
        case .chunked(let pieces):
            for piece in pieces {
                bytes += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece
                bytes += Array("\r\n".utf8)
            }
            bytes += Array("0\r\n\r\n".utf8)
        }
        return bytes
    }
}
