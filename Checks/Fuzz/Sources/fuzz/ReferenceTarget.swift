// SPDX-License-Identifier: Apache-2.0

/// The parts of a request target, RFC 9112 §3.2.
struct ReferenceTarget: Equatable {
    /// Only in the absolute form.
    let authority: ArraySlice<UInt8>?
    /// Empty in an absolute form that names none.
    let path: ArraySlice<UInt8>
    let query: ArraySlice<UInt8>?
    /// Whether the scheme is https.
    let isSecure: Bool

    init(_ target: ArraySlice<UInt8>) {
        let scheme = ["http://", "https://"].first {
            target.prefix($0.utf8.count).lowercasedText == $0
        }
        isSecure = scheme == "https://"
        var rest = target
        if let scheme {
            rest = rest.dropFirst(scheme.utf8.count)
            let found = rest.prefix { $0 != 47 && $0 != 63 }
            authority = found
            rest = rest.dropFirst(found.count)
        } else {
            authority = nil
        }
        path = rest.prefix { $0 != 63 }
        query = path.endIndex < rest.endIndex ? rest[path.endIndex...].dropFirst() : nil
    }
}
