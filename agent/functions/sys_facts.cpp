#include "agent/functions/sys.h"

#include "agent/functions/dict_builder.h"
#include "agent/functions/os.h"
#include "agent/functions/text_file.h"

#include <array>
#include <string>
#include <unistd.h>
#include <utility>

namespace rz::sys {

namespace {

// The first line, or nothing.
std::string firstLine(const std::string& path)
{
    const std::string text = readTextFile(path).value_or(std::string());
    return std::string(trimmed(text.substr(0, text.find('\n'))));
}

// KEY="value" with the quoting of a shell.
std::string unquote(std::string_view text)
{
    if (text.size() < 2 || (text.front() != '"' && text.front() != '\'') || text.back() != text.front())
        return std::string(text);
    std::string plain;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size())
            ++i;
        plain.push_back(text[i]);
    }
    return plain;
}

Dict release()
{
    std::string text = readTextFile("/etc/os-release").value_or(std::string());
    if (text.empty())
        text = readTextFile("/usr/lib/os-release").value_or(std::string());
    Dict values;
    std::string_view rest = text;
    std::string_view line;
    while (nextLine(rest, line)) {
        line = trimmed(line);
        const std::size_t equals = line.find('=');
        if (equals != std::string_view::npos && !line.starts_with('#'))
            values.set(toValue(OsString(line.substr(0, equals))), toValue(OsString(unquote(line.substr(equals + 1)))));
    }
    return values;
}

// "model name\t: …" on x86, other names elsewhere.
std::string cpuModel(std::string_view cpuinfo)
{
    for (const std::string_view name : {"model name", "Processor", "cpu model", "uarch", "cpu"}) {
        std::string_view value = fieldOf(cpuinfo, name);
        if (value.starts_with(':'))
            return std::string(trimmed(value.substr(1)));
    }
    return {};
}

std::string virtualization(std::string_view cpuinfo)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> Vendors{{
        {"QEMU", "kvm"},
        {"KVM", "kvm"},
        {"OpenStack", "kvm"},
        {"Amazon EC2", "amazon"},
        {"Google", "google"},
        {"VMware", "vmware"},
        {"VirtualBox", "virtualbox"},
        {"innotek", "virtualbox"},
        {"Microsoft Corporation Virtual", "hyper-v"},
        {"Xen", "xen"},
    }};
    if (firstLine("/sys/hypervisor/type") == "xen")
        return "xen";
    const std::string board =
        firstLine("/sys/class/dmi/id/sys_vendor") + ' ' + firstLine("/sys/class/dmi/id/product_name");
    for (const auto& [vendor, name] : Vendors) {
        if (board.find(vendor) != std::string::npos)
            return std::string(name);
    }
    const std::string_view flags = fieldOf(cpuinfo, "flags");
    return flags.find(" hypervisor") == std::string_view::npos ? "none" : "unknown";
}

std::string container()
{
    if (::access("/run/.containerenv", F_OK) == 0)
        return "podman";
    if (::access("/.dockerenv", F_OK) == 0)
        return "docker";
    if (std::string told = firstLine("/run/systemd/container"); !told.empty())
        return told;
    const std::string environment = readTextFile("/proc/1/environ").value_or(std::string());
    for (const std::string_view variable : splitAt(environment, '\0')) {
        constexpr std::string_view Name = "container=";
        if (variable.starts_with(Name))
            return std::string(variable.substr(Name.size()));
    }
    const std::string groups = readTextFile("/proc/1/cgroup").value_or(std::string());
    for (const std::string_view known : {"kubepods", "docker", "lxc"}) {
        if (groups.find(known) != std::string::npos)
            return std::string(known);
    }
    return "none";
}

double bootTime()
{
    return static_cast<double>(leadingNumber(fieldOf(readTextFile("/proc/stat").value_or(std::string()), "btime")));
}

}  // namespace

Result<Dict> facts()
{
    RZ_TRY(const Dict names, os::uname());
    RZ_TRY(const Dict use, memory());
    const std::string cpuinfo = readTextFile("/proc/cpuinfo").value_or(std::string());
    const auto known = [](const Dict& dict, std::string_view key) {
        return dict.find(key) ? *dict.find(key) : Value();
    };
    return DictBuilder(10)
        .add("os", release())
        .add("hostname", known(names, "nodename"))
        .add("kernel", known(names, "release"))
        .add("machine", known(names, "machine"))
        .add("cpus", os::cpuCount())
        .add("cpu_model", toValue(OsString(cpuModel(cpuinfo))))
        .add("memory", known(use, "total"))
        .add("boot_time", bootTime())
        .add("virtualization", virtualization(cpuinfo))
        .add("container", toValue(OsString(container())))
        .take();
}

}  // namespace rz::sys
