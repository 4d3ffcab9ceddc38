// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// How a client follows to another place, [RFC 9110 §15.4](https://www.rfc-editor.org/rfc/rfc9110#section-15.4).
public enum Redirect: Sendable, Hashable, CaseIterable {
    /// 301: for good; browsers make a GET of a POST.
    case movedPermanently
    /// 302: for now; browsers make a GET of a POST.
    case found
    /// 303: the result is there, for a GET: what to answer a form with.
    case seeOther
    /// 307: for now, with the same method and body.
    case temporary
    /// 308: for good, with the same method and body.
    case permanent

    var status: HTTPResponse.Status {
        switch self {
        case .movedPermanently: .movedPermanently
        case .found: .found
        case .seeOther: .seeOther
        case .temporary: .temporaryRedirect
        case .permanent: .permanentRedirect
        }
    }
}

/// A client cannot be sent to `location`, as it is no reference to a resource.
public struct RedirectError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was given.
    public let location: String

    /// One line for a person: what was attempted, with which value, what to do.
    public var description: String {
        "cannot redirect to \(location.debugDescription): it is empty, or has a blank, a control character or "
            + "another one that no URL has; percent-encode them"
    }
}

extension Response {
    /// Sends the client to `location`, which may be relative to the target: `/notes?page=2`.
    ///
    /// ```swift
    /// try Response(redirect: .seeOther, to: "/notes/\(id)")
    /// ```
    /// Characters beyond ASCII are percent-encoded. A location that came from a client can lead anywhere, also
    /// one like `//example.com`: compare it with what you know.
    ///
    /// - Throws: When `location` is empty or has what no URL has, a line end for example. A handler that lets it
    ///   escape is answered for with 500 and a line in the log.
    public init(redirect: Redirect, to location: String) throws(RedirectError) {
        guard !location.isEmpty, location.utf8.allSatisfy(Self.mayStandInLocation) else {
            throw RedirectError(location: location)
        }
        self.init(redirect: redirect, toAnything: location)
    }

    /// The same for text of any kind: what no URL has is percent-encoded.
    init(redirect: Redirect, toAnything location: String) {
        let value = PercentEncoding.encode(location, keeping: "-._~:/?#[]@!$&'()*+,;=%")
        self.init(status: redirect.status, headers: [.location: value])
    }

    /// RFC 3986 §2, and what is encoded; no `\`, which browsers read as a slash.
    private static func mayStandInLocation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x20, 0x22, 0x3c, 0x3e, 0x5c, 0x5e, 0x60, 0x7b...0x7d, 0x7f: false
        default: true
        }
    }
}
