// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Portico

@Suite(.endsWithin(minutes: 1)) struct MultipartFormTests {
    private struct SignUp: Decodable, Equatable {
        var name: String
        var age: Int?
        var interests: [String]
    }

    private func request(_ parts: [(header: String, content: String)]) -> Request {
        let text = parts.map { "--b\r\nContent-Disposition: form-data; \($0)\r\n\r\n\($1)\r\n" }
        return MultipartSample("", boundary: "b", text.joined() + "--b--\r\n", []).request
    }

    @Test(arguments: MultipartSample.all)
    func readsPartsOfAWholeBody(_ sample: MultipartSample) throws {
        let form = try sample.request.multipart()
        var parts: [ReadPart] = []
        while let part = try form.nextPart() {
            parts.append(
                ReadPart(
                    part.name, filename: part.filename, type: part.contentType, try part.collect()))
        }
        #expect(parts == sample.parts)
        #expect(try form.nextPart() == nil)
    }

    @Test(arguments: MultipartSample.all)
    func readsPartsInATask(_ sample: MultipartSample) async throws {
        var parts: [ReadPart] = []
        for try await part in try sample.request.multipart().parts {
            parts.append(
                ReadPart(
                    part.name, filename: part.filename, type: part.contentType,
                    try await part.collect()))
        }
        #expect(parts == sample.parts)
    }

    @Test func skipsWhatIsNotRead() throws {
        let form = try request([("name=a", "1"), ("name=b", "2"), ("name=c", "3")]).multipart()
        _ = try form.nextPart()
        let second = try #require(try form.nextPart())
        #expect(try second.read() == Array("2".utf8))
        #expect(try second.read() == nil)
        #expect(try second.read() == nil)
        #expect(try form.nextPart()?.text() == "3")
        #expect(try form.nextPart() == nil)
    }

    @Test func readsNoPartThatIsOver() throws {
        let form = try request([("name=a", "1"), ("name=b", "2")]).multipart()
        let first = try #require(try form.nextPart())
        let second = try #require(try form.nextPart())
        #expect(throws: MultipartError.partIsOver(name: "a")) { try first.read() }
        // That was a mistake of the program, and the form is as it was.
        #expect(try second.text() == "2")
    }

    @Test func throwsAgainWhatItThrew() throws {
        let form = try MultipartSample("", boundary: "b", "--bc", []).request.multipart()
        for _ in 1...2 {
            #expect(throws: MultipartError.self) { try form.nextPart() }
        }
    }

    @Test func boundsWhatItCollects() async throws {
        var limits = MultipartLimits()
        limits.maxFieldBytes = 3
        let request = request([
            ("name=a", "123"), ("name=b", "1234"), ("name=c; filename=d", "12345"),
        ])
        let form = try request.multipart(limits)
        #expect(try await form.nextPart()?.text() == "123")
        let second = try #require(try await form.nextPart())
        await #expect(throws: MultipartError.partTooLarge(name: "b", limit: 3)) {
            try await second.text()
        }
        let file = try #require(try await form.nextPart())
        await #expect(throws: MultipartError.partTooLarge(name: "c", limit: 4)) {
            try await file.save(upTo: 4) { _ in }
        }
        let again = try request.multipart(limits)
        _ = try await again.nextPart()
        _ = try await again.nextPart()
        #expect(try await again.nextPart()?.collect(upTo: 5) == Array("12345".utf8))
    }

    @Test func readsSmallFormsWithFiles() async throws {
        let request = request([
            (#"name="name""#, "Ann"), (#"name="age""#, ""), (#"name="interests""#, "tea"),
            (#"name="picture"; filename="../a.png""#, "PNG"), (#"name="interests""#, "chess"),
            (#"name="none"; filename="""#, ""),
        ])
        let forms = [
            try blockingForm(request), try await request.multipartForm(upTo: 1_000),
        ]
        for form in forms {
            #expect(
                try form.decode(as: SignUp.self)
                    == SignUp(name: "Ann", age: nil, interests: ["tea", "chess"]))
            #expect(form.fields["name"] == "Ann")
            #expect(form.file("picture")?.bytes == Array("PNG".utf8))
            #expect(form.file("picture")?.filename == "../a.png")
            #expect(form.files.count == 1)
        }
        await #expect(throws: MultipartError.tooLarge(limit: 100)) {
            try await request.multipartForm(upTo: 100)
        }
    }

    private func blockingForm(_ request: Request) throws -> MultipartForm {
        try request.multipartForm(upTo: 1_000)
    }

    @Test func namesFieldsThatDoNotDecode() throws {
        let form = try blockingForm(request([("name=name", "Ann"), ("name=age", "x")]))
        let error = try #require(throws: HTTPError.self) { try form.decode(as: SignUp.self) }
        #expect(error.description == "422 Unprocessable Content: age: a whole number is expected")
    }

    @Test func writesFilesToDescriptors() throws {
        let sample = MultipartSample.chromium
        try FileTree.make { tree in
            try tree.write("upload", "")
            let file = try FileHandle(
                forWritingTo: URL(fileURLWithPath: tree.path("upload")))
            let form = try sample.request.multipart()
            while let part = try form.nextPart() {
                let count = try part.save(upTo: 100, toDescriptor: file.fileDescriptor)
                #expect(count == sample.parts.first { $0.name == part.name }?.bytes.count)
            }
            try file.close()
            let bytes = try Data(contentsOf: URL(fileURLWithPath: tree.path("upload")))
            #expect(Array(bytes) == sample.parts.flatMap(\.bytes))
        }
        let part = try #require(try sample.request.multipart().nextPart())
        let error = try #require(throws: MultipartError.self) {
            try part.save(upTo: 100, toDescriptor: -1)
        }
        #expect(error.description.hasSuffix("to a file: Bad file descriptor"))
    }

    private static let refusals: [(MultipartError, Int, String)] = [
        (.notMultipart, 415, "the body must be multipart/form-data"),
        (.encodedPart, 415, "send its parts without a transfer encoding"),
        (
            .noBoundary, 400,
            "cannot read the form: its Content-Type must have one boundary of 1 to 70 characters"
        ),
        (.malformed(reason: "a part has no name"), 400, "cannot read the form: a part has no name"),
        (.tooManyParts(limit: 3), 413, "cannot read the form: it has more than 3 parts"),
        (
            .partHeaderTooLarge(limit: 3), 413,
            "cannot read the form: the header of a part is larger than 3 bytes"
        ),
        (.partTooLarge(name: "a\n", limit: 3), 413, #"["a\n"]: it is larger than 3 bytes"#),
        (.tooLarge(limit: 3), 413, "cannot read the form: it is larger than 3 bytes"),
    ]

    @Test(arguments: refusals)
    func answersWithAStatusAndASentence(
        _ error: MultipartError, _ code: Int, _ sentence: String
    ) throws {
        let outcome = HandlerOutcome(error, Request(target: "/"), Context())
        #expect(outcome.response.status.code == code)
        let body = String(decoding: try #require(outcome.response.body.bytes), as: UTF8.self)
        #expect(body.hasSuffix(": \(sentence)\n"))
        #expect(outcome.error is HTTPError)
        #expect((outcome.response.headers[.accept] != nil) == (error == .notMultipart))
    }

    @Test func tellsClientsNothingOfMistakesOfTheProgram() throws {
        for error in [
            MultipartError.partIsOver(name: "a"), .cannotWrite(name: "a", reason: "disk full"),
        ] {
            let outcome = HandlerOutcome(error, Request(target: "/"), Context())
            #expect(outcome.response.status == .internalServerError)
            #expect(outcome.error is MultipartError)
        }
    }
}
