# Calls, logs, routes and stats, against an engine in memory
set(libraries rz_app rz_gui_test_support)
rz_test(call_values_test LABEL gui SOURCES call_values_test.cpp LIBRARIES ${libraries})
rz_test(value_meaning_test LABEL gui SOURCES value_meaning_test.cpp LIBRARIES ${libraries})
rz_test(call_models_test LABEL gui SOURCES call_models_test.cpp LIBRARIES ${libraries})
rz_test(calls_page_test LABEL gui SOURCES calls_page_test.cpp LIBRARIES ${libraries})
rz_test(log_model_test LABEL gui SOURCES log_model_test.cpp LIBRARIES ${libraries})
rz_test(log_pane_test LABEL gui SOURCES log_pane_test.cpp LIBRARIES ${libraries})
rz_test(routes_stats_test LABEL gui SOURCES routes_stats_test.cpp LIBRARIES ${libraries})
rz_test(panes_engine_test LABEL gui SOURCES panes_engine_test.cpp LIBRARIES ${libraries})
add_dependencies(panes_engine_test rhizome-agent)
rz_test(core_texts_test LABEL gui SOURCES core_texts_test.cpp LIBRARIES ${libraries} rz_agent_functions)
rz_test(translation_test LABEL gui SOURCES translation_test.cpp LIBRARIES ${libraries})
target_compile_definitions(translation_test PRIVATE RZ_LUPDATE="$<TARGET_FILE:Qt6::lupdate>")

# Prints what a frame costs with a million lines; no test.
add_executable(log_bench log_bench.cpp)
set_target_properties(log_bench PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
target_link_libraries(log_bench PRIVATE ${libraries})
