// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TestSupport
import Testing

extension CLITests {
    struct ServeTests {
        private func request(
            _ target: String, _ method: String = "GET", _ fields: [String] = []
        ) -> String {
            let lines = (["\(method) \(target) HTTP/1.1", "Host: localhost"] + fields)
            return lines.map { "\($0)\r\n" }.joined() + "\r\n"
        }

        /// Starts `portico serve` on a free port, and kills what is left of it.
        private func serve(
            _ folder: String, _ arguments: [String] = [], prefix: [String] = [],
            _ body: (CommandRun, _ port: Int) throws -> Void
        ) throws {
            let run = try CommandRun(
                ["serve", folder, "--port", "0"] + arguments, prefix: prefix)
            defer { run.kill(SIGKILL) }
            let line = try run.errors.wait { $0.hasPrefix("listening on http://127.0.0.1:") }
            let port = try #require(Int(line.split(separator: ":").last ?? ""))
            try body(run, port)
        }

        private func ask(
            _ port: Int, _ target: String, _ method: String = "GET", _ fields: [String] = []
        ) throws -> WireResponse {
            let connection = try RawConnection(port: port)
            try connection.send(request(target, method, fields))
            return try connection.readResponse(toHead: method == "HEAD")
        }

        @Test func servesAFolderWithALineForEachRequest() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("index.html", "<h1>front</h1>")
                    try tree.write("video.mp4", [UInt8](repeating: 1, count: 100_000))
                    try tree.write("a.js", "plain")
                    try tree.write("a.js.gz", "gzipped")
                    try serve(tree.root) { run, port in
                        #expect(try ask(port, "/").text == "<h1>front</h1>")
                        let part = try ask(port, "/video.mp4", "GET", ["Range: bytes=50000-"])
                        #expect(part.status == 206)
                        #expect(part.body.count == 50_000)
                        #expect(try ask(port, "/video.mp4", "HEAD").status == 200)
                        let script = try ask(port, "/a.js", "GET", ["Accept-Encoding: gzip, br"])
                        #expect(script.text == "gzipped")
                        #expect(try ask(port, "/none?x=\"y\"").status == 404)
                        #expect(try ask(port, "/", "POST").status == 405)
                        try run.output.wait { $0.contains(" POST ") }
                        let lines = run.output.lines.map { $0.split(separator: " ") }
                        #expect(lines.allSatisfy { $0.count == 8 && $0[7] == "ms" })
                        let starts = lines.map { $0.prefix(6).joined(separator: " ") }
                        #expect(
                            starts == [
                                "127.0.0.1 GET / 200 14 B", "127.0.0.1 GET /video.mp4 206 50000 B",
                                "127.0.0.1 HEAD /video.mp4 200 0 B", "127.0.0.1 GET /a.js 200 7 B",
                                "127.0.0.1 GET /none?x=\"y\" 404 14 B",
                                "127.0.0.1 POST / 405 23 B",
                            ])
                        #expect(run.errors.lines == ["listening on http://127.0.0.1:\(port)"])
                        run.kill(SIGINT)
                        #expect(try run.waitForEnd() == .exit(0))
                    }
                }
            }
        }

        @Test func listsFoldersAndShowsErrorsToBrowsers() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("folder/<b>.txt", "x")
                    try serve(tree.root, ["--listing", "--quiet"]) { run, port in
                        let list = try ask(port, "/folder/")
                        #expect(list.text.contains("&lt;b&gt;.txt"))
                        #expect(try ask(port, "/folder")["Location"] == "./folder/")
                        let page = try ask(port, "/none", "GET", ["Accept: text/html"])
                        #expect(page.status == 404)
                        #expect(page["Content-Type"] == "text/html; charset=utf-8")
                        #expect(page.text.contains("<h1>404</h1>"))
                        #expect(
                            try ask(port, "/none")["Content-Type"] == "text/plain; charset=utf-8")
                        run.kill(SIGTERM)
                        #expect(try run.waitForEnd() == .exit(0))
                        #expect(run.output.text.isEmpty)
                    }
                    try serve(tree.root) { _, port throws in
                        #expect(try ask(port, "/folder/").status == 404)
                    }
                }
            }
        }

        @Test func servesAnApplicationThatRoutesByItself() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("index.html", "app")
                    try serve(tree.root, ["--spa", "--cache", "60"]) { _, port in
                        let reply = try ask(port, "/users/7")
                        #expect(reply.text == "app")
                        #expect(reply["Cache-Control"] == "max-age=60")
                        #expect(try ask(port, "/users.js").status == 404)
                    }
                }
            }
        }

        /// Serves a folder as somebody for whom permissions count, which root is not.
        private func serveAsNobody(
            _ files: (FileTree) throws -> Void, _ body: (CommandRun, Int) throws -> Void
        ) async throws {
            let setpriv = "/usr/bin/setpriv"
            guard geteuid() != 0 || FileManager.default.isExecutableFile(atPath: setpriv) else {
                print("an unreadable file was not tested: root cannot become somebody else here")
                return
            }
            let drop = [setpriv, "--reuid=65534", "--clear-groups", "--inh-caps=-all"]
            try await blocking {
                try FileTree.make { tree in
                    try tree.allow(0o755, "")
                    try files(tree)
                    let run = try CommandRun(
                        ["serve", tree.root, "--port", "0"], prefix: geteuid() == 0 ? drop : [])
                    defer { run.kill(SIGKILL) }
                    let isStarted = eventually {
                        !run.errors.lines.isEmpty || run.hasEnded
                    }
                    try #require(isStarted)
                    guard let line = run.errors.lines.first(where: { $0.hasPrefix("listening") })
                    else {
                        print("an unreadable file was not tested: nobody may not run the command")
                        return
                    }
                    try body(run, try #require(Int(line.split(separator: ":").last ?? "")))
                }
            }
        }

        @Test func answers403ForAFileThatMayNotBeReadAndSaysSo() async throws {
            try await serveAsNobody { tree in
                try tree.write("closed", "x")
                try tree.allow(0, "closed")
            } _: { run, port in
                #expect(try ask(port, "/closed").status == 403)
                try run.errors.wait { $0.contains("a file may not be read") }
            }
        }

        @Test func sendsTheFileItselfWhereItsCompressedFormsMayNotBeRead() async throws {
            try await serveAsNobody { tree in
                for name in ["a.js", "a.js.br", "a.js.gz"] { try tree.write(name, name) }
                for name in ["a.js.br", "a.js.gz"] { try tree.allow(0, name) }
            } _: { run, port in
                let reply = try ask(port, "/a.js", "GET", ["Accept-Encoding: gzip, br"])
                #expect(reply.status == 200)
                #expect(reply.text == "a.js")
                #expect(reply["Content-Encoding"] == nil)
                try run.errors.wait { $0.contains("a file may not be read") }
            }
        }

        @Test func listensOnUnixSockets() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("files/a", "text")
                    let paths = [tree.path("a.sock"), tree.path("b.sock")]
                    let run = try CommandRun(
                        ["serve", tree.path("files")] + paths.flatMap { ["--unix", $0] })
                    defer { run.kill(SIGKILL) }
                    try run.errors.wait { $0 == "listening on unix:\(paths[1])" }
                    for path in paths {
                        let connection = try RawConnection(path: path)
                        try connection.send(request("/a"))
                        #expect(try connection.readResponse().text == "text")
                    }
                    try run.output.wait(count: 2) { $0.hasPrefix("unix: GET /a 200 4 B") }
                    run.kill(SIGTERM)
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(paths.allSatisfy { !FileManager.default.fileExists(atPath: $0) })
                }
            }
        }

        /// As systemd starts a program: with a socket that listens, and what says so.
        @Test func listensOnWhatSystemdHasOpened() async throws {
            let activate = "/usr/bin/systemd-socket-activate"
            guard FileManager.default.isExecutableFile(atPath: activate) else {
                print("socket activation was not tested: there is no systemd-socket-activate here")
                return
            }
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("files/a", "text")
                    let path = tree.path("a.sock")
                    let run = try CommandRun(
                        ["serve", tree.path("files")], prefix: [activate, "--listen", path])
                    defer { run.kill(SIGKILL) }
                    try run.errors.wait { $0.contains("Listening on") }
                    // The first client has the program started.
                    for _ in 1...2 {
                        let connection = try RawConnection(path: path)
                        try connection.send(request("/a"))
                        #expect(try connection.readResponse().text == "text")
                    }
                    try run.errors.wait { $0 == "listening on unix:\(path)" }
                    run.kill(SIGTERM)
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(FileManager.default.fileExists(atPath: path), "it is systemd's")
                }
            }
        }

        @Test func explainsItsFlags() async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["serve", "--help"])
                #expect(try run.waitForEnd() == .exit(0))
                // In one line: where it is broken depends on the terminal.
                let help = run.output.text.split(whereSeparator: \.isWhitespace)
                    .joined(separator: " ")
                for word in [
                    "<folder>", "--host", "--port", "--unix <path>", "--listing", "--spa",
                    "--cache <seconds>",
                    "--workers", "--quiet", "127.0.0.1", "(default: 8000)", "(default: 4)",
                ] {
                    #expect(help.contains(word), "the help does not say \(word)")
                }
            }
        }

        @Test func saysInOneLineWhyItCannotServe() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("file", "x")
                    func expectFailure(_ arguments: [String], _ code: Int32, _ words: String) throws
                    {
                        let run = try CommandRun.toEnd(["serve"] + arguments)
                        #expect(try run.waitForEnd() == .exit(code))
                        #expect(run.errors.lines.count == 1, "\(run.errors.text)")
                        #expect(run.errors.text.contains(words), "\(run.errors.text)")
                        #expect(run.output.text.isEmpty)
                    }
                    try expectFailure([tree.path("none")], 66, "there is no such folder")
                    try expectFailure([tree.path("file")], 66, "it is no folder")
                    try expectFailure([], 64, "folder")
                    try expectFailure([tree.root, "--unix", tree.path("file")], 73, "no socket")
                    try expectFailure(
                        [tree.root, "--unix", tree.path("none/a")], 73, "No such file")
                    try expectFailure([tree.root, "--cache=-1"], 64, "--cache -1")
                    try expectFailure([tree.root, "--workers", "0"], 64, "0")
                    try expectFailure([tree.root, "--port", "70000"], 64, "70000")
                    try serve(tree.root) { _, port in
                        try expectFailure([tree.root, "--port", "\(port)"], 69, "in use")
                    }
                }
            }
        }

        /// Nobody reads the pipe, and the server serves on.
        @Test func doesNotWaitForTheReaderOfItsLines() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("a", "a")
                    let pipe = try StuckPipe()
                    try pipe.fill()
                    let run = try CommandRun(["serve", tree.root, "--port", "0"], output: pipe)
                    defer { run.kill(SIGKILL) }
                    let line = try run.errors.wait { $0.hasPrefix("listening") }
                    let port = try #require(Int(line.split(separator: ":").last ?? ""))
                    let connection = try RawConnection(port: port)
                    for _ in 1...2000 {
                        try connection.send(request("/a"))
                        try #require(try connection.readResponse().status == 200)
                    }
                    run.kill(SIGINT)
                    #expect(try run.waitForEnd() == .exit(0))
                }
            }
        }
    }
}
