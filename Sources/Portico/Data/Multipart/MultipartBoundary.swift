// SPDX-License-Identifier: Apache-2.0

/// The boundary that `Content-Type` names.
enum MultipartBoundary {
    /// Reads it from a value such as `multipart/form-data; boundary=x`.
    ///
    /// 1 to 70 characters, RFC 2046 §5.1.1. Some clients do not quote characters that no token has, so those that
    /// a boundary may have do without.
    static func read(_ contentType: String?) throws(MultipartError) -> String {
        let parts = (contentType ?? "")[...].splitOutsideQuotes(at: ";")
        guard MediaType(String(parts[0]))?.essence == MultipartError.contentType else {
            throw .notMultipart
        }
        var boundary: Substring?
        for part in parts.dropFirst() {
            guard let (name, value) = part.parameter, name == "boundary" else { continue }
            guard boundary == nil else { throw .noBoundary }
            boundary = value
        }
        guard var boundary else { throw .noBoundary }
        let isQuoted =
            boundary.utf8.count >= 2 && boundary.hasPrefix("\"") && boundary.hasSuffix("\"")
        if isQuoted { boundary = boundary.dropFirst().dropLast() }
        guard 1...70 ~= boundary.utf8.count, boundary.last != " ",
            boundary.utf8.allSatisfy({ isBoundaryCharacter($0) || isQuoted && $0 == 0x20 })
        else { throw .noBoundary }
        return String(boundary)
    }

    private static func isBoundaryCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "'()+_,-./:=?".utf8.contains(byte)
        }
    }
}
