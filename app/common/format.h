#pragma once

#include "core/base/time.h"

#include <QString>

#include <chrono>
#include <cstdint>

namespace rz::app::format {

// Numbers as people read them, in the user's locale. The exact form belongs in tooltips and in what is copied.

QString count(std::uint64_t number);                             // "12,345"
QString bytes(std::uint64_t count);                              // "1.3 MB", steps of 1000
QString exactBytes(std::uint64_t count);                         // "1,312,456 bytes"
QString rate(double bytesPerSecond);                             // "1.3 MB/s"
QString duration(Duration duration);                             // "0.4 ms", "3.2 s", "3 min"
QString exactDuration(Duration duration);                        // "3.204187 s"
QString clockTime(std::chrono::system_clock::time_point time);   // "12:04:31.220", local
QString dateMinute(std::chrono::system_clock::time_point time);  // "2026-11-22 12:04", local
QString dateTime(std::chrono::system_clock::time_point time);    // "2026-11-22 12:04:31.220", local

}  // namespace rz::app::format
