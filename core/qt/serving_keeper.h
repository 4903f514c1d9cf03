#pragma once

#include "core/io/broker.h"
#include "core/modules/master_modules.h"
#include "core/qt/outbox.h"
#include "core/qt/own_services.h"
#include "core/services/file_service.h"

#include <memory>

namespace rz::qt {

// The files of this machine that contexts of our own tree may fetch, and what they fetched. Tells every change to the outbox,
// a few times a second. Broker thread.
class ServingKeeper {
public:
    struct Parts {
        routing::Router& router;
        modules::MasterModules& modules;
        OwnServices& services;
        Outbox& outbox;
    };
    explicit ServingKeeper(Parts parts) : m_parts(parts) {}
    ServingKeeper(const ServingKeeper&) = delete;
    ServingKeeper& operator=(const ServingKeeper&) = delete;

    // `found`: what is there, or why there is nothing.
    void serve(const Result<services::ServedPath>& found);
    void withdraw(const std::string& path);

    static constexpr std::size_t MaxFetches = 1000;  // shown

private:
    Result<> start();
    Result<> add(const Result<services::ServedPath>& found);
    void note(services::FileFetch fetch);
    void publishSoon();

    Parts m_parts;
    services::FileService* m_files = nullptr;  // since something was to be served
    ServingSnapshot m_shown;
    std::uint64_t m_lastNumber = 0;
    io::Timer m_publishing;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);  // fetches may be told of after its end
};

}  // namespace rz::qt
