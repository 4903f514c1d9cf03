# Calls, logs, routes, stats and transfers, against an engine in memory
set(libraries rz_app rz_gui_test_support)
rz_tests(call_tests LABEL gui
    TESTS call_values_test value_meaning_test call_models_test calls_page_test call_results_test
        core_texts_test translation_test
    LIBRARIES ${libraries} rz_agent_functions rz_fakessh)
target_compile_definitions(call_tests PRIVATE RZ_LUPDATE="$<TARGET_FILE:Qt6::lupdate>")
rz_tests(pane_tests LABEL gui
    TESTS log_model_test log_pane_test routes_stats_test modules_page_test panes_engine_test
    LIBRARIES ${libraries} rz_test_support DEPENDS rhizome-agent)
rz_tests(transfer_tests LABEL gui TIMEOUT 300
    TESTS transfer_values_test transfers_pane_test transfer_dialog_test transfers_engine_test
    LIBRARIES ${libraries} DEPENDS rhizome-agent)

# Prints what a frame costs with a million lines; no test.
add_executable(log_bench log_bench.cpp)
set_target_properties(log_bench PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
target_link_libraries(log_bench PRIVATE ${libraries})
