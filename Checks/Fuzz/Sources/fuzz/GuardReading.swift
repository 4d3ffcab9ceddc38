// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1

/// Reads the heads that a guard lets in.
protocol HeadReader {
    /// The request of which the head stands in `bytes`; its body is not known yet.
    func read(
        _ bytes: Span<UInt8>, _ head: JudgedHead, _ masked: [JudgedHead.MaskedField]
    ) -> Reference.Request

    /// Called when the request that was read last has been answered.
    func finish()

    /// What this reader learns of `request`, which is whole.
    func known(of request: Reference.Request) -> Reference.Request
}

/// What a guard and a reader make of an input that comes in pieces, as on a connection.
struct GuardReading: Equatable {
    private(set) var requests: [Reference.Request] = []
    /// The status of the refusal that ended it.
    private(set) var refusal: Int?
    private(set) var isClosed = false

    /// Reads `input` whole and in pieces, and compares both with the reference.
    static func check(
        _ input: [UInt8], against reading: Reference, with reader: some HeadReader
    ) {
        let whole = GuardReading([input[...]], reader)
        var splits = Splits(of: input, number: 1)
        let split = GuardReading(splits.pieces(of: input), reader)
        guard whole.requests == split.requests, whole.isClosed == split.isClosed,
            (whole.refusal == nil) == (split.refusal == nil)
        else { finding("whole \(whole), in pieces \(split)") }
        let expected = reading.requests.map(reader.known)
        guard whole.requests == expected else {
            finding("admitted \(whole.requests), well-formed are \(expected)")
        }
        guard whole.isClosed == (reading.end == .closed) else { finding("where it closes") }
        guard case .refused(let status) = reading.end else { return }
        for refusal in [whole.refusal, split.refusal] {
            guard let refusal else { finding("not refused") }
            guard status == nil || refusal == status else {
                finding("refused with \(refusal), not \(status ?? 0)")
            }
        }
    }

    private init(_ pieces: [ArraySlice<UInt8>], _ reader: some HeadReader) {
        let requestGuard = RequestGuard()
        var begun: Reference.Request?
        for var piece in pieces {
            while !piece.isEmpty {
                do throws(Refusal) {
                    try Self.take(&piece, requestGuard, &begun, reader)
                } catch {
                    guard (400...505).contains(error.status) else { finding("\(error)") }
                    refusal = error.status
                    break
                }
                guard let request = begun, !requestGuard.awaitsBody else { continue }
                begun = nil
                requests.append(request)
                reader.finish()
                isClosed = !request.isPersistent
                if isClosed { return }
            }
            if refusal != nil { break }
        }
        if begun != nil { reader.finish() }
    }

    /// Takes a head, or some of a body, from the front of `piece`.
    private static func take(
        _ piece: inout ArraySlice<UInt8>, _ requestGuard: RequestGuard,
        _ begun: inout Reference.Request?, _ reader: some HeadReader
    ) throws(Refusal) {
        guard begun != nil else {
            let (used, verdict) = requestGuard.judge(piece.span, messageLimits)
            guard (0...piece.count).contains(used) else { finding("used \(used) bytes") }
            switch verdict {
            case .needsMore:
                guard used == piece.count else { finding("bytes were left and more are needed") }
            case .refused(let refusal, _):
                throw refusal
            case .head(let head, let held):
                let masked = requestGuard.maskedFields
                begun =
                    held.map { reader.read($0.span, head, masked) }
                    ?? reader.read(piece.span, head, masked)
            }
            piece = piece.dropFirst(used)
            return
        }
        var index = 0
        while let content = try requestGuard.nextContent(in: piece.span, from: &index) {
            begun?.body += piece.dropFirst(content.lowerBound).prefix(content.count)
        }
        if case .body(let count) = requestGuard.stage, count > messageLimits.maxBodyBytes {
            finding("\(count) bytes came of a body")
        }
        piece = piece.dropFirst(index)
    }
}
