// SPDX-License-Identifier: Apache-2.0
import HTTP1
import HTTPTypes
import Libevent

/// Puts responses on the wire as RFC 9112 wants them, whatever the handler gave.
///
/// One per loop.
final class ReplyWriter {
    /// A body up to this size is copied behind the head and sent with it in one piece.
    private static let maxCopiedBytes = 8 << 10

    private let buffer = OutputBuffer()
    private let date = HTTPDate()

    /// What the request says about the form of its reply.
    struct Form {
        var isHead = false
        var minorVersion: UInt8 = 1
        /// Whether the connection may stay open.
        var isPersistent = false
        /// Why no handler's reply is sent; nil when one is.
        var reject: RejectReason?
    }

    /// Writes `response` in the form that its request asks for, and sends it.
    func send(_ response: Response, to exchange: Exchange, _ form: Form) {
        let closes = writeHead(response, form)
        let mark = mark(response, form)
        let body = sendsBody(response, form) ? write(response.body) : []
        exchange.send(buffer, body: body, mark, closes: closes)
    }

    /// Writes the head of `response`, and lets `reply` follow while it is made.
    func begin(
        _ response: Response, _ reply: StreamedReply, to exchange: Exchange, _ form: Form
    ) {
        let closes = writeHead(response, form)
        exchange.stream(buffer, reply, mark(response, form), closes: closes)
    }

    /// The bytes of `response`; of a body that is written while it is sent, only the head.
    func bytes(of response: Response, _ form: Form) -> [UInt8] {
        _ = writeHead(response, form)
        if case .writer = response.body.content { return buffer.contents }
        let rest = sendsBody(response, form) ? write(response.body) : []
        return buffer.contents + rest
    }

    /// What is said of the reply whose head is in the buffer.
    private func mark(_ response: Response, _ form: Form) -> ReplyMark {
        ReplyMark(
            status: response.status.code, headBytes: buffer.count,
            reject: form.reject.map { $0.index + 1 } ?? 0)
    }

    private func sendsBody(_ response: Response, _ form: Form) -> Bool {
        let code = response.status.code
        return code != 204 && code != 304 && code != 205 && !form.isHead
    }

    /// Writes the head into the buffer, and says whether the connection ends after the reply.
    private func writeHead(_ response: Response, _ form: Form) -> Bool {
        let code = response.status.code
        let mayHaveBody = code != 204 && code != 304
        buffer.clear()
        buffer.append("HTTP/1.1 ")
        buffer.append(code)
        buffer.append(" ")
        buffer.append(response.status.reasonPhrase)
        buffer.append("\r\n")
        buffer.append(date.line())
        // Where a body is announced and not sent, only the handler knows how long it would be.
        let allowsLength = (form.isHead && code != 204 || code == 304) && response.body.count == 0
        let own = writeFields(response.headers, allowsLength: allowsLength)
        if mayHaveBody {
            if !own.hasContentType, let type = response.body.contentType {
                buffer.append("Content-Type: ")
                buffer.append(type)
                buffer.append("\r\n")
            }
            // RFC 9110 §15.3.6: 205 has no body, and must say so.
            if !own.hasLength { writeLength(code == 205 ? 0 : response.body.count, form) }
        }
        // RFC 9112 §6.3: without chunks, such a body ends with the connection.
        let endsByClosing = mayHaveBody && form.minorVersion == 0 && response.body.count == nil
        let closes = !form.isPersistent || own.connection.close || endsByClosing
        if closes {
            buffer.append("Connection: close\r\n")
        } else if form.minorVersion == 0 {
            buffer.append("Connection: keep-alive\r\n")
        }
        buffer.append("\r\n")
        return closes
    }

    /// Says how long the body is, or that it comes in chunks; HTTP/1.0 knows none of these.
    private func writeLength(_ length: Int?, _ form: Form) {
        if let length {
            buffer.append("Content-Length: ")
            buffer.append(length)
            buffer.append("\r\n")
        } else if form.minorVersion > 0 {
            buffer.append("Transfer-Encoding: chunked\r\n")
        }
    }

    /// What the handler's own fields settle.
    private struct OwnFields {
        var hasContentType = false
        var hasLength = false
        var connection = ConnectionOptions()
    }

    /// Writes the handler's fields, except for those that are Portico's to say.
    private func writeFields(_ fields: HTTPFields, allowsLength: Bool) -> OwnFields {
        var own = OwnFields()
        for field in fields {
            switch field.name {
            case .contentType:
                own.hasContentType = true
            case .contentLength:
                guard allowsLength, !own.hasLength, field.value.isDecimalNumber else { continue }
                own.hasLength = true
            case .connection:
                let bytes = Array(field.value.utf8)
                own.connection.add(bytes.span, bytes.indices)
                continue
            case .transferEncoding, .date:
                continue
            default:
                break
            }
            buffer.append(field.name.rawName)
            buffer.append(": ")
            buffer.append(field.value)
            buffer.append("\r\n")
        }
        return own
    }

    /// Appends a small body to the head, or returns a large one, to be sent from where it lies.
    private func write(_ body: ResponseBody) -> [UInt8] {
        switch body.content {
        case .text(let text):
            guard text.utf8.count > Self.maxCopiedBytes else {
                buffer.append(text)
                return []
            }
            return Array(text.utf8)
        case .bytes(let bytes):
            guard bytes.count > Self.maxCopiedBytes else {
                buffer.append(bytes)
                return []
            }
            return bytes
        case .writer:
            assertionFailure("a body that is written while it is sent goes another way")
            return []
        }
    }
}

extension String {
    /// Whether this is a length, RFC 9110 §8.6.
    fileprivate var isDecimalNumber: Bool {
        !isEmpty && utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }
}
