// SPDX-License-Identifier: Apache-2.0
import Portico

@testable import Libevent

/// The guard of a connection without the connection: a million inputs take minutes.
enum FuzzedGuard {
    /// What the guard made of an input.
    private struct Outcome: Equatable {
        var requests: [Reference.Request] = []
        var isRefused = false
        var isClosed = false
    }

    static func check(_ input: [UInt8], against reading: Reference) {
        let whole = feed([input[...]])
        var splits = Splits(of: input, number: 1)
        let split = feed(splits.pieces(of: input))
        guard whole == split else { finding("whole \(whole), in pieces \(split)") }
        guard whole.requests == reading.requests else {
            finding("admitted \(whole.requests), well-formed are \(reading.requests)")
        }
        guard whole.isClosed == (reading.end == .closed) else { finding("where it closes") }
        guard whole.isRefused || reading.end != .refused else { finding("not refused") }
    }

    private static func feed(_ pieces: [ArraySlice<UInt8>]) -> Outcome {
        var outcome = Outcome()
        let door = Guard()
        for piece in pieces {
            var piece = piece
            while !piece.isEmpty {
                let (used, verdict) = piece.withUnsafeBufferPointer { door.examine($0, limits) }
                guard (0...piece.count).contains(used) else { finding("used \(used) bytes") }
                piece = piece.dropFirst(used)
                checkMemory(of: door)
                switch verdict {
                case .needsMore, .expectsContinue:
                    guard piece.isEmpty else { finding("bytes were left and more are needed") }
                case .refused(let refusal, _):
                    guard (400...505).contains(refusal.status) else { finding("\(refusal)") }
                    outcome.isRefused = true
                    return outcome
                case .admitted(let head, let body, let isPersistent):
                    outcome.requests.append(request(head, body, isPersistent))
                    guard isPersistent else {
                        outcome.isClosed = true
                        return outcome
                    }
                }
            }
        }
        return outcome
    }

    /// A head that is admitted can be read, every field of it.
    private static func request(
        _ head: RequestHead, _ body: [UInt8], _ isPersistent: Bool
    ) -> Reference.Request {
        var expectsContinue = false
        head.forEachField { name, value in
            guard !name.isEmpty else { finding("a field without a name was admitted") }
            if head.text(name).lowercased() == "expect", head.minorVersion == 1 {
                expectsContinue = true
            }
            guard !head.bytes[value].contains(where: { $0 < 32 && $0 != 9 || $0 == 127 }) else {
                finding("a control character was admitted")
            }
            return true
        }
        return Reference.Request(
            method: Array(head.method.utf8), target: Array(head.target.utf8), body: body,
            isPersistent: isPersistent, expectsContinue: expectsContinue)
    }

    private static func checkMemory(of door: Guard) {
        if case .body(let count) = door.stage, count > limits.maxBodyBytes {
            finding("\(count) bytes are kept of a body")
        }
    }
}
