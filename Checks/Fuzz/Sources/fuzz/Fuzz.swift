// SPDX-License-Identifier: Apache-2.0
import Foundation

// What libFuzzer calls. FUZZ_DOOR says where the bytes go in:
//
//   guard     into the guard of a connection
//   evhttp    into such a guard, and what it lets in into evhttp, without sockets
//   sockets   into servers of this process, over connections
//   multipart into the parser of forms with files, as a body
//
// An input is what a client sends on one connection, or in a body, and each goes in whole and in pieces. Where it is
// split follows from its own bytes, so that an input alone tells everything. Whatever is wrong ends the
// process, and libFuzzer keeps the input.

/// Where the bytes go in; no enum, whose pointers are tagged so that the leak detector misses them.
private struct Door {
    private var heads: EvhttpHeads?
    private var site: FuzzedSite?
    private var readsForms = false

    init() {
        switch ProcessInfo.processInfo.environment["FUZZ_DOOR"] {
        case "sockets": site = FuzzedSite()
        case "multipart": readsForms = true
        case "evhttp": do { heads = try EvhttpHeads() } catch { finding("no front: \(error)") }
        default: break
        }
    }

    func check(_ input: [UInt8]) {
        guard !readsForms else { return MultipartReading.check(input) }
        let reading = Reference(reading: input, messageLimits)
        if let site {
            site.check(input, against: reading)
        } else if let heads {
            GuardReading.check(input, against: reading, with: heads)
        } else {
            GuardReading.check(input, against: reading, with: GuardHeads())
        }
    }

    /// At the end nothing may be left open, nor kept: weak references, too, the leak detector misses.
    mutating func end() {
        heads?.end()
        site?.end()
        (heads, site) = (nil, nil)
    }
}

/// libFuzzer has one thread.
@MainActor private var door = Door()

/// Called once, before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer) -> Int32 {
    MainActor.assumeIsolated { _ = door }
    // Registered when the servers run: it comes before their own.
    atexit { MainActor.assumeIsolated { door.end() } }
    return 0
}

/// Called with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    MainActor.assumeIsolated { door.check(input) }
    return 0
}

/// Ends the process with a sentence, which libFuzzer takes for a crash.
func finding(_ what: String) -> Never {
    FileHandle.standardError.write(Data("finding: \(what)\n".utf8))
    abort()
}
