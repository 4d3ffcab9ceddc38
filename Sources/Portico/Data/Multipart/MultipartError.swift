// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// Why a `multipart/form-data` body cannot be read.
///
/// A handler may let it escape: then the client gets 400, 413 or 415 with a sentence, and 500 for what is the
/// handler's own fault.
public enum MultipartError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The body does not say that it is such a form: 415.
    case notMultipart
    /// `Content-Type` names no boundary, several, or one that
    /// [RFC 2046 §5.1.1](https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1) does not allow: 400.
    case noBoundary
    /// The body breaks the rules, as `reason` says: 400.
    case malformed(reason: String)
    /// A part says that it is in base64 or the like, which
    /// [RFC 7578 §4.7](https://www.rfc-editor.org/rfc/rfc7578#section-4.7) gave up: 415.
    case encodedPart
    /// There are more than `limit` parts: 413.
    case tooManyParts(limit: Int)
    /// The header of a part has more than `limit` bytes: 413.
    case partHeaderTooLarge(limit: Int)
    /// The part `name` has more than `limit` bytes: 413.
    case partTooLarge(name: String, limit: Int)
    /// The body has more than `limit` bytes: 413.
    case tooLarge(limit: Int)
    /// A part was read when a later one had begun: 500.
    case partIsOver(name: String)
    /// What a part contains could not be written to a file: 500.
    case cannotWrite(name: String, reason: String)

    /// One line for a person: what was attempted, why it failed, what to do.
    public var description: String {
        switch self {
        case .notMultipart, .noBoundary, .encodedPart, .malformed, .tooManyParts,
            .partHeaderTooLarge, .tooLarge:
            "cannot read the form: \(reason)"
        case .partTooLarge(let name, _), .partIsOver(let name):
            "cannot read the part \(name.debugDescription) of a form: \(reason)"
        case .cannotWrite(let name, _):
            "cannot write the part \(name.debugDescription) of a form to a file: \(reason)"
        }
    }

    private var reason: String {
        switch self {
        case .notMultipart: "the body must be \(Self.contentType)"
        case .noBoundary: "its Content-Type must have one boundary of 1 to 70 characters"
        case .malformed(let reason), .cannotWrite(_, let reason): reason
        case .encodedPart: "send its parts without a transfer encoding"
        case .tooManyParts(let limit): "it has more than \(limit) parts"
        case .partHeaderTooLarge(let limit): "the header of a part is larger than \(limit) bytes"
        case .partTooLarge(_, let limit), .tooLarge(let limit):
            "it is larger than \(limit) bytes"
        case .partIsOver: "a later one has begun; read each part before asking for the next"
        }
    }

    static let contentType = "multipart/form-data"

    /// What the client gets when a handler lets this escape; nil for what is the handler's own fault.
    var httpError: HTTPError? {
        switch self {
        case .notMultipart:
            HTTPError(
                .unsupportedMediaType, message: reason, headers: [.accept: Self.contentType])
        case .encodedPart: HTTPError(.unsupportedMediaType, message: reason)
        case .noBoundary, .malformed: HTTPError(.badRequest, message: description)
        case .tooManyParts, .partHeaderTooLarge, .tooLarge:
            HTTPError(.contentTooLarge, message: description)
        case .partTooLarge(let name, _):
            DecodingFailure(path: [TextKey(name)].text, reason: reason).httpError(.contentTooLarge)
        case .partIsOver, .cannotWrite: nil
        }
    }
}
