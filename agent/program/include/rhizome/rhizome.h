#pragma once

// All that programs use which are their own agents: rhizome::main() and what it gives (core/README.md has the rest).

// IWYU pragma: begin_exports
#include "agent/functions/fs.h"
#include "agent/functions/os.h"
#include "agent/functions/proc.h"
#include "agent/functions/sys.h"
#include "agent/program/main.h"
#include "agent/program/program.h"
#include "core/base/error.h"
#include "core/base/exceptions.h"
#include "core/base/value.h"
#include "core/connect/explain.h"
#include "core/connect/prompt.h"
#include "core/rpc/call_chain.h"
#include "core/rpc/channel.h"
#include "core/rpc/context.h"
#include "core/rpc/external_context.h"
#include "core/rpc/function.h"
#include "core/rpc/latch.h"
#include "core/rpc/pool.h"
#include "core/rpc/receiver.h"
#include "core/rpc/select.h"
#include "core/rpc/sender.h"
#include "core/rpc/service.h"
#include "core/services/file_service.h"
#include "core/services/push_file_service.h"
// IWYU pragma: end_exports
