// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Portico
import PorticoCompare
import PorticoPool

/// Turns errors into one line on stderr and the exit code that `sysexits.h` has for them.
enum CommandFailure {
    static func exit(for error: ServerError) -> ExitCode {
        Terminal.printError("portico: \(error)")
        return ExitCode(code(of: error))
    }

    static func exit(for error: PoolCreationError) -> ExitCode {
        exit(for: ServerError.pool(error))
    }

    static func exit(for error: PosixError) -> ExitCode {
        exit(for: ServerError.system(call: error.call, reason: "errno \(error.code)"))
    }

    static func exit(for error: FileError) -> ExitCode {
        Terminal.printError("portico: \(error)")
        return ExitCode(code(of: error))
    }

    private static func code(of error: FileError) -> Int32 {
        switch error {
        case .folderNotFound, .notAFolder: 66  // EX_NOINPUT
        case .permissionDenied: 77  // EX_NOPERM
        case .system: 71  // EX_OSERR
        }
    }

    static func exit(for error: CompareError) -> ExitCode {
        Terminal.printError("portico: \(error)")
        return ExitCode(error.exitCode)
    }

    private static func code(of error: ServerError) -> Int32 {
        switch error {
        case .addressInUse, .addressNotAvailable: 69  // EX_UNAVAILABLE
        case .unknownHost: 68  // EX_NOHOST
        case .permissionDenied: 77  // EX_NOPERM
        case .unusablePath: 73  // EX_CANTCREAT
        case .unknownOwner: 67  // EX_NOUSER
        case .invalidPort, .invalidLoops, .invalidLimit, .noAddress, .pathTooLong: 64  // EX_USAGE
        case .unusableDescriptor: 64
        case .pool(.threadSpawnFailed): 71  // EX_OSERR
        case .pool: 64
        case .system: 71
        case .alreadyStarted, .executorMayBlock: 70  // EX_SOFTWARE
        }
    }
}
