#pragma once

#include "core/rpc/pool.h"
#include "core/rpc/running_calls.h"
#include "core/rpc/service_request.h"
#include "core/rpc/worker_pool.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

namespace rz::rpc {

// What arrives is checked on the broker thread; methods run on the threads, where they are also answered.
class Pool::Impl {
public:
    Impl(routing::Router& router, Options options);

    Result<> start();
    void stop();
    Result<> add(std::unique_ptr<Service> service);
    void addFactory(std::string name, Factory factory);
    bool isActive(std::string_view name) const;
    std::size_t running() const { return m_running->count(); }
    std::size_t callers() const { return m_running->callers(); }
    WorkerPool& threads() { return *m_threads; }

private:
    using RequestPointer = std::shared_ptr<ServiceRequest>;

    // A service, and what its invoker has to know. Lives until the pool stops.
    struct Active {
        // So many deduplicated answers are kept, and with their calls so many bytes; then the oldest are forgotten.
        static constexpr std::size_t MaxAnswers = 4096;
        static constexpr std::size_t MaxAnswerBytes = 64 * 1024 * 1024;
        struct Remembered {
            std::optional<Result<routing::Message>> answer;  // nothing: it runs
            std::vector<RequestPointer> waiting;
        };
        using Answers = std::unordered_map<std::string, Remembered>;

        explicit Active(std::unique_ptr<Service> theService) : service(std::move(theService)) {}

        const std::unique_ptr<Service> service;
        // Serialized.
        bool busy = false;
        std::deque<RequestPointer> line;
        // Deduplicating, by ServiceRequest::cacheKey.
        Answers answers;
        std::deque<const std::string*> order;  // keys of answers that are there, the oldest first
        std::size_t answerBytes = 0;           // of those, and their keys
    };

    void onCallService(const routing::Message& message);
    Result<Active*> admit(ServiceRequest& request, const routing::Message& message);
    Result<Active*> activate(const ServiceRequest& request);
    Active* findActive(std::string_view name) const;
    void runSoon(const RequestPointer& request, Active& active);
    void complete(const RequestPointer& request, Active& active, Result<Value> result);
    void refuse(const RequestPointer& request, Active& active);
    void line(const RequestPointer& request, Active& active);
    void takeLine(Active& active);
    void runOnce(const RequestPointer& request, Active& active);
    void remember(const ServiceRequest& request, const Result<routing::Message>& answer, Active& active);
    static void forgetOldest(Active& active);
    Result<Value> invoke(ServiceRequest& request);
    void finish(const RequestPointer& request, const Result<routing::Message>& answer);
    void answerError(const routing::Message& header, const CallErrorValue& error);

    routing::Router& m_router;
    ExternalContext* const m_externalContext;
    bool m_listening = false;
    std::stop_source m_stop;
    std::optional<RunningCalls> m_running;  // since start()
    mutable std::mutex m_mutex;
    std::map<std::string, std::unique_ptr<Active>> m_services;
    std::map<std::string, Factory> m_factories;
    std::optional<WorkerPool> m_threads;
};

}  // namespace rz::rpc
