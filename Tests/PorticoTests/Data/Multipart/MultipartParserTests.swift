// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import Portico

@Suite(.endsWithin(minutes: 1)) struct MultipartParserTests {
    /// A body with one part, whose header and content are given.
    private static func part(_ disposition: String, _ content: String = "x") -> String {
        "--b\r\nContent-Disposition: \(disposition)\r\n\r\n\(content)\r\n--b--\r\n"
    }

    private static let a = #"form-data; name="a""#

    private func refusal(
        _ body: String, boundary: String = "b", limits: MultipartLimits = MultipartLimits()
    ) throws -> MultipartError {
        try #require(throws: MultipartError.self) {
            try MultipartParser.read(body, boundary: boundary, limits: limits)
        }
    }

    private func reason(_ body: String) throws -> String {
        guard case .malformed(let reason) = try refusal(body) else { return "" }
        return reason
    }

    @Test(arguments: MultipartSample.all)
    func readsWhatClientsSend(_ sample: MultipartSample) throws {
        let boundary = try MultipartBoundary.read(sample.contentType)
        #expect(try MultipartParser.read([sample.body], boundary: boundary) == sample.parts)
    }

    @Test(arguments: MultipartSample.all)
    func readsItTheSameWhereverItIsSplit(_ sample: MultipartSample) throws {
        let boundary = try MultipartBoundary.read(sample.contentType)
        for end in 0...sample.body.count {
            let pieces = [Array(sample.body[..<end]), Array(sample.body[end...])]
            let parts = try MultipartParser.read(pieces, boundary: boundary)
            #expect(parts == sample.parts, "split at \(end)")
        }
        for size in [1, 2, 3, 7] {
            let pieces = stride(from: 0, to: sample.body.count, by: size).map {
                Array(sample.body[$0..<min($0 + size, sample.body.count)])
            }
            let parts = try MultipartParser.read(pieces, boundary: boundary)
            #expect(parts == sample.parts, "pieces of \(size)")
        }
    }

    @Test(arguments: MultipartSample.all)
    func refusesWhatIsCutShort(_ sample: MultipartSample) throws {
        let boundary = try MultipartBoundary.read(sample.contentType)
        let last = Array("--\(boundary)--".utf8)
        let end =
            try #require(
                sample.body.indices.last { sample.body[$0...].starts(with: last) }) + last.count
        for count in 0..<end {
            #expect(throws: MultipartError.self, "cut at \(count)") {
                try MultipartParser.read([Array(sample.body[..<count])], boundary: boundary)
            }
        }
    }

    /// What clients never send, with bytes changed, left out and doubled: where it is split must not matter either.
    @Test(arguments: MultipartSample.all)
    func readsDamagedBodiesTheSameWhereverTheyAreSplit(_ sample: MultipartSample) throws {
        let boundary = try MultipartBoundary.read(sample.contentType)
        func read(_ pieces: [[UInt8]]) -> Result<[ReadPart], MultipartError> {
            Result { () throws(MultipartError) in
                try MultipartParser.read(pieces, boundary: boundary)
            }
        }
        var random = SplitMix(state: 7)
        for _ in 1...20 {
            var body = sample.body
            let place = random.next(below: body.count)
            switch random.next(below: 4) {
            case 0: body[place] = Array("\r\n-\";= x".utf8)[random.next(below: 8)]
            case 1: body.remove(at: place)
            case 2: body.insert(contentsOf: body[place...].prefix(8), at: place)
            default: body.removeSubrange(place..<min(place + 3, body.count))
            }
            let split = random.next(below: body.count + 1)
            let whole = read([body])
            #expect(read([Array(body[..<split]), Array(body[split...])]) == whole)
            #expect(read(body.map { [$0] }) == whole)
        }
    }

    /// RFC 2046 §5.1.1: a boundary line begins behind CRLF, with two hyphens.
    @Test(arguments: [
        "\r\n--", "\r\n-b", "\n--b", "\r--b", "--b", "--b--", "x--b\r\n", "\r\n --b", "\r\n\r\n",
        "\r\r\n-", "\r\n--c", "\r\n--B\r\n", "\r\n--\r\n--\r\n", "\r", "\r\n", "\n\r\n-",
        "\r\n-\r\n--\r",
    ])
    func takesLookAlikesForContent(_ content: String) throws {
        for content in [content + "x", "x" + content, "x\(content)x"]
        where !content.hasPrefix("--b") {
            let body = Array(Self.part(Self.a, content).utf8)
            for end in 0...body.count {
                let pieces = [Array(body[..<end]), Array(body[end...])]
                let parts = try MultipartParser.read(pieces, boundary: "b")
                #expect(parts == [ReadPart("a", content)], "split at \(end)")
            }
        }
    }

    /// RFC 2046 §5.1: no line of a part may begin with the boundary.
    @Test(arguments: [
        "x\r\n--bc\r\n", "x\r\n--b-\r\n", "x\r\n--b-x", "x\r\n--b x", "x\r\n--b\r\r\n",
        "x\r\n--b\nx",
        "x\r\n--b--x", "x\r\n--b-- \rx", "--bc",
    ])
    func refusesLinesThatGoOnBehindTheBoundary(_ content: String) throws {
        #expect(
            try reason(Self.part(Self.a, content))
                == "a line begins with the boundary and goes on after it")
    }

    @Test func leavesAnotherMultipartInAPartAlone() throws {
        let inner = "--c\r\nContent-Disposition: file; filename=\"x\"\r\n\r\n1\r\n--c--\r\n"
        let body =
            "--b\r\nContent-Disposition: \(Self.a)\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
            + "\(inner)\r\n--b--"
        #expect(
            try MultipartParser.read(body)
                == [ReadPart("a", type: "multipart/mixed; boundary=c", inner)])
    }

    @Test(arguments: [
        (#"form-data; name="a"; filename="b""#, "a", "b"), (#"FORM-DATA;NAME="a""#, "a", nil),
        (#" form-data ;  name="a" ; filename="b" ;"#, "a", "b"), ("form-data; name=a", "a", nil),
        (#"form-data; filename="b"; name="a""#, "a", "b"), (#"form-data; name="""#, "", nil),
        (#"form-data; name="a"; x="y"; filename*=UTF-8''c"#, "a", nil),
        (#"form-data; name="a;b=c""#, "a;b=c", nil),
        (#"form-data; name="a"; filename="C:\d\""#, "a", #"C:\d\"#),
        (#"form-data; name="%22%0d%0A%0D%0a%2522%25""#, "\"\r\n\r\n%2522%25", nil),
        (#"form-data; name="%"; filename="%2""#, "%", "%2"),
        ("form-data; name=\"💩\u{FEFF}\"", "💩\u{FEFF}", nil),
        (#"form-data; name="a"; filename="../../etc/passwd""#, "a", "../../etc/passwd"),
    ])
    func readsNames(_ value: String, _ name: String, _ filename: String?) throws {
        #expect(
            try MultipartParser.read(Self.part(value)) == [ReadPart(name, filename: filename, "x")])
    }

    @Test func replacesWhatIsNoUTF8() throws {
        let head = Array(#"--b\#r\#nContent-Disposition: form-data; name="x"#.utf8)
        let body = head + [0xff] + Array("\"\r\n\r\n\r\n--b--".utf8)
        #expect(try MultipartParser.read([body], boundary: "b") == [ReadPart("x\u{FFFD}", "")])
    }

    @Test(arguments: [
        ("form-data", "a part has no name"), (#"form-data; filename="a""#, "a part has no name"),
        ("", "a part is no form-data"), (#"attachment; name="a""#, "a part is no form-data"),
        (#"form-data; name="a"; name="a""#, "a part has name twice"),
        (#"form-data; name="a"; filename=b; filename=b"#, "a part has filename twice"),
    ])
    func refusesPartsWithoutAName(_ value: String, _ reason: String) throws {
        #expect(try self.reason(Self.part(value)) == reason)
    }

    @Test(arguments: [
        #"form-data name="a""#, #"form-data; name"#, #"form-data; name="#, #"form-data; name="a"#,
        #"form-data; name="a"b""#, #"form-data; name="a\"b""#, #"form-data; ="a""#,
        #"form-data; name = "a""#, #"form-data;; name="a""#, "form-data; name=ä",
    ])
    func refusesMalformedDispositions(_ value: String) throws {
        #expect(
            try reason(Self.part(value)) == "the Content-Disposition of a part is malformed")
    }

    @Test(arguments: [
        "\r\n\r\n", "X: y\r\n\r\n",
        "Content-Disposition: \(a)\r\nContent-Disposition: \(a)\r\n\r\n",
        "Content-Type: a/b\r\nContent-Type: a/b\r\n\r\n",
        "Content-Disposition: \(a);\r\n x=y\r\n\r\n",
        "Content-Disposition : \(a)\r\n\r\n", ": x\r\n\r\n", "no colon\r\n\r\n", "X: a\0b\r\n\r\n",
        "X: a\rb\r\n\r\n", "X: a\nb\r\n\r\n", "Content-Disposition: \(a)\n\r\n\r\n",
        "X: a\u{7f}\r\n\r\n",
    ])
    func refusesMalformedHeaders(_ header: String) throws {
        #expect(try !reason("--b\r\n\(header)x\r\n--b--").isEmpty)
    }

    /// RFC 7578 §4.7.
    @Test(arguments: ["base64", "quoted-printable", "Base64", ""])
    func refusesEncodedParts(_ encoding: String) throws {
        let body =
            "--b\r\nContent-Disposition: \(Self.a)\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n"
        #expect(try refusal(body) == .encodedPart)
    }

    @Test func refusesMorePartsThanItMayHave() throws {
        let one = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n"
        var limits = MultipartLimits()
        #expect(
            try refusal(String(repeating: one, count: 100_000)) == .tooManyParts(limit: 1_000))
        limits.maxParts = 3
        let three = String(repeating: one, count: 3)
        #expect(try MultipartParser.read("\(three)--b--", limits: limits).count == 3)
        #expect(try refusal("\(three)\(one)--b--", limits: limits) == .tooManyParts(limit: 3))
    }

    @Test func refusesHeadersLargerThanTheyMayBe() throws {
        let header = "Content-Disposition: form-data; name=a\r\n\r\n"
        var limits = MultipartLimits()
        limits.maxPartHeaderBytes = header.utf8.count
        #expect(try MultipartParser.read("--b\r\n\(header)\r\n--b--", limits: limits).count == 1)
        limits.maxPartHeaderBytes -= 1
        let error = MultipartError.partHeaderTooLarge(limit: limits.maxPartHeaderBytes)
        #expect(try refusal("--b\r\n\(header)\r\n--b--", limits: limits) == error)
        // One that has no end is refused without it.
        #expect(
            try refusal("--b\r\nX: \(String(repeating: "x", count: 9_000))")
                == .partHeaderTooLarge(limit: 8 << 10))
    }

    @Test func refusesBodiesLargerThanTheyMayBe() throws {
        let body = Self.part(Self.a)
        var limits = MultipartLimits()
        limits.maxBytes = body.utf8.count
        let pieces = body.utf8.map { [$0] }
        #expect(try MultipartParser.read(pieces, boundary: "b", limits: limits).count == 1)
        #expect(try refusal(body + "x", limits: limits) == .tooLarge(limit: body.utf8.count))
    }

    @Test func holdsNoMoreThanAPieceAndABoundary() throws {
        // Without a limit, a preamble and a part that have no end; each piece looks like a boundary at its end.
        for start in ["", "--b\r\nContent-Disposition: \(Self.a)\r\n\r\n"] {
            var parser = MultipartParser(boundary: "bound", limits: MultipartLimits())
            try parser.take(Array(start.replacing("--b", with: "--bound").utf8))
            for _ in 1...200 {
                try parser.take([UInt8](repeating: 0x78, count: 1_000) + Array("\r\n--bou".utf8))
                read: while true {
                    switch try parser.next() {
                    case .needsInput: break read
                    case .content(let bytes): #expect(bytes.count <= 1_014)
                    default: continue
                    }
                }
                #expect(parser.heldBytes <= 7)
            }
        }
    }
}

@Suite(.endsWithin(minutes: 1)) struct MultipartBoundaryTests {
    @Test(arguments: [
        ("multipart/form-data; boundary=a", "a"), ("multipart/form-data;boundary=\"a b\"", "a b"),
        ("MULTIPART/FORM-DATA ; BOUNDARY=aB", "aB"),
        ("multipart/form-data; x=y; boundary=a; z", "a"),
        ("multipart/form-data; boundary=----a=/?:,.()+_'", "----a=/?:,.()+_'"),
        (
            "multipart/form-data; boundary=\(String(repeating: "x", count: 70))",
            String(repeating: "x", count: 70)
        ),
    ])
    func readsTheBoundary(_ value: String, _ boundary: String) throws {
        #expect(try MultipartBoundary.read(value) == boundary)
    }

    @Test(arguments: [
        "", "; boundary=", "; boundary=\"\"", "; boundary=\"a \"", "; boundary=a b",
        "; boundary=a; boundary=a", "; boundary=ä", "; boundary=\"a;", "; boundary=a\\b",
        "; boundary=\(String(repeating: "x", count: 71))",
        "; boundary=a, multipart/form-data; boundary=a",
    ])
    func refusesOthers(_ parameters: String) throws {
        #expect(throws: MultipartError.noBoundary) {
            try MultipartBoundary.read("multipart/form-data\(parameters)")
        }
    }

    @Test(arguments: [
        nil, "", "multipart/mixed; boundary=a", "application/x-www-form-urlencoded", "text/plain",
    ])
    func refusesWhatIsNoForm(_ value: String?) throws {
        #expect(throws: MultipartError.notMultipart) { try MultipartBoundary.read(value) }
    }
}

@Suite(.endsWithin(minutes: 1)) struct BoundarySearchTests {
    /// Every text of seven letters of those that the line is made of, against a search that takes no short cut.
    @Test func findsWhatAPlainSearchFinds() {
        let search = BoundarySearch(boundary: "-")
        let letters = Array("\r\n-".utf8)
        for number in 0..<2_187 {
            var rest = number
            let text = (0..<7).map { _ in
                defer { rest /= 3 }
                return letters[rest % 3]
            }
            let found = text.indices.first { text[$0...].starts(with: search.line) }
            #expect(search.firstLine(in: text, from: 0) == found)
            let held = text.indices.first { start in
                start > 7 - search.line.count && search.line.starts(with: text[start...])
            }
            #expect(search.heldBack(in: text, from: 0) == held ?? text.count)
        }
    }
}

/// Numbers that look random and are the same in every run.
private struct SplitMix {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var number = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        number = (number ^ number >> 27) &* 0x94d0_49bb_1331_11eb
        return Int((number ^ number >> 31) % UInt64(limit))
    }
}
