// SPDX-License-Identifier: Apache-2.0
import Testing

/// Everything that runs the built command, one run at a time.
@Suite(.serialized, .timeLimit(.minutes(2))) enum CLITests {}
