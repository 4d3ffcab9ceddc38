// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1

/// Reads heads by what the guard alone keeps of them: no field but the masked ones.
struct GuardHeads: HeadReader {
    func read(
        _ bytes: Span<UInt8>, _ head: JudgedHead, _ masked: [JudgedHead.MaskedField]
    ) -> Reference.Request {
        let target = bytes.array(head.targetStart..<head.targetEnd)
        checkParts(of: target, head)
        var fields = Array(repeating: Self.unknown, count: head.fieldCount)
        for field in masked {
            let colon = (field.offset..<head.end).first { bytes[$0] == 58 } ?? head.end
            fields[field.index].name = bytes.array(field.offset..<colon)
        }
        return Reference.Request(
            method: bytes.array(head.method), target: target,
            minorVersion: Int(head.minorVersion), fields: fields,
            isPersistent: head.isPersistent, expectsContinue: head.expectsContinue)
    }

    func finish() {}

    /// Of fields, it knows the names of those that are masked: all three where the guard frames a body.
    func known(of request: Reference.Request) -> Reference.Request {
        let masked = ["content-length", "transfer-encoding", "expect"]
        let hasBody = request.fields.contains { field in
            let name = field.name[...].lowercasedText
            return name == "transfer-encoding"
                || name == "content-length" && !field.value.allSatisfy { $0 == 48 }
        }
        var known = request
        known.fields = request.fields.map { field in
            guard hasBody, masked.contains(field.name[...].lowercasedText) else {
                return Self.unknown
            }
            return Reference.Field(name: field.name, value: [])
        }
        return known
    }

    private static let unknown = Reference.Field(name: [], value: [])

    private func checkParts(of target: [UInt8], _ head: JudgedHead) {
        let expected = ReferenceTarget(target[...])
        guard head.target.authority.map({ target[$0] }) == expected.authority,
            target[head.target.path] == expected.path,
            head.target.query.map({ target[$0] }) == expected.query
        else { finding("the parts of \(target) are \(head.target)") }
    }
}

extension Span<UInt8> {
    fileprivate func array(_ range: Range<Int>) -> [UInt8] { range.map { self[$0] } }
}
