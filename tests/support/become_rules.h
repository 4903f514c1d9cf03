#pragma once

#include "tests/support/janitor.h"

#include <memory>
#include <string>
#include <string_view>

namespace rz::test {

// One file in /etc/sudoers.d, with this process in its name; gone when the object dies or the test crashes. Root only.
class SudoRules {
public:
    // Checked before sudo sees them: an error would lock out everybody.
    explicit SudoRules(std::string_view rules);
    ~SudoRules();
    SudoRules(const SudoRules&) = delete;
    SudoRules& operator=(const SudoRules&) = delete;

private:
    std::string m_path;
    std::unique_ptr<Janitor> m_janitor;
};

// Lines in /etc/doas.conf, which tests that run side by side share; taken out again when the object dies or the test
// crashes. Root only.
class DoasRules {
public:
    explicit DoasRules(std::string_view rule);
    ~DoasRules();
    DoasRules(const DoasRules&) = delete;
    DoasRules& operator=(const DoasRules&) = delete;

private:
    std::string m_mark;
    std::unique_ptr<Janitor> m_janitor;
};

}  // namespace rz::test
