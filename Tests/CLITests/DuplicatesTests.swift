// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TestSupport
import Testing

extension CLITests {
    struct DuplicatesTests {
        /// The groups that the command found, as names below the root.
        private func groups(
            in tree: FileTree, _ arguments: [String] = []
        ) throws -> (run: CommandRun, groups: [[String]]) {
            let run = try CommandRun.toEnd(["duplicates", tree.root] + arguments)
            var groups: [[String]] = [[]]
            for line in run.output.lines {
                if line.isEmpty {
                    groups.append([])
                } else {
                    #expect(line.hasPrefix(tree.root + "/"))
                    groups[groups.count - 1].append(String(line.dropFirst(tree.root.count + 1)))
                }
            }
            #expect(groups.last == [], "the last group has no empty line after it")
            return (run, groups.dropLast())
        }

        @Test(arguments: [1, 4]) func findsEqualFilesAndNoOthers(_ workers: Int) async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("one", "the same")
                    try tree.write("b/two", "the same")
                    try tree.write("a/deep/three", "the same")
                    try tree.write("size", "as long.")
                    try tree.write("alone", "nobody is like me")
                    try tree.write("small 1", "x")
                    try tree.write("small 2", "x")
                    let (run, groups) = try groups(in: tree, ["--workers", "\(workers)"])
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(groups == [["a/deep/three", "b/two", "one"], ["small 1", "small 2"]])
                    #expect(
                        run.errors.lines == [
                            "7 files in 4 folders: 3 needless copies of 2 files, 17 bytes"
                        ])
                }
            }
        }

        /// Equal in size and in the first block, so that only the later sieves tell them apart.
        @Test(arguments: [1, 3]) func looksAtEveryByte(_ workers: Int) async throws {
            try await blocking {
                try FileTree.make { tree in
                    var bytes = (0..<600_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                    for name in ["a1", "a2", "a3"] { try tree.write(name, bytes) }
                    bytes[600_000] ^= 1
                    for name in ["b1", "b2"] { try tree.write(name, bytes) }
                    bytes[300_000] ^= 1
                    try tree.write("c", bytes)
                    // A pair of a size of its own is compared without a digest of everything.
                    bytes.append(0)
                    try tree.write("d1", bytes)
                    bytes[599_999] ^= 1
                    try tree.write("d2", bytes)
                    let (run, groups) = try groups(in: tree, ["--workers", "\(workers)"])
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(groups == [["a1", "a2", "a3"], ["b1", "b2"]])
                }
            }
        }

        @Test func leavesOutWhatIsNoFileOfItsOwn() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("a", "text")
                    try tree.write("sub/b", "text")
                    try tree.link("c", to: "a")
                    try tree.link("d", symbolicallyTo: "a")
                    try tree.link("sub/loop", symbolicallyTo: "..")
                    try tree.link("nowhere", symbolicallyTo: "none")
                    try tree.write("empty 1", "")
                    try tree.write("empty 2", "")
                    try tree.makePipe("pipe")
                    let (run, groups) = try groups(in: tree)
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(groups == [["a", "sub/b"]])
                    #expect(
                        run.errors.lines == [
                            "2 files in 2 folders: 1 needless copy of 1 file, 4 bytes; "
                                + "left out: 2 empty files, 4 links, 1 special file"
                        ])
                }
            }
        }

        @Test func goesOnBehindWhatItCannotReadAndSaysSo() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("a", "text")
                    try tree.write("b", "text")
                    try tree.writeFileWithBrokenName()
                    let (run, groups) = try groups(in: tree)
                    #expect(try run.waitForEnd() == .exit(74))
                    #expect(groups == [["a", "b"]])
                    #expect(run.errors.lines.count == 2)
                    #expect(run.errors.lines.first?.hasSuffix("its name is no UTF-8") == true)
                    #expect(run.errors.lines.last?.hasSuffix("left out: 1 unreadable") == true)
                }
            }
        }

        /// Root may read everything, so somebody else has to try.
        @Test func namesWhatItMayNotRead() async throws {
            let setpriv = "/usr/bin/setpriv"
            let drop = [setpriv, "--reuid=65534", "--clear-groups", "--inh-caps=-all"]
            guard geteuid() != 0 || FileManager.default.isExecutableFile(atPath: setpriv) else {
                print("unreadable files were not tested: there is no \(setpriv)")
                return
            }
            try await blocking {
                try FileTree.make { tree in
                    for name in ["a", "b", "c", "closed/d"] { try tree.write(name, "text") }
                    try tree.allow(0o755, ".")
                    try tree.allow(0, "b")
                    try tree.allow(0, "closed")
                    defer { try? tree.allow(0o700, "closed") }
                    let run = try CommandRun.toEnd(
                        ["duplicates", tree.root], prefix: geteuid() == 0 ? drop : [])
                    if case .exit(126) = try run.waitForEnd() {
                        print("unreadable files were not tested: nobody may not run the command")
                        return
                    }
                    #expect(try run.waitForEnd() == .exit(74))
                    #expect(run.output.lines == [tree.path("a"), tree.path("c"), ""])
                    #expect(
                        run.errors.lines.dropLast() == [
                            "portico: cannot read \(tree.path("b")): permission denied",
                            "portico: cannot read \(tree.path("closed")): permission denied",
                        ])
                }
            }
        }

        @Test func refusesWhatIsNoFolder() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("file", "text")
                    for (name, reason) in [
                        ("none", "no such file or directory"), ("file", "it is no folder"),
                    ] {
                        let run = try CommandRun.toEnd(["duplicates", tree.path(name)])
                        #expect(try run.waitForEnd() == .exit(66))
                        #expect(
                            run.errors.lines == [
                                "portico: cannot read \(tree.path(name)): \(reason)"
                            ])
                        #expect(run.output.text.isEmpty)
                    }
                }
            }
        }

        @Test(arguments: [
            [], [".", ".."], [".", "--workers", "0"], [".", "--workers=-1"],
            [".", "--workers", "5000"], [".", "--compare", "--workers", "1"],
        ])
        func refusesArgumentsThatMakeNoSense(_ arguments: [String]) async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["duplicates"] + arguments)
                #expect(try run.waitForEnd() == .exit(64))
                #expect(run.errors.lines.count == 1, "\(run.errors.text)")
                #expect(run.output.text.isEmpty)
            }
        }

        @Test func speaksJSONToPrograms() async throws {
            struct Object: Decodable {
                struct Group: Decodable {
                    let bytes: Int
                    let files: [String]
                }
                struct Unread: Decodable {
                    let path, reason: String
                }
                let groups: [Group]
                let unread: [Unread]
            }
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("line\nbreak", "text")
                    try tree.write("\"quoted\"", "text")
                    try tree.writeFileWithBrokenName()
                    let run = try CommandRun.toEnd(["duplicates", tree.root, "--json"])
                    #expect(try run.waitForEnd() == .exit(74))
                    #expect(run.output.lines.count == 1)
                    let object = try JSONDecoder().decode(
                        Object.self, from: Data(run.output.text.utf8))
                    #expect(object.groups.count == 1)
                    #expect(object.groups.first?.bytes == 4)
                    #expect(
                        object.groups.first?.files == [
                            tree.path("\"quoted\""), tree.path("line\nbreak"),
                        ])
                    #expect(object.unread.count == 1)
                    #expect(object.unread.first?.reason == "its name is no UTF-8")
                }
            }
        }

        @Test func tellsTheSpeedOfItsWorkersBesideThatOfOne() async throws {
            try await blocking {
                try FileTree.make { tree in
                    for number in 0..<20 { try tree.write("\(number)", "text") }
                    let (run, groups) = try groups(in: tree, ["--compare", "--workers", "2"])
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(groups.map(\.count) == [20])
                    #expect(run.errors.lines.count == 2)
                    let line = try #require(run.errors.lines.last)
                    let pattern =
                        #/speed: [0-9.]+ ms with 1 worker, [0-9.]+ ms with 2, [0-9.]+ times as fast .*/#
                    #expect(line.wholeMatch(of: pattern) != nil, "\(line)")
                }
            }
        }

        @Test func saysThatItsResultCouldNotBeWritten() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("a", "text")
                    try tree.write("b", "text")
                    let toFull = ["/bin/sh", "-c", #"exec "$0" "$@" >/dev/full"#]
                    let run = try CommandRun.toEnd(["duplicates", tree.root], prefix: toFull)
                    #expect(try run.waitForEnd() == .exit(74))
                    #expect(
                        run.errors.lines == [
                            "portico: cannot write the result: no space left on device"
                        ])
                }
            }
        }

        @Test func explainsItsFlags() async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["duplicates", "--help"])
                #expect(try run.waitForEnd() == .exit(0))
                for word in ["<folder>", "--workers", "--json", "--compare", "74"] {
                    #expect(run.output.text.contains(word), "the help does not say \(word)")
                }
            }
        }
    }
}
