// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent
import TestSupport
import Testing

@testable import Portico

@Suite(.timeLimit(.minutes(1))) struct FileDescriptionTests {
    private static func status(
        bytes: Int = 5, modified: Int = 1000, changed: Int = 1000
    ) -> FileStatus {
        FileStatus(
            kind: .file, bytes: bytes, modified: .init(seconds: modified),
            changed: .init(seconds: changed), inode: 7)
    }

    private static func describe(_ status: FileStatus, now: Int) -> FileDescription {
        FileDescription(
            status: status, type: "text/plain", validators: Validators(status, now: now),
            fields: [:])
    }

    @Test(arguments: [status(bytes: 6), status(modified: 999), status(changed: 1001)])
    func areForTheStateInWhichAFileWas(_ other: FileStatus) {
        let known = FileDescriptions()
        known.keep(Self.describe(Self.status(), now: 2000), for: "a", now: 2000)
        #expect(known.description(of: "a", at: Self.status(), now: 2000) != nil)
        #expect(known.description(of: "a", at: other, now: 2000) == nil)
        #expect(known.description(of: "b", at: Self.status(), now: 2000) == nil)
    }

    /// Its tag is weak for a while, and then strong.
    @Test func areNotKeptOfAFileThatHasJustChanged() {
        let (known, fresh) = (FileDescriptions(), Self.status(changed: 1999))
        known.keep(Self.describe(fresh, now: 2000), for: "a", now: 2000)
        #expect(known.description(of: "a", at: fresh, now: 3000) == nil)
        known.keep(Self.describe(fresh, now: 3000), for: "a", now: 3000)
        #expect(known.description(of: "a", at: fresh, now: 3000) != nil)
        #expect(known.description(of: "a", at: fresh, now: 2000) == nil, "the clock went back")
    }

    @Test func areBounded() {
        let known = FileDescriptions()
        for number in 0...FileDescriptions.maxCount {
            known.keep(Self.describe(Self.status(), now: 2000), for: "\(number)", now: 2000)
        }
        #expect(known.description(of: "0", at: Self.status(), now: 2000) == nil)
        let last = "\(FileDescriptions.maxCount)"
        #expect(known.description(of: last, at: Self.status(), now: 2000) != nil)
    }

    @Test func areNotMixedUpBetweenFilesAndTheirForms() throws {
        try FileTree.make { tree in
            try tree.write("a", "12345")
            let file = try OpenFile(path: tree.path("a"))
            let descriptions = FileDescriptions()
            let now = file.status.changed.seconds + 100
            for _ in 1...2 {
                for (name, coding, type) in [
                    ("a.js", ContentCoding.identity, "text/javascript; charset=utf-8"),
                    ("a.js", .gzip, "text/javascript; charset=utf-8"),
                    ("a.js.gz", .identity, "application/gzip"),
                ] {
                    var reply = FileReply(file, name: name, coding: coding)
                    reply.descriptions = descriptions
                    let response = try reply.response(to: Request(target: "/"), now: now)
                    #expect(response.body.contentType == type)
                    let isCoded = response.headers[.contentEncoding] == "gzip"
                    #expect(isCoded == (coding == .gzip))
                }
            }
        }
    }
}
