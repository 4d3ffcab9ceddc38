// SPDX-License-Identifier: Apache-2.0

@testable import Portico

/// What the parser of `multipart/form-data` makes of a body.
struct MultipartReading: Equatable {
    /// A part, as far as it has come.
    private struct Part: Equatable {
        let header: PartHeader
        var content: [UInt8] = []
        var hasEnded = false
    }

    /// What the inputs of the corpus have.
    private static let boundary = "b"
    private static let boundaryLine = Array("\r\n--b".utf8)
    /// Small, so that inputs reach them.
    private static let limits = {
        var limits = MultipartLimits()
        limits.maxParts = 4
        limits.maxPartHeaderBytes = 128
        return limits
    }()

    private var parts: [Part] = []
    /// Nil when the body was read to its end.
    private var failure: MultipartError?

    /// Takes `input` as a body, whole and in pieces, and as a value of `Content-Type`.
    static func check(_ input: [UInt8]) {
        let whole = MultipartReading(of: [input[...]])
        for number in 0..<4 {
            var splits = Splits(of: input, number: UInt64(number))
            let pieces = splits.pieces(of: input)
            let reading = MultipartReading(of: pieces)
            guard reading == whole else {
                finding("in pieces of \(pieces.map(\.count)): \(reading), whole: \(whole)")
            }
        }
        // Whatever it is, it is read or refused.
        let contentType = "multipart/form-data" + String(decoding: input, as: UTF8.self)
        guard let boundary = try? MultipartBoundary.read(contentType) else { return }
        _ = MultipartParser(boundary: boundary, limits: limits)
    }

    private init(of pieces: [ArraySlice<UInt8>]) {
        var parser = MultipartParser(boundary: Self.boundary, limits: Self.limits)
        do throws(MultipartError) {
            for piece in pieces where !piece.isEmpty {
                try parser.take(Array(piece))
                guard try !readAll(from: &parser) else { finding("an end before the last piece") }
            }
            try parser.end()
            guard try readAll(from: &parser) else { finding("a body that ends, and asks for more") }
        } catch {
            failure = error
        }
        checkContents()
    }

    /// Takes what comes until more is needed; true at the end of the body.
    private mutating func readAll(from parser: inout MultipartParser) throws(MultipartError) -> Bool
    {
        while true {
            switch try parser.next() {
            case .part(let header):
                guard parts.last?.hasEnded ?? true else { finding("a part within a part") }
                parts.append(Part(header: header))
            case .content(let bytes):
                guard let last = parts.indices.last, !parts[last].hasEnded, !bytes.isEmpty else {
                    finding("content of no part, or none: \(bytes)")
                }
                parts[last].content += bytes
            case .endOfPart:
                guard let last = parts.indices.last, !parts[last].hasEnded else {
                    finding("the end of no part")
                }
                parts[last].hasEnded = true
            case .end:
                guard parts.last?.hasEnded ?? true else { finding("an end within a part") }
                return true
            case .needsInput:
                let most = Self.limits.maxPartHeaderBytes + Self.boundaryLine.count + 2
                guard parser.heldBytes <= most else {
                    finding("\(parser.heldBytes) bytes are held")
                }
                return false
            }
        }
    }

    /// No content has a boundary line within, and no limit is passed.
    private func checkContents() {
        guard parts.count <= Self.limits.maxParts else { finding("\(parts.count) parts") }
        for part in parts {
            let bytes = Array("\r\n".utf8) + part.content
            for start in bytes.indices where bytes[start...].starts(with: Self.boundaryLine) {
                finding("a boundary line in the content of \(part)")
            }
        }
    }
}
