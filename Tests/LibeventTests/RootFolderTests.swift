// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Libevent
import PorticoPool
import TestSupport
import Testing

/// Each test runs with the kernel's own rule, and as on a kernel that has none.
@Suite(.timeLimit(.minutes(2))) struct RootFolderTests {
    /// Makes `inside/` with a file, and `outside/` with a secret beside it, and opens the first.
    private func withRoot(
        _ usesOpenat2: Bool, followsLinks: Bool = true,
        _ body: (RootFolder, FileTree) throws -> Void
    ) throws {
        try FileTree.make { tree in
            try tree.write("inside/a", "good")
            try tree.write("inside/deep/er/b", "good")
            try tree.write("outside/a", "secret")
            let root = try RootFolder(
                path: tree.path("inside"), followsLinks: followsLinks, mayUseOpenat2: usesOpenat2)
            try #require(
                root.usesOpenat2 == usesOpenat2,
                "this kernel has no openat2, or a sandbox forbids it")
            try body(root, tree)
        }
    }

    /// Why nothing is opened at `path`; nil if a file is, which has this text.
    private func code(_ root: RootFolder, _ path: String, _ expected: String? = nil) -> Int32? {
        do throws(PosixError) {
            let file = try root.open(path)
            guard let expected else { return nil }
            let bytes = try file.read(at: 0, count: file.status.bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == expected)
            return nil
        } catch {
            return error.code
        }
    }

    private func text(_ file: OpenFile) throws -> String {
        String(decoding: try file.read(at: 0, count: file.status.bytes), as: UTF8.self)
    }

    @Test(arguments: [true, false])
    func opensWhatLiesBelow(_ usesOpenat2: Bool) throws {
        try withRoot(usesOpenat2) { root, _ in
            let file = try root.open("a")
            #expect(file.status.kind == .file)
            #expect(file.status.bytes == 4)
            #expect(try text(file) == "good")
            #expect(try text(root.open("deep/er/b")) == "good")
            #expect(try root.open("deep/er").status.kind == .folder)
            #expect(try root.open("").status.kind == .folder)
            #expect(code(root, "none") == ENOENT)
            #expect(code(root, "none/a") == ENOENT)
            #expect(code(root, "a/b") == ENOTDIR)
            #expect(code(root, String(repeating: "a", count: 300)) == ENAMETOOLONG)
        }
    }

    @Test(arguments: [true, false])
    func opensNothingThatLiesOutside(_ usesOpenat2: Bool) throws {
        try withRoot(usesOpenat2) { root, tree throws in
            for path in ["../outside/a", "deep/../../outside/a", ".."] {
                #expect(code(root, path) == EXDEV, "\(path)")
            }
            if usesOpenat2 { #expect(code(root, tree.path("outside/a")) == EXDEV) }
            // An absolute path is one below the root where parts are opened one by one.
            if !usesOpenat2 { #expect(code(root, tree.path("outside/a")) == ENOENT) }
            // C would end the path here, and open another file.
            #expect(code(root, "a\0b") == ENOENT)
            #expect(code(root, "../outside/a\0") == ENOENT)
        }
    }

    @Test(arguments: [true, false])
    func followsNoLinkThatLeavesTheRoot(_ usesOpenat2: Bool) throws {
        try withRoot(usesOpenat2) { root, tree in
            try tree.link("inside/file", symbolicallyTo: "../outside/a")
            try tree.link("inside/folder", symbolicallyTo: "../outside")
            try tree.link("inside/absolute", symbolicallyTo: tree.path("outside/a"))
            try tree.link("inside/self", symbolicallyTo: tree.path("inside/a"))
            try tree.link("inside/etc", symbolicallyTo: "/etc")
            try tree.link("inside/magic", symbolicallyTo: "/proc/self/root")
            try tree.link("inside/round", symbolicallyTo: "round")
            for path in [
                "file", "folder/a", "folder", "absolute", "self", "etc/passwd", "magic/etc/passwd",
                "round",
            ] {
                let code = code(root, path)
                #expect([EXDEV, ELOOP, ENOTDIR].contains(code), "\(path): \(code ?? 0)")
            }
        }
    }

    @Test func followsLinksThatStayBelowIfItMay() throws {
        for followsLinks in [true, false] {
            try withRoot(true, followsLinks: followsLinks) { root, tree in
                try tree.link("inside/file", symbolicallyTo: "deep/er/b")
                try tree.link("inside/deep/up", symbolicallyTo: "../a")
                for path in ["file", "deep/up"] {
                    if followsLinks {
                        #expect(try text(root.open(path)) == "good")
                    } else {
                        #expect(code(root, path) == ELOOP)
                    }
                }
            }
        }
        try withRoot(false) { root, tree in
            try tree.link("inside/file", symbolicallyTo: "deep/er/b")
            #expect(code(root, "file") == ELOOP)
        }
    }

    /// What a check of the path before it is opened cannot see.
    @Test(arguments: [true, false])
    func staysBelowWhileAFolderBecomesALink(_ usesOpenat2: Bool) async throws {
        try await blocking {
            try withRoot(usesOpenat2) { root, tree in
                try tree.write("inside/turn/a", "good")
                try tree.link("inside/link", symbolicallyTo: "../outside")
                let (isOver, hasEnded) = (Gate(), Gate())
                Thread.detachNewThread {
                    let (turn, link, spare) = (
                        tree.path("inside/turn"), tree.path("inside/link"),
                        tree.path("inside/spare")
                    )
                    while !isOver.isOpen {
                        unsafe rename(turn, spare)
                        unsafe rename(link, turn)
                        unsafe rename(turn, link)
                        unsafe rename(spare, turn)
                    }
                    hasEnded.open()
                }
                defer {
                    isOver.open()
                    hasEnded.wait()
                }
                var (good, refused) = (0, 0)
                let isEnough = eventually {
                    if code(root, "turn/a", "good") == nil { good += 1 } else { refused += 1 }
                    return good >= 500 && refused >= 500
                }
                #expect(isEnough, "\(good) were good, \(refused) were refused")
            }
        }
    }

    @Test(arguments: [true, false])
    func waitsForNoFIFOAndSaysWhatIsNoFile(_ usesOpenat2: Bool) throws {
        try withRoot(usesOpenat2) { root, tree in
            try tree.makePipe("inside/fifo")
            #expect(try root.open("fifo").status.kind == .special)
            let listener = try #require(try? UnixSocket(at: tree.path("inside/socket")))
            #expect(code(root, "socket") == ENXIO)
            withExtendedLifetime(listener) {}
        }
        let devices = try RootFolder(
            path: "/dev", followsLinks: true, mayUseOpenat2: usesOpenat2)
        #expect(try devices.open("null").status.kind == .special)
    }

    @Test func saysWhyARootCannotBeOpened() throws {
        try FileTree.make { tree in
            try tree.write("file", "x")
            for (path, code) in [("none", ENOENT), ("file", ENOTDIR), ("a\0", ENOENT)] {
                #expect(throws: PosixError(call: "open", code: code)) {
                    _ = try RootFolder(path: tree.path(path), followsLinks: true)
                }
            }
        }
    }

    @Test func closesItsDescriptors() throws {
        try withRoot(true) { root, _ in
            let before = openDescriptors()
            for _ in 1...50 {
                _ = try root.open("a")
                _ = try root.open("deep").entries(atMost: 10)
                _ = code(root, "none")
            }
            #expect(openDescriptors() == before)
        }
    }

    private func openDescriptors() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1
    }

    @Test func listsAFolder() throws {
        try withRoot(true) { root, tree in
            try tree.link("inside/link", symbolicallyTo: "a")
            try tree.write("inside/.hidden", "")
            try tree.write("inside/é <b>", "12345")
            let folder = try root.open("")
            let entries = try folder.entries(atMost: 100)
            #expect(entries.map(\.name).sorted() == [".hidden", "a", "deep", "link", "é <b>"])
            #expect(entries.first { $0.name == "link" }?.status.kind == .link)
            #expect(entries.first { $0.name == "é <b>" }?.status.bytes == 5)
            #expect(try folder.entries(atMost: 100).count == 5, "it lists once only")
            #expect(try folder.entries(atMost: 2).count == 2)
            #expect(throws: PosixError.self) { _ = try root.open("a").entries(atMost: 1) }
        }
    }

    @Test func readsPartsAndNoMoreThanThereIs() throws {
        try withRoot(true) { root, tree in
            try tree.write("inside/n", Array(0...255))
            let file = try root.open("n")
            #expect(try file.read(at: 10, count: 3) == [10, 11, 12])
            #expect(try file.read(at: 250, count: 100) == Array(250...255))
            #expect(try file.read(at: 300, count: 1) == [])
            #expect(try file.read(at: 0, count: 0) == [])
            #expect(throws: PosixError(call: "pread", code: EISDIR)) {
                _ = try root.open("deep").read(at: 0, count: 1)
            }
        }
    }

    @Test func tellsThatAFileHasChanged() throws {
        try withRoot(true) { root, tree in
            let file = try root.open("a")
            #expect(try file.currentStatus() == file.status)
            try tree.append("inside/a", "more")
            #expect(try file.currentStatus() != file.status)
        }
    }
}

/// A socket that lies in a folder.
private final class UnixSocket {
    private let descriptor: Int32

    init(at path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        try #require(name.count < 100, "the folder for temporary files has too long a name")
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        let result = unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }

    deinit { close(descriptor) }
}
