// SPDX-License-Identifier: Apache-2.0
import Foundation

// What libFuzzer calls. FUZZ_DOOR says where the bytes go in:
//
//   guard     into the guard of a connection, twice: whole, and in pieces
//   sockets   into servers of this process, over connections
//
// An input is what a client sends on one connection. Where it is split follows from its own bytes, so
// that an input alone tells everything. Whatever is wrong ends the process, and libFuzzer keeps the
// input.

private let usesSockets = ProcessInfo.processInfo.environment["FUZZ_DOOR"] == "sockets"
private let site = usesSockets ? FuzzedSite() : nil

/// Called once, before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer) -> Int32 {
    // At the end nothing may be left open. Registered when the servers run: it comes before their own.
    if site != nil { atexit { site?.end() } }
    return 0
}

/// Called with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    let reading = Reference(reading: input, limits)
    if let site {
        site.check(input, against: reading)
    } else {
        FuzzedGuard.check(input, against: reading)
    }
    return 0
}

/// Ends the process with a sentence, which libFuzzer takes for a crash.
func finding(_ what: String) -> Never {
    FileHandle.standardError.write(Data("finding: \(what)\n".utf8))
    abort()
}
