// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// What the header of a part says, RFC 7578 §4.
///
/// Fields of other names are not looked at (§4.8).
struct PartHeader: Sendable, Equatable {
    let name: String
    /// Nil for a field; of a file perhaps empty.
    let filename: String?
    let contentType: String?

    /// Reads `lines`, each with its line end.
    init(_ lines: some Collection<UInt8>) throws(MultipartError) {
        var (disposition, contentType) = (PartDisposition?.none, String?.none)
        var rest = Array(lines)[...]
        while !rest.isEmpty {
            let line = try Self.takeLine(from: &rest)
            let name = line.prefix(while: \.isTokenCharacter)
            let value = line.dropFirst(name.count + 1)
            // A line that begins with a blank goes on with the one before: no client has done that for long.
            guard !name.isEmpty, line.dropFirst(name.count).first == .colon,
                value.allSatisfy({ $0 >= .space && $0 != 0x7f || $0 == .tab })
            else { throw .malformed(reason: "a line in the header of a part is malformed") }
            switch String(decoding: name.map(\.lowercased), as: UTF8.self) {
            case "content-disposition":
                guard disposition == nil else { throw .twice("Content-Disposition") }
                disposition = try PartDisposition(value)
            case "content-type":
                guard contentType == nil else { throw .twice("Content-Type") }
                contentType = String(String(decoding: value, as: UTF8.self)[...].trimmingBlanks)
            case "content-transfer-encoding":
                try Self.checkIsPlain(String(decoding: value, as: UTF8.self))
            default: break
            }
        }
        guard let disposition else {
            throw .malformed(reason: "a part has no Content-Disposition")
        }
        self.name = disposition.name
        filename = disposition.filename
        self.contentType = contentType
    }

    private static func takeLine(
        from rest: inout ArraySlice<UInt8>
    ) throws(MultipartError) -> ArraySlice<UInt8> {
        let line = rest.prefix { $0 != .lineFeed }
        rest = rest.dropFirst(line.count + 1)
        guard line.last == .carriageReturn else {
            throw .malformed(reason: "a line in the header of a part does not end in CRLF")
        }
        return line.dropLast()
    }

    /// RFC 2045 §6.2: these three are the bytes as they are.
    private static func checkIsPlain(_ encoding: String) throws(MultipartError) {
        guard ["7bit", "8bit", "binary"].contains(encoding[...].trimmingBlanks.lowercased()) else {
            throw .encodedPart
        }
    }
}

extension MultipartError {
    static func twice(_ name: String) -> MultipartError {
        .malformed(reason: "a part has \(name) twice")
    }
}
